/** PutItem, UpdateItem, DeleteItem and BatchWriteItem: dynalite's actions on the tables here, metered as AWS bills. */
import { omitAbsent } from '../../omit-absent.ts';
import { ServiceError } from '../../service.ts';
import { isSatisfied } from './condition.ts';
import {
  type ActionCollection,
  type ActionStore,
  createValidationError,
  database,
  type Expression,
  type Path,
  type Request,
  runAction,
  throwInvalid,
} from './engine.ts';
import type { Table, WriteCost } from './table.ts';
import { type AttributeValue, type Item, unescapeItem } from './values.ts';

export interface WriteResult {
  readonly output: { Attributes?: Item };
  readonly cost: WriteCost;
}

/** The effect of one run of an action on the table. */
interface Run {
  oldItem?: Item | undefined;
  newItem?: Item | undefined;
  key?: string;
  cost?: WriteCost;
}

/**
 * Writes one item in one tick: no other call can run between condition and write.
 * @throws ServiceError ConditionalCheckFailedException, with `cost` billed through `onRefused`.
 */
export function writeItem(
  operation: 'PutItem' | 'UpdateItem' | 'DeleteItem',
  table: Table,
  request: Request,
  returnsOldOnFailure: boolean,
  onRefused: (cost: WriteCost) => void,
): WriteResult {
  const run: Run = {};
  const sections = request._updates?.sections;
  if (sections !== undefined) orderRemovals(sections);
  // The condition is evaluated here, on read: dynalite would evaluate it again, in its own way.
  const { _condition, ...unconditional } = request;
  try {
    const result = runAction(
      operation,
      createStore(table, unconditional, run, _condition?.expression),
      unconditional,
    );
    const attributes = result?.['Attributes'] as Item | undefined;
    if (run.cost === undefined) throw new Error(`dynalite's ${operation} neither wrote nor refused.`);
    return {
      output: omitAbsent({ Attributes: attributes === undefined ? undefined : unescapeItem(attributes) }),
      cost: run.cost,
    };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'ConditionalCheckFailedException') throw error;
    onRefused(measureRefusal(operation, table, unconditional, run.oldItem));
    if (!returnsOldOnFailure || run.oldItem === undefined) throw error;
    throw new ServiceError(error.code, error.status, error.message, { Item: unescapeItem(run.oldItem) });
  }
}

/** Splits a batch into single writes; validates all before the first one is done. */
export function readBatch(
  table: Table,
  requests: readonly unknown[],
): { operation: 'PutItem' | 'DeleteItem'; request: Request }[] {
  const seen = new Set<string>();
  return requests.map((entry) => {
    const { PutRequest, DeleteRequest } = entry as {
      PutRequest?: { Item: Item };
      DeleteRequest?: { Key: Item };
    };
    const item = PutRequest?.Item;
    const keyed = item ?? DeleteRequest?.Key ?? {};
    try {
      if (item === undefined) throwInvalid(database.validateKey(keyed, table.description));
      else throwInvalid(database.validateItem(keyed, table.description));
    } catch (error) {
      const isKeyProblem = /Missing the key|Type mismatch for key/.test((error as Error).message);
      throw isKeyProblem
        ? createValidationError('The provided key element does not match the schema')
        : error;
    }
    const key = table.createKey(keyed);
    if (seen.has(key)) throw createValidationError('Provided list of item keys contains duplicates');
    seen.add(key);
    if (item !== undefined) {
      table.measureWrite(undefined, item);
      return { operation: 'PutItem', request: { TableName: table.name, Item: item } };
    }
    return { operation: 'DeleteItem', request: { TableName: table.name, Key: keyed } };
  });
}

/** A failed condition costs as much as the write would have on the table, and nothing on the indexes. */
function measureRefusal(
  operation: string,
  table: Table,
  request: Request,
  oldItem: Item | undefined,
): WriteCost {
  const rehearsal: Run = {};
  try {
    runAction(operation, createStore(table, request, rehearsal, 'rehearsal'), request);
  } catch {
    // The write itself would be invalid: the size of the existing item counts.
  }
  return { table: table.measureWrite(oldItem, rehearsal.newItem).table, indexes: new Map() };
}

/** A rehearsal checks no condition and changes nothing. */
function createStore(
  table: Table,
  request: Request,
  run: Run,
  condition: Expression | 'rehearsal' | undefined,
): ActionStore {
  const write = (key: string, item: Item | undefined, callback: (error?: unknown) => void): void => {
    run.newItem = item === undefined ? undefined : dropMissing(item);
    if (condition !== 'rehearsal') run.cost = table.write(key, run.newItem, request.Key !== undefined);
    callback(null);
  };
  const items: ActionCollection = {
    lock: (_key, work) => work((callback) => callback),
    get(key, callback) {
      const oldItem = table.items.get(key);
      run.oldItem = oldItem;
      if (typeof condition === 'object' && !isSatisfied(condition, oldItem ?? {})) {
        throw new ServiceError('ConditionalCheckFailedException', 400, 'The conditional request failed');
      }
      detachCopies(request, oldItem ?? {});
      callback(null, oldItem);
    },
    put: write,
    del: (key, callback) => write(key, undefined, callback),
    createValueStream: throwStreamUnsupported,
  };
  const nothing: ActionCollection = {
    ...items,
    put: (_key, _item, callback) => callback(null),
    del: (_key, callback) => callback(null),
  };
  return {
    // Sizes are measured on write, in bytes.
    options: { maxItemSize: Number.POSITIVE_INFINITY },
    getTable(_name, checkStatus, callback) {
      (typeof checkStatus === 'function' ? checkStatus : callback)?.(null, table.description);
    },
    getItemDb: () => items,
    // The table maintains its own indexes: dynalite's entry keys end in 24 bits of a hash, and lose entries.
    getIndexDb: () => nothing,
  };
}

/** dynalite assigns `SET copy = original` by reference: a later change of one would appear in the other. */
function detachCopies(request: Request, oldItem: Item): void {
  for (const section of request._updates?.sections ?? []) {
    if (section.type !== 'set' || section.val === undefined) continue;
    const value = section.val as { type?: string; name?: string; args?: readonly unknown[] };
    const isDefault = value.type === 'function' && value.name === 'if_not_exists';
    const source = isDefault ? value.args?.[0] : section.val;
    if (!Array.isArray(source)) continue;
    const found = database.mapPath(source as Path, oldItem);
    if (found != null) section.val = structuredClone(found) satisfies AttributeValue;
  }
}

/** dynalite removes list elements one after the other, so later indexes would refer to the wrong element. */
function orderRemovals(sections: NonNullable<Request['_updates']>['sections']): void {
  const position = (path: Path): number => {
    const last = path.at(-1);
    return typeof last === 'number' ? last : -1;
  };
  const removals = sections.filter((section) => section.type === 'remove');
  removals.sort((left, right) => position(right.path) - position(left.path));
  const others = sections.filter((section) => section.type !== 'remove');
  sections.splice(0, sections.length, ...others, ...removals);
}

function dropMissing(item: Item): Item {
  for (const name in item) if (item[name] === undefined) delete item[name];
  return item;
}

function throwStreamUnsupported(): never {
  throw new Error('A single-item action asked for a stream.');
}
