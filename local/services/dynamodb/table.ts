/** One table: its items, its indexes, and the cost of each write. */
import { OrderedItems } from './collection.ts';
import { isEqual } from './condition.ts';
import { createValidationError, database, type IndexDescription, type TableDescription } from './engine.ts';
import { countWriteUnits, maxItemSize, maxNesting, measureItem, measureNesting } from './size.ts';
import type { Item } from './values.ts';

const maxHashKey = 2048;
const maxRangeKey = 1024;

export interface Index {
  readonly description: IndexDescription;
  readonly entries: OrderedItems;
}

interface Move {
  readonly index: Index;
  readonly oldEntry: Item | undefined;
  readonly newEntry: Item | undefined;
  readonly oldKey: string | undefined;
  readonly newKey: string | undefined;
}

/** Request units of one write, for the table and for each index it touches. */
export interface WriteCost {
  readonly table: number;
  readonly indexes: ReadonlyMap<string, number>;
}

export class Table {
  readonly description: TableDescription;
  readonly items = new OrderedItems();
  readonly indexes: ReadonlyMap<string, Index>;
  timeToLive: { attribute: string; enabled: boolean } | undefined;
  /** Virtual time of the next check for expired items, epoch milliseconds. */
  nextExpiry = 0;

  constructor(description: TableDescription) {
    this.description = description;
    this.indexes = new Map(
      (description.GlobalSecondaryIndexes ?? []).map((index) => [
        index.IndexName,
        { description: index, entries: new OrderedItems() },
      ]),
    );
  }

  get name(): string {
    return this.description.TableName;
  }

  createKey(item: Item): string {
    return database.createKey(item, this.description);
  }

  /** An entry's key: the index key, then the whole table key, so that equal index keys never collide. */
  createEntryKey(index: Index, entry: Item): string {
    const key = database.createKey(entry, this.description, index.description.KeySchema);
    return key + this.createKey(entry);
  }

  /** Stores (or deletes, without a new item) and updates the indexes. Throws before anything changes. */
  write(key: string, newItem: Item | undefined, isUpdate = false): WriteCost {
    const oldItem = this.items.get(key);
    const moves = this.#planMoves(oldItem, newItem);
    const cost = this.#measure(oldItem, newItem, moves, isUpdate);
    for (const { index, oldKey, newKey, newEntry } of moves) {
      if (oldKey !== undefined && oldKey !== newKey) index.entries.delete(oldKey);
      if (newKey !== undefined && newEntry !== undefined) index.entries.put(newKey, newEntry);
    }
    if (newItem === undefined) this.items.delete(key);
    else this.items.put(key, newItem);
    return cost;
  }

  /** The cost of a write; throws what DynamoDB refuses in the new item. */
  measureWrite(oldItem: Item | undefined, newItem: Item | undefined, isUpdate = false): WriteCost {
    return this.#measure(oldItem, newItem, this.#planMoves(oldItem, newItem), isUpdate);
  }

  clear(): void {
    this.items.clear();
    for (const index of this.indexes.values()) index.entries.clear();
  }

  /** The key attributes of an index entry or item, for `LastEvaluatedKey`. */
  readKeyNames(index: Index | undefined): string[] {
    const names = new Set(this.description.KeySchema.map((key) => key.AttributeName));
    for (const key of index?.description.KeySchema ?? []) names.add(key.AttributeName);
    return [...names];
  }

  #measure(
    oldItem: Item | undefined,
    newItem: Item | undefined,
    moves: readonly Move[],
    isUpdate: boolean,
  ): WriteCost {
    const oldSize = oldItem === undefined ? 0 : measureItem(oldItem);
    const newSize = newItem === undefined ? 0 : measureItem(newItem);
    if (newItem !== undefined) this.#checkItem(newItem, newSize, isUpdate);
    const indexes = new Map<string, number>();
    for (const move of moves) {
      const units = countMoveUnits(move);
      if (units > 0) indexes.set(move.index.description.IndexName, units);
    }
    return { table: countWriteUnits(oldSize, newSize), indexes };
  }

  /** The entries of each index before and after. */
  #planMoves(oldItem: Item | undefined, newItem: Item | undefined): Move[] {
    const moves: Move[] = [];
    for (const index of this.indexes.values()) {
      const oldEntry = this.#project(index, oldItem);
      const newEntry = this.#project(index, newItem);
      if (oldEntry === undefined && newEntry === undefined) continue;
      moves.push({
        index,
        oldEntry,
        newEntry,
        oldKey: oldEntry && this.createEntryKey(index, oldEntry),
        newKey: newEntry && this.createEntryKey(index, newEntry),
      });
    }
    return moves;
  }

  /** The entry of an item in an index; none when it lacks a key of it (sparse indexes). */
  #project(index: Index, item: Item | undefined): Item | undefined {
    const { KeySchema, Projection } = index.description;
    if (item === undefined || KeySchema.some((key) => item[key.AttributeName] === undefined))
      return undefined;
    if (Projection.ProjectionType === 'ALL') return item;
    const entry: Item = {};
    for (const name of [...this.readKeyNames(index), ...(Projection.NonKeyAttributes ?? [])]) {
      const value = item[name];
      if (value !== undefined) entry[name] = value;
    }
    return entry;
  }

  #checkItem(item: Item, size: number, isUpdate: boolean): void {
    if (size > maxItemSize) {
      throw createValidationError(
        isUpdate
          ? 'Item size to update has exceeded the maximum allowed size'
          : 'Item size has exceeded the maximum allowed size',
      );
    }
    if (measureNesting(item) > maxNesting) {
      throw createValidationError('Nesting Levels have exceeded supported limits');
    }
    this.#checkKeys(item, this.description.KeySchema, '');
    for (const { description } of this.indexes.values()) {
      this.#checkKeys(item, description.KeySchema, ` IndexName: ${description.IndexName}`);
    }
  }

  #checkKeys(item: Item, schema: TableDescription['KeySchema'], where: string): void {
    for (const { AttributeName, KeyType } of schema) {
      const value = item[AttributeName];
      const text = value?.S ?? value?.B;
      if (text === undefined) continue;
      if (text === '') {
        throw createValidationError(
          'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ' +
            `${value?.S === undefined ? 'binary' : 'string'} value. Key: ${AttributeName}${where}`,
        );
      }
      const bytes = Buffer.byteLength(text, value?.S === undefined ? 'base64' : 'utf8');
      const limit = KeyType === 'HASH' ? maxHashKey : maxRangeKey;
      if (bytes <= limit) continue;
      throw createValidationError(
        KeyType === 'HASH'
          ? `One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of 2048 bytes${where}`
          : `One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes${where}`,
      );
    }
  }
}

/** A changed index key is a delete and an insert; an unchanged projection costs nothing. */
function countMoveUnits({ oldEntry, newEntry, oldKey, newKey }: Move): number {
  const oldSize = oldEntry === undefined ? 0 : measureItem(oldEntry);
  const newSize = newEntry === undefined ? 0 : measureItem(newEntry);
  if (oldEntry === undefined || newEntry === undefined) return countWriteUnits(oldSize, newSize);
  if (oldKey !== newKey) return countWriteUnits(oldSize, 0) + countWriteUnits(0, newSize);
  return isSameProjection(oldEntry, newEntry) ? 0 : countWriteUnits(oldSize, newSize);
}

function isSameProjection(left: Item, right: Item): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => isEqual(left[name], right[name]));
}
