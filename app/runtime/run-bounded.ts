/** Runs a task per item with limited concurrency; a failed task does not affect the others. */

export type Settled<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly error: unknown };

/** Outcomes in the items' order. */
export async function runBounded<Item, Result>(
  items: readonly Item[],
  limit: number,
  task: (item: Item) => Promise<Result>,
): Promise<readonly Settled<Result>[]> {
  const outcomes: Settled<Result>[] = [];
  const queue = items.entries();
  const work = async () => {
    for (const [index, item] of queue) {
      try {
        outcomes[index] = { ok: true, value: await task(item) };
      } catch (error) {
        outcomes[index] = { ok: false, error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return outcomes;
}
