/** GetItem, Query, Scan and BatchGetItem; dynalite validates the request and computes the key range. */

import { Stream } from 'node:stream';
import { omitAbsent } from '../../omit-absent.ts';
import { isSatisfied } from './condition.ts';
import {
  type ActionCollection,
  type ActionStore,
  createValidationError,
  database,
  type KeyRange,
  type Request,
  runAction,
  throwInvalid,
} from './engine.ts';
import { keepSegment } from './segment.ts';
import { countReadUnits, measureItem } from './size.ts';
import type { Index, Table } from './table.ts';
import { type Item, unescapeItem } from './values.ts';

/** A page ends once this many bytes were read. */
const pageSize = 1024 * 1024;

export interface ReadResult {
  readonly output: Record<string, unknown>;
  readonly units: number;
}

/** One item by key; a missing one costs as much as a small one. */
export function readItem(
  table: Table,
  request: Request,
): { item: Item | undefined; units: number; size: number } {
  throwInvalid(database.validateKey(request.Key ?? {}, table.description));
  const found = table.items.get(table.createKey(request.Key ?? {}));
  const size = found === undefined ? 0 : measureItem(found);
  const units = countReadUnits(size, request.ConsistentRead === true);
  return { item: found && projectItem(found, request), units, size };
}

/** One page of a Query or Scan. Units count every item read, filtered out or not. */
export function readPage(operation: 'Query' | 'Scan', table: Table, request: Request): ReadResult {
  const index = request.IndexName === undefined ? undefined : table.indexes.get(request.IndexName);
  checkSelect(request);
  const range = planRange(operation, table, index, request);
  const source = index?.entries ?? table.items;
  const read: Item[] = [];
  let size = 0;
  let isCut = false;
  for (const item of operation === 'Query' ? source.readPartition(range) : source.readAll(range)) {
    read.push(item);
    size += measureItem(item);
    isCut = read.length >= (request.Limit ?? Number.POSITIVE_INFINITY) || size >= pageSize;
    if (isCut) break;
  }
  const filter = request._filter?.expression;
  const kept = filter === undefined ? read : read.filter((item) => isSatisfied(filter, item));
  const output: Record<string, unknown> = { Count: kept.length, ScannedCount: read.length };
  if (request.Select !== 'COUNT') output['Items'] = kept.map((item) => projectItem(item, request));
  const last = read.at(-1);
  if (isCut && last !== undefined) output['LastEvaluatedKey'] = readKey(table, index, last);
  return { output, units: countReadUnits(size, request.ConsistentRead === true) };
}

function projectItem(item: Item, request: Request): Item {
  const paths = request._projection?.paths;
  return unescapeItem(paths === undefined ? item : database.mapPaths(paths, item));
}

function readKey(table: Table, index: Index | undefined, item: Item): Item {
  const key: Item = {};
  for (const name of table.readKeyNames(index)) {
    const value = item[name];
    if (value !== undefined) key[name] = value;
  }
  return unescapeItem(key);
}

function checkSelect(request: Request): void {
  const hasProjection = request._projection !== undefined;
  if (hasProjection && request.Select !== undefined && request.Select !== 'SPECIFIC_ATTRIBUTES') {
    throw createValidationError(
      `Cannot specify the ProjectionExpression when choosing to get ${request.Select === 'COUNT' ? 'only the Count' : request.Select}`,
    );
  }
}

/** Runs dynalite's action up to the read, and returns the bounds that it would read. */
function planRange(operation: string, table: Table, index: Index | undefined, request: Request): KeyRange {
  let range: KeyRange | undefined;
  const collection: ActionCollection = {
    lock: throwReadOnly,
    get: throwReadOnly,
    put: throwReadOnly,
    del: throwReadOnly,
    createValueStream(bounds) {
      range = bounds;
      // Never calls back: the read happens here.
      return new Stream();
    },
  };
  const store: ActionStore = {
    options: { maxItemSize: Number.POSITIVE_INFINITY },
    getTable(_name, checkStatus, callback) {
      (typeof checkStatus === 'function' ? checkStatus : callback)?.(null, table.description);
    },
    getItemDb: () => collection,
    getIndexDb: () => collection,
  };
  // dynalite has at most 4,096 segments, and the last one of more is the whole table: they are divided here.
  const { Segment: _segment, TotalSegments: _total, ...unsegmented } = request;
  runAction(operation, store, unsegmented);
  if (range === undefined) throw new Error(`dynalite's ${operation} neither read nor refused.`);
  const { ExclusiveStartKey: start } = request;
  if (start === undefined) return keepSegment(range, request, undefined);
  const key = index === undefined ? table.createKey(start) : table.createEntryKey(index, start);
  return keepSegment(index === undefined ? range : startAfter(range, key), request, key);
}

/** Entry keys here are longer than dynalite's: a page of an index starts after this one. */
function startAfter(range: KeyRange, entryKey: string): KeyRange {
  const { gt: _gt, gte: _gte, lt: _lt, lte: _lte, ...rest } = range;
  if (range.reverse === true) {
    const lower = range.gte === undefined ? { gt: range.gt ?? '' } : { gte: range.gte };
    return { ...rest, ...lower, lt: entryKey };
  }
  const upper = range.lte === undefined ? omitAbsent({ lt: range.lt }) : { lte: range.lte };
  return { ...rest, ...upper, gt: entryKey };
}

function throwReadOnly(): never {
  throw new Error('A read action asked to write.');
}
