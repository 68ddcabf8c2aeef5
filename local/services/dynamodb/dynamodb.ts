/**
 * DynamoDB, on dynalite 4.0.0 (parsers, validation, item actions) over an ordered store in memory. On demand, global
 * secondary indexes, time to live, request units as billed. Not here, and refused by the gateway because they are not
 * in `operations`: transactions, PartiQL, streams, backups, UpdateTable. Refused here: local secondary indexes,
 * provisioned throughput, and the parameters that expressions replaced in 2014.
 * Every call is one synchronous step, so conditional writes are atomic under any concurrency.
 */
import { omitAbsent } from '../../omit-absent.ts';
import type { Call, CloudContext, ResolvedResource, ResourceHandle, Service } from '../../service.ts';
import { ServiceError } from '../../service.ts';
import { Consumption } from './capacity.ts';
import { createTableOf } from './definition.ts';
import { createValidationError, parseRequest, type Request } from './engine.ts';
import { deleteExpired } from './expiry.ts';
import { readItem, readPage } from './read.ts';
import { listRequirements } from './requirements.ts';
import type { Table } from './table.ts';
import { findTable, handleTableOperation, readTableName, tableOperations } from './tables.ts';
import { escapeRequest, type Item } from './values.ts';
import { readBatch, writeItem } from './write.ts';

const itemOperations = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
] as const;

const legacyParameters = [
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
];

/** Bytes of one BatchGetItem response; the remaining keys are returned as `UnprocessedKeys`. */
const batchSize = 16 * 1024 * 1024;

export function createDynamodb(context: CloudContext): Service {
  const tables = new Map<string, Table>();

  function handle(call: Call): Record<string, unknown> {
    if ((tableOperations as readonly string[]).includes(call.operation)) {
      return handleTableOperation(call.operation, call.input, tables, context);
    }
    const request = parse(call);
    const consumption = new Consumption(context.meter);
    const detail = call.input['ReturnConsumedCapacity'];
    if (call.operation === 'BatchGetItem' || call.operation === 'BatchWriteItem') {
      const output =
        call.operation === 'BatchGetItem' ? getBatch(request, consumption) : writeBatch(request, consumption);
      const consumed = consumption.describe(detail);
      return consumed.length === 0 ? output : { ...output, ConsumedCapacity: consumed };
    }
    const table = openTable(request.TableName);
    const output = handleItem(call, table, request, consumption);
    const [consumed] = consumption.describe(detail);
    return consumed === undefined ? output : { ...output, ConsumedCapacity: consumed };
  }

  function handleItem(
    call: Call,
    table: Table,
    request: Request,
    used: Consumption,
  ): Record<string, unknown> {
    switch (call.operation) {
      case 'GetItem': {
        const { item, units } = readItem(table, request);
        used.addRead(table, units);
        return omitAbsent({ Item: item });
      }
      case 'Query':
      case 'Scan': {
        const { output, units } = readPage(call.operation, table, request);
        used.addRead(table, units, request.IndexName);
        return output;
      }
      case 'PutItem':
      case 'UpdateItem':
      case 'DeleteItem': {
        const returnsOld = call.input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD';
        const { output, cost } = writeItem(call.operation, table, request, returnsOld, (refused) =>
          used.addWrite(table, refused),
        );
        used.addWrite(table, cost);
        return output;
      }
      default:
        throw new ServiceError(
          'UnknownOperationException',
          400,
          `DynamoDB ${call.operation} is not emulated.`,
        );
    }
  }

  function getBatch(request: Request, used: Consumption): Record<string, unknown> {
    const responses: Record<string, Item[]> = {};
    const unprocessed: Record<string, Record<string, unknown>> = {};
    let total = 0;
    for (const [name, asked] of Object.entries(request.RequestItems ?? {})) {
      const table = openTable(name);
      const { Keys = [], ...rest } = asked as { Keys?: Item[] } & Partial<Request>;
      const found: Item[] = [];
      const left: Item[] = [];
      for (const Key of Keys) {
        if (total > batchSize) {
          left.push(Key);
          continue;
        }
        const { item, units, size } = readItem(table, { ...rest, TableName: name, Key });
        used.addRead(table, units);
        total += size;
        if (item !== undefined) found.push(item);
      }
      responses[name] = shuffle(found);
      if (left.length > 0) unprocessed[name] = { ...withoutParsed(rest), Keys: left };
    }
    return { Responses: responses, UnprocessedKeys: unprocessed };
  }

  function writeBatch(request: Request, used: Consumption): Record<string, unknown> {
    const batches = Object.entries(request.RequestItems ?? {}).map(([name, entries]) => {
      const table = openTable(name);
      return { table, writes: readBatch(table, entries as unknown[]) };
    });
    for (const { table, writes } of batches) {
      for (const write of writes) {
        used.addWrite(table, writeItem(write.operation, table, write.request, false, () => {}).cost);
      }
    }
    return { UnprocessedItems: {} };
  }

  function openTable(name: string): Table {
    const table = findTable(tables, name);
    deleteExpired(table, context.now());
    return table;
  }

  /** AWS guarantees no order in a batch: no caller may rely on one. */
  function shuffle(items: Item[]): Item[] {
    return items
      .map((item) => ({ item, at: context.random() }))
      .sort((left, right) => left.at - right.at)
      .map(({ item }) => item);
  }

  return {
    name: 'dynamodb',
    resourceTypes: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
    operations: new Set<string>([...itemOperations, ...tableOperations]),
    create: async (resource) => create(resource, tables, context),
    requirements: (call) => listRequirements(call, tables, context),
    handle: async (call) => handle(call),
    async reset() {
      for (const table of tables.values()) {
        table.clear();
        table.nextExpiry = 0;
      }
    },
    async close() {
      tables.clear();
    },
  };
}

function create(
  resource: ResolvedResource,
  tables: Map<string, Table>,
  context: CloudContext,
): ResourceHandle {
  const table = createTableOf(resource, context);
  if (tables.has(table.name)) {
    throw new ServiceError('ResourceInUseException', 400, `Table already exists: ${table.name}`);
  }
  tables.set(table.name, table);
  return {
    ref: table.name,
    attributes: {
      Arn: String(table.description['TableArn']),
      TableId: String(table.description['TableId']),
    },
  };
}

function parse(call: Call): Request {
  for (const parameter of legacyParameters) {
    if (call.input[parameter] === undefined) continue;
    throw createValidationError(
      `${parameter} is not emulated by the local cloud: use ConditionExpression, FilterExpression, ` +
        'KeyConditionExpression, ProjectionExpression or UpdateExpression.',
    );
  }
  const input = escapeRequest(call.input);
  if (input['TableName'] !== undefined) input['TableName'] = readTableName(input['TableName']);
  return parseRequest(call.operation, input);
}

function withoutParsed(request: Partial<Request>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(request).filter(([member]) => !member.startsWith('_')));
}
