/** A local DynamoDB with one table of rows and a sparse index, created again by `startRows` before each test. */
import type { Service } from '../../local/service.ts';
import { createDynamodb } from '../../local/services/dynamodb/dynamodb.ts';
import { createCaller, createFakeCloud, type FakeCloud } from './fake-cloud.ts';
import { shapeTable } from './table-shape.ts';

export type Row = Record<string, Record<string, unknown>>;

export const TABLE = {
  TableName: 'rows',
  BillingMode: 'PAY_PER_REQUEST',
  ...shapeTable({
    isSorted: true,
    index: {
      name: 'wake',
      keys: [
        ['slot', 'S'],
        ['wakeAt', 'N'],
      ],
    },
  }),
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: 'true' },
};

export let cloud: FakeCloud;
export let service: Service;
export let call: ReturnType<typeof createCaller>;

export async function startRows(): Promise<void> {
  cloud = createFakeCloud();
  service = await createDynamodb(cloud);
  await service.create({ logicalId: 'Rows', type: 'AWS::DynamoDB::Table', properties: TABLE });
  call = createCaller(service);
}

export const put = (item: Row) => call('PutItem', { TableName: 'rows', Item: item });
export const query = (input: Record<string, unknown>) => call('Query', { TableName: 'rows', ...input });
export const readItems = (answer: Record<string, unknown>) => answer['Items'] as Row[];

/** Every item of a query, page by page. */
export async function queryAll(input: Record<string, unknown>): Promise<Row[]> {
  const rows: Row[] = [];
  let start: unknown;
  do {
    const page = await query({ ...input, ...(start !== undefined && { ExclusiveStartKey: start }) });
    rows.push(...readItems(page));
    start = page['LastEvaluatedKey'];
  } while (start !== undefined);
  return rows;
}
