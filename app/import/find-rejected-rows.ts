/** Finds the rows of an import that the stage has rejected: every rejected event is kept, with the mark of its import. */
import { isObject } from '../../engine/base/json.ts';
import type { RejectedStore } from '../ports/rejected-store.ts';
import { findKept, parseEvent, readKept } from '../rejected/find-kept.ts';

export interface RejectedRows {
  /** Per code of the rejection: the lines of the file, in their order. A row that was sent twice is one. */
  readonly lines: ReadonlyMap<string, readonly number[]>;
  /** Different lines. */
  readonly rows: number;
}

/** `since`: when the import began (epoch ms). Reads each event that was rejected since then. */
export async function findRejectedRows(
  store: RejectedStore,
  importId: string,
  since: number,
): Promise<RejectedRows> {
  const found = new Map<string, Set<number>>();
  for await (const { rejected } of findAll(store, since)) {
    for (const line of readLines(parseEvent(rejected), importId))
      found.set(rejected.code, (found.get(rejected.code) ?? new Set<number>()).add(line));
  }
  const lines = [...found].map(([code, of]) => [code, [...of].sort((a, b) => a - b)] as const);
  return { lines: new Map(lines), rows: new Set(lines.flatMap(([, of]) => of)).size };
}

async function* findAll(store: RejectedStore, since: number) {
  yield* findKept(store, { since });
  let cursor: string | undefined;
  do {
    const page = await store.listQuarantined(cursor);
    for (const key of page.keys) {
      const { receivedAt = since } = store.readKey(key) ?? {};
      const kept = receivedAt < since ? undefined : await readKept(store, key);
      if (kept !== undefined) yield kept;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** A packed event that was rejected as a whole has many. */
function readLines(event: unknown, importId: string): readonly number[] {
  const detail = isObject(event) && isObject(event['detail']) ? event['detail'] : {};
  const members = Array.isArray(detail['batch']) ? detail['batch'] : [detail];
  return members.flatMap((member: unknown) => {
    const context = isObject(member) && isObject(member['context']) ? member['context'] : {};
    const mark = isObject(context['import']) ? context['import'] : {};
    return mark['id'] === importId && typeof mark['line'] === 'number' ? [mark['line']] : [];
  });
}
