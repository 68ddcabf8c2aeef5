/** IAM actions and ARNs of DynamoDB calls, with the key values for `dynamodb:LeadingKeys` conditions. */
import type { Call, CloudContext, Requirement } from '../../service.ts';
import type { Table } from './table.ts';
import { readTableName } from './tables.ts';
import type { Item } from './values.ts';

export function listRequirements(
  call: Call,
  tables: ReadonlyMap<string, Table>,
  { region, accountId }: CloudContext,
): Requirement[] {
  const action = `dynamodb:${call.operation}`;
  const arn = `arn:aws:dynamodb:${region}:${accountId}:table/`;
  if (call.operation === 'ListTables') return [{ action, resource: '*' }];
  const batches = call.input['RequestItems'];
  if (typeof batches === 'object' && batches !== null) {
    return Object.entries(batches).map(([table, requests]) => {
      const name = readTableName(table);
      return { action, resource: arn + name, context: readLeadingKeys(tables.get(name), readKeys(requests)) };
    });
  }
  const name = readTableName(call.input['TableName']);
  const index = call.input['IndexName'];
  const resource = arn + name + (index === undefined ? '' : `/index/${String(index)}`);
  const table = tables.get(name);
  const key = call.input['Key'] ?? call.input['Item'] ?? readQueried(call, table);
  return [{ action, resource, context: readLeadingKeys(table, key === undefined ? [] : [key as Item]) }];
}

/** The partition that a query of the table reads: a condition without it would allow every partition. */
function readQueried({ input }: Call, table: Table | undefined): Item | undefined {
  const name = table?.description.KeySchema[0]?.AttributeName;
  const condition = input['KeyConditionExpression'];
  if (name === undefined || typeof condition !== 'string' || input['IndexName'] !== undefined)
    return undefined;
  const names = (input['ExpressionAttributeNames'] ?? {}) as Readonly<Record<string, string>>;
  const values = (input['ExpressionAttributeValues'] ?? {}) as Item;
  for (const [, left = '', right = ''] of condition.matchAll(/([#\w]+)\s*=\s*(:\w+)/g)) {
    const value = values[right];
    if ((names[left] ?? left) === name && value !== undefined) return { [name]: value };
  }
  return undefined;
}

function readKeys(requests: unknown): Item[] {
  if (Array.isArray(requests)) {
    return requests.map((entry) => entry?.PutRequest?.Item ?? entry?.DeleteRequest?.Key ?? {});
  }
  const keys = (requests as { Keys?: unknown } | null)?.Keys;
  return Array.isArray(keys) ? keys : [];
}

function readLeadingKeys(table: Table | undefined, keys: readonly Item[]): Record<string, string[]> {
  const name = table?.description.KeySchema[0]?.AttributeName;
  if (name === undefined || keys.length === 0) return {};
  const values = keys.map((key) => key[name]?.S ?? key[name]?.N ?? key[name]?.B ?? '');
  return { 'dynamodb:LeadingKeys': [...new Set(values)] };
}
