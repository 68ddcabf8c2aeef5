/** Operations on tables themselves, and the list of tables. */
import { type CloudContext, ServiceError } from '../../service.ts';
import { createTable } from './definition.ts';
import { parseRequest } from './engine.ts';
import { describeTimeToLive, updateTimeToLive } from './expiry.ts';
import { measureItem } from './size.ts';
import type { Table } from './table.ts';

export const tableOperations = [
  'CreateTable',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'ListTables',
  'UpdateTimeToLive',
] as const;

export function handleTableOperation(
  operation: string,
  input: Record<string, unknown>,
  tables: Map<string, Table>,
  context: CloudContext,
): Record<string, unknown> {
  if (operation === 'ListTables') return listTables(input, tables);
  if (operation === 'CreateTable') {
    const table = createTable(input, context);
    if (tables.has(table.name)) {
      throw new ServiceError('ResourceInUseException', 400, `Table already exists: ${table.name}`);
    }
    tables.set(table.name, table);
    return { TableDescription: describe(table) };
  }
  const table = findTable(tables, input['TableName']);
  if (operation === 'DescribeTable') return { Table: describe(table) };
  if (operation === 'DescribeTimeToLive') return describeTimeToLive(table);
  if (operation === 'UpdateTimeToLive') return updateTimeToLive(table, input, context);
  tables.delete(table.name);
  return { TableDescription: { ...describe(table), TableStatus: 'DELETING' } };
}

/** @throws ServiceError ResourceNotFoundException */
export function findTable(tables: ReadonlyMap<string, Table>, name: unknown): Table {
  const table = tables.get(readTableName(name));
  if (table === undefined) {
    throw new ServiceError('ResourceNotFoundException', 400, 'Requested resource not found');
  }
  return table;
}

/** A table's name, given its name or its ARN. */
export function readTableName(name: unknown): string {
  const text = String(name ?? '');
  return text.startsWith('arn:') ? text.slice(text.lastIndexOf('table/') + 6) : text;
}

function describe(table: Table): Record<string, unknown> {
  let size = 0;
  for (const [, item] of table.items.entries()) size += measureItem(item);
  return {
    ...table.description,
    ItemCount: table.items.size,
    TableSizeBytes: size,
    ...(table.description.GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: table.description.GlobalSecondaryIndexes.map((index) => ({
        ...index,
        ItemCount: table.indexes.get(index.IndexName)?.entries.size ?? 0,
      })),
    }),
  };
}

function listTables(
  input: Record<string, unknown>,
  tables: ReadonlyMap<string, Table>,
): Record<string, unknown> {
  const request = parseRequest('ListTables', { ...input });
  const start = request['ExclusiveStartTableName'];
  const names = [...tables.keys()].sort().filter((name) => typeof start !== 'string' || name > start);
  const page = names.slice(0, request.Limit ?? 100);
  const last = page.at(-1);
  return {
    TableNames: page,
    ...(last !== undefined && page.length < names.length && { LastEvaluatedTableName: last }),
  };
}
