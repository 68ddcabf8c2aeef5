/** Items ordered by their encoded keys, split by partition: a table's items, or an index's entries. */
import type { KeyRange } from './engine.ts';
import type { Item } from './values.ts';

/** Number of new partitions above which sorting all of them is faster. */
const few = 1_000;

/**
 * Keys look like `<hash prefix>/<hash key>/<range key>/...` in ASCII, so that plain string order is key order. A
 * partition is everything up to the second slash.
 */
export class OrderedItems {
  readonly #items = new Map<string, Item>();
  readonly #partitions = new Map<string, string[]>();
  /** Sorted, except for `#added`; absent after a partition was removed or many were added. */
  #partitionOrder: string[] | undefined;
  #added: string[] = [];

  get size(): number {
    return this.#items.size;
  }

  get(key: string): Item | undefined {
    return this.#items.get(key);
  }

  put(key: string, item: Item): void {
    if (!this.#items.has(key)) this.#addKey(key);
    this.#items.set(key, item);
  }

  delete(key: string): void {
    if (!this.#items.delete(key)) return;
    const partition = readPartition(key);
    const keys = this.#partitions.get(partition);
    if (keys === undefined) return;
    if (keys.length > 1) keys.splice(findPosition(keys, key), 1);
    else {
      this.#partitions.delete(partition);
      this.#forgetOrder();
    }
  }

  clear(): void {
    this.#items.clear();
    this.#partitions.clear();
    this.#forgetOrder();
  }

  entries(): IterableIterator<[string, Item]> {
    return this.#items.entries();
  }

  /** Items of one partition inside the bounds, in order; the lower bound determines the partition. */
  *readPartition(range: KeyRange): Generator<Item> {
    const keys = this.#partitions.get(readPartition(range.gte ?? range.gt ?? '')) ?? [];
    const end = findEnd(keys, range);
    const start = findStart(keys, range);
    if (range.reverse === true) for (let at = end - 1; at >= start; at -= 1) yield* this.#read(keys, at);
    else for (let at = start; at < end; at += 1) yield* this.#read(keys, at);
  }

  /** All items inside the bounds, partition by partition. */
  *readAll(range: KeyRange): Generator<Item> {
    const order = this.#orderPartitions();
    const upper = range.lt ?? range.lte;
    const first = findPosition(order, readPartition(range.gte ?? range.gt ?? ''));
    for (let at = Math.max(0, first - 1); at < order.length; at += 1) {
      const partition = order[at] ?? '';
      // One segment of many must not cost a scan of all the others.
      if (upper !== undefined && partition > upper) return;
      const keys = this.#partitions.get(partition) ?? [];
      const end = findEnd(keys, range);
      for (let position = findStart(keys, range); position < end; position += 1)
        yield* this.#read(keys, position);
    }
  }

  /** Inserts a few new ones in their places: a page of a scan over a growing table stays cheap. */
  #orderPartitions(): readonly string[] {
    this.#partitionOrder ??= [...this.#partitions.keys()].sort();
    const order = this.#partitionOrder;
    for (const partition of this.#added) order.splice(findPosition(order, partition), 0, partition);
    this.#added = [];
    return order;
  }

  #forgetOrder(): void {
    this.#partitionOrder = undefined;
    this.#added = [];
  }

  *#read(keys: readonly string[], at: number): Generator<Item> {
    const item = this.#items.get(keys[at] ?? '');
    if (item !== undefined) yield item;
  }

  #addKey(key: string): void {
    const partition = readPartition(key);
    const keys = this.#partitions.get(partition);
    if (keys !== undefined) {
      keys.splice(findPosition(keys, key), 0, key);
      return;
    }
    this.#partitions.set(partition, [key]);
    if (this.#partitionOrder !== undefined) this.#added.push(partition);
    if (this.#added.length > few) this.#forgetOrder();
  }
}

function readPartition(key: string): string {
  const slash = key.indexOf('/', key.indexOf('/') + 1);
  return slash === -1 ? key : key.slice(0, slash);
}

function findStart(keys: readonly string[], { gt, gte }: KeyRange): number {
  if (gte !== undefined) return findPosition(keys, gte);
  if (gt === undefined) return 0;
  const at = findPosition(keys, gt);
  return keys[at] === gt ? at + 1 : at;
}

function findEnd(keys: readonly string[], { lt, lte }: KeyRange): number {
  if (lte !== undefined) {
    const at = findPosition(keys, lte);
    return keys[at] === lte ? at + 1 : at;
  }
  return lt === undefined ? keys.length : findPosition(keys, lt);
}

/** Index of the first key that is not below the wanted one. */
function findPosition(keys: readonly string[], wanted: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
