/** Runs a task per item with limited concurrency. */

export type Settled<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly error: unknown };

/** Results in the items' order. Throws the first error; then no further task is started. */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  limit: number,
  task: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  // A generator: the error of one worker ends its loop, which closes the queue for all workers.
  const queue = (function* () {
    yield* items.entries();
  })();
  const work = async () => {
    for (const [index, item] of queue) results[index] = await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}

/** Outcomes in the items' order; a failed task does not affect the others. */
export function runBounded<Item, Result>(
  items: readonly Item[],
  limit: number,
  task: (item: Item) => Promise<Result>,
): Promise<readonly Settled<Result>[]> {
  return mapBounded(items, limit, async (item): Promise<Settled<Result>> => {
    try {
      return { ok: true, value: await task(item) };
    } catch (error) {
      return { ok: false, error };
    }
  });
}
