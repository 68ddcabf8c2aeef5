/** The register of erased ids in memory: for tests and the simulator. */
import type { ErasureMark, ErasureRegister } from '../../app/ports/erasure-register.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { erasedKey } from '../erased-key.ts';

export interface MemoryErasureRegister extends ErasureRegister {
  /** What is stored: key and mark. */
  list(): readonly (readonly [key: string, mark: ErasureMark])[];
}

export function createMemoryErasureRegister(): MemoryErasureRegister {
  const marks = new Map<string, ErasureMark & { readonly liftedAt?: number }>();
  let salt: Uint8Array | undefined;
  const makeKey = (key: IdentityKey) => erasedKey(salt ?? new Uint8Array(), key);
  return {
    isUsed: async () => salt !== undefined,
    find: async (keys) =>
      keys.map((key) => {
        const mark = marks.get(makeKey(key));
        return mark === undefined || mark.liftedAt !== undefined ? undefined : mark;
      }),
    async lift(key, liftedAt, facts) {
      const name = makeKey(key);
      const mark = marks.get(name);
      if (mark === undefined || mark.at >= liftedAt || mark.liftedAt !== undefined) return true;
      if ((mark.facts ?? []).length !== facts.length) return false;
      marks.set(name, { ...mark, liftedAt });
      return true;
    },
    async addFacts(key, facts) {
      const name = makeKey(key);
      const mark = marks.get(name);
      if (mark === undefined || mark.liftedAt !== undefined) return false;
      if (facts.length === 0) return true;
      const all = [...(mark.facts ?? []), ...facts].map((fact) => JSON.stringify(fact));
      marks.set(name, { ...mark, facts: [...new Set(all)].sort().map((text) => JSON.parse(text)) });
      return true;
    },
    async open(first) {
      salt ??= first;
    },
    async add(key, mark) {
      const name = makeKey(key);
      const former = marks.get(name);
      if (former === undefined || (former.liftedAt ?? Number.POSITIVE_INFINITY) < mark.at)
        marks.set(name, mark);
    },
    list: () => [...marks],
  };
}
