/** A local DynamoDB with the tables of its tests, created again by `startProfiles` before each. */
import type { Service } from '../../local/service.ts';
import { createDynamodb } from '../../local/services/dynamodb/dynamodb.ts';
import { createCaller, createFakeCloud, type FakeCloud } from './fake-cloud.ts';
import { shapeTable } from './table-shape.ts';

export type Row = Record<string, Record<string, unknown>>;

export let cloud: FakeCloud;
export let service: Service;
export let call: ReturnType<typeof createCaller>;

const TABLE = {
  TableName: 'profiles',
  BillingMode: 'PAY_PER_REQUEST',
  ...shapeTable({
    index: {
      name: 'wake',
      keys: [
        ['shard', 'S'],
        ['wakeAt', 'N'],
      ],
    },
  }),
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
};
const ROWS = { TableName: 'rows', BillingMode: 'PAY_PER_REQUEST', ...shapeTable({ isSorted: true }) };

export async function startProfiles(): Promise<void> {
  cloud = createFakeCloud();
  service = await createDynamodb(cloud);
  await service.create({ logicalId: 'Profiles', type: 'AWS::DynamoDB::GlobalTable', properties: TABLE });
  await service.create({ logicalId: 'Rows', type: 'AWS::DynamoDB::Table', properties: ROWS });
  call = createCaller(service);
}

export async function getRow(pk: string): Promise<Row | undefined> {
  const answer = await call('GetItem', {
    TableName: 'profiles',
    Key: { pk: { S: pk } },
    ConsistentRead: true,
  });
  return answer['Item'] as Row | undefined;
}

export const put = (item: Row, more: Record<string, unknown> = {}) =>
  call('PutItem', { TableName: 'profiles', Item: item, ...more });
export const update = (pk: string, expression: string, more: Record<string, unknown> = {}) =>
  call('UpdateItem', {
    TableName: 'profiles',
    Key: { pk: { S: pk } },
    UpdateExpression: expression,
    ...more,
  });
