/**
 * What a process holds of the published program: the value that it made of the pointer read last. Each cache of a
 * program, a snapshot or a policy is a view of one of these, and only decides when to read and what to do on errors.
 */

import type { CurrentProgram, ProgramReader } from '../ports/program-store.ts';

export interface Held<Value> {
  readonly pointer: CurrentProgram;
  readonly value: Value;
}

export interface PublishedCache<Value> {
  /** Undefined until a published program was read. It is kept when the pointer is missing. */
  readonly held: Held<Value> | undefined;
  /** When the pointer was read last (epoch ms), as `markChecked` says; -Infinity before. */
  readonly checkedAt: number;
  markChecked(now: number): void;
  /** Whether `checkedAt` is less than `age` milliseconds from `now`. A clock that was set back does not silence the checks. */
  isFresh(now: number, age: number): boolean;
  /**
   * Reads the pointer, and loads the value when it names another program than the held one. Undefined when nothing is
   * published: a missing pointer is a mistake in the table, so views keep the program that they hold.
   * Throws when the table cannot be read; what is held stays.
   */
  read(options: { readonly consistent: boolean }): Promise<Held<Value> | undefined>;
}

/** `load` gets the value of a pointer with a version above 0. */
export function createPublishedCache<Value>(
  store: Pick<ProgramReader, 'readCurrent'>,
  load: (pointer: CurrentProgram) => Promise<Value>,
): PublishedCache<Value> {
  let held: Held<Value> | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  return {
    get held() {
      return held;
    },
    get checkedAt() {
      return checkedAt;
    },
    markChecked(now) {
      checkedAt = now;
    },
    isFresh: (now, age) => Math.abs(now - checkedAt) < age,
    async read(options) {
      const pointer = await store.readCurrent(options);
      if (pointer.version === 0) return undefined;
      if (held?.pointer.version !== pointer.version || held.pointer.hash !== pointer.hash) {
        held = { pointer, value: await load(pointer) };
      }
      return held;
    },
  };
}

/**
 * Reads the pointer for all concurrent callers at once. When that fails, what is held stays in force, and the next call
 * tries again; throws only if nothing is held. `now` in epoch ms.
 */
export function shareRefresh<Value>(cache: PublishedCache<Value>): (now: number) => Promise<void> {
  let refreshing: Promise<unknown> | undefined;
  return async (now) => {
    try {
      refreshing ??= cache.read({ consistent: false }).finally(() => {
        refreshing = undefined;
      });
      await refreshing;
      cache.markChecked(now);
    } catch (error) {
      if (cache.held === undefined) throw error;
    }
  };
}

/** The held value after one read, and after a consistent one when that gave a version below `atLeast`. */
export async function readAtLeast<Value>(
  cache: PublishedCache<Value>,
  atLeast: number,
): Promise<Value | undefined> {
  const first = await cache.read({ consistent: false });
  if ((first?.pointer.version ?? 0) >= atLeast) return first?.value;
  return (await cache.read({ consistent: true }))?.value;
}
