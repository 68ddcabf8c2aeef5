/** Items by partition and sort key, as in a DynamoDB table: shared by memory stores whose items share a table. */
import type { Item } from '../dynamodb/attributes.ts';
import { checkItem } from './check-item.ts';

export class MemoryTable {
  readonly #partitions = new Map<string, Map<string, Item>>();

  get(pk: string, sk: string): Item | undefined {
    return this.#partitions.get(pk)?.get(sk);
  }

  put(pk: string, sk: string, item: Item): void {
    checkItem(item);
    const partition = this.#partitions.get(pk) ?? new Map<string, Item>();
    partition.set(sk, item);
    this.#partitions.set(pk, partition);
  }

  delete(pk: string, sk: string): void {
    this.#partitions.get(pk)?.delete(sk);
  }

  partitions(): readonly string[] {
    return [...this.#partitions.keys()].sort();
  }

  /** Items whose sort key starts with `prefix`, greatest first, below `before`. */
  listDescending(pk: string, prefix: string, limit: number, before: string | undefined): readonly Item[] {
    return [...(this.#partitions.get(pk) ?? [])]
      .filter(([sk]) => sk.startsWith(prefix) && (before === undefined || sk < before))
      .sort(([left], [right]) => (left < right ? 1 : -1))
      .slice(0, limit)
      .map(([, item]) => item);
  }
}
