/** Request units are those of an AWS bill, worked out by hand from the developer guide. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamodb } from '../../../../local/services/dynamodb/dynamodb.ts';
import { measureItem } from '../../../../local/services/dynamodb/size.ts';
import { createCaller, createFakeCloud, type FakeCloud } from '../../../harness/fake-cloud.ts';

const READ = 'dynamodb.read-request-units';
const WRITE = 'dynamodb.write-request-units';

let cloud: FakeCloud;
let call: ReturnType<typeof createCaller>;

beforeEach(async () => {
  cloud = createFakeCloud();
  const service = await createDynamodb(cloud);
  await service.create({
    logicalId: 'Rows',
    type: 'AWS::DynamoDB::Table',
    properties: {
      TableName: 'rows',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: ['pk', 'ix', 'wide'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'keys',
          KeySchema: [{ AttributeName: 'ix', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
        {
          IndexName: 'some',
          KeySchema: [{ AttributeName: 'wide', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['body'] },
        },
      ],
    },
  });
  call = createCaller(service);
});

const put = (item: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  call('PutItem', { TableName: 'rows', Item: { pk: { S: 'a' }, ...item }, ...more });
const update = (UpdateExpression: string, values: Record<string, unknown>) =>
  call('UpdateItem', {
    TableName: 'rows',
    Key: { pk: { S: 'a' } },
    UpdateExpression,
    ExpressionAttributeValues: values,
  });
const text = (bytes: number) => ({ S: 'x'.repeat(bytes) });

describe('item sizes', () => {
  it.each([
    [{ n: { N: '0' } }, 2],
    [{ n: { N: '12345' } }, 1 + 3 + 1],
    [{ n: { N: '-12345' } }, 1 + 3 + 1 + 1],
    [{ n: { N: '1000000' } }, 1 + 1 + 1],
    [{ n: { N: '0.0012' } }, 1 + 1 + 1],
    [{ s: { S: '€' } }, 1 + 3],
    [{ b: { B: Buffer.alloc(10).toString('base64') } }, 1 + 10],
    [{ t: { BOOL: false }, u: { NULL: true } }, 4],
    [{ m: { M: {} } }, 1 + 3],
    [{ m: { M: { a: { S: 'xy' } } } }, 1 + 3 + 1 + 1 + 2],
    [{ l: { L: [{ S: 'xy' }, { N: '7' }] } }, 1 + 3 + 2 + 2 + 2],
    [{ ss: { SS: ['a', 'bc'] } }, 2 + 3],
  ])('measures %j as %i bytes', (item, bytes) => {
    expect(measureItem(item)).toBe(bytes);
  });
});

describe('writes', () => {
  it('cost 1 unit for each KB of the larger of the old and the new item', async () => {
    await put({ body: text(1024 - 'pkabody'.length) });
    expect(cloud.take(WRITE)).toBe(1);
    await put({ body: text(1024 - 'pkabody'.length + 1) });
    expect(cloud.take(WRITE)).toBe(2);
    await put({});
    expect(cloud.take(WRITE)).toBe(2);
    await call('DeleteItem', { TableName: 'rows', Key: { pk: { S: 'a' } } });
    await call('DeleteItem', { TableName: 'rows', Key: { pk: { S: 'a' } } });
    expect(cloud.take(WRITE)).toBe(2);
  });

  it('cost one more for each index entry that is put, and two for one that moves', async () => {
    await put({ ix: { S: '1' } });
    expect(cloud.take(WRITE)).toBe(1 + 1);
    await update('SET plain = :v', { ':v': { S: 'x' } });
    expect(cloud.take(WRITE)).toBe(1);
    await update('SET ix = :v', { ':v': { S: '2' } });
    expect(cloud.take(WRITE)).toBe(1 + 2);
    await put({});
    expect(cloud.take(WRITE)).toBe(1 + 1);
    expect(cloud.unitsByResource.get(`${WRITE} rows`)).toBe(4);
    expect(cloud.unitsByResource.get(`${WRITE} rows/index/keys`)).toBe(4);
  });

  it('cost by the projected size in an index, and nothing while the projection stays', async () => {
    await put({ wide: { S: '1' }, body: text(2000), rest: text(3000) });
    expect(cloud.take(WRITE)).toBe(5 + 2);
    await put({ wide: { S: '1' }, body: text(2000), rest: text(2999) });
    expect(cloud.take(WRITE)).toBe(5);
    await put({ wide: { S: '1' }, body: text(100), rest: text(3000) });
    expect(cloud.take(WRITE)).toBe(5 + 2);
  });

  it('cost as much when the condition fails, by the larger item, and touch no index', async () => {
    await put({ ix: { S: '1' } });
    cloud.take(WRITE);
    const refused = put(
      { ix: { S: '2' }, body: text(2500) },
      { ConditionExpression: 'attribute_not_exists(pk)' },
    );
    await expect(refused).rejects.toThrow('The conditional request failed');
    expect(cloud.take(WRITE)).toBe(3);
  });

  it('cost by the item in a batch', async () => {
    const items = ['a', 'b', 'c'].map((pk) => ({
      PutRequest: { Item: { pk: { S: pk }, body: text(1500) } },
    }));
    await call('BatchWriteItem', { RequestItems: { rows: items } });
    expect(cloud.take(WRITE)).toBe(6);
  });
});

describe('reads', () => {
  it('cost 1 unit for each 4 KB when consistent, half when not, missing items included', async () => {
    const get = (pk: string, ConsistentRead: boolean) =>
      call('GetItem', { TableName: 'rows', Key: { pk: { S: pk } }, ConsistentRead });
    await put({ body: text(5000) });
    await get('a', true);
    expect(cloud.take(READ)).toBe(2);
    await get('a', false);
    expect(cloud.take(READ)).toBe(1);
    await get('missing', false);
    expect(cloud.take(READ)).toBe(0.5);
    await get('missing', true);
    expect(cloud.take(READ)).toBe(1);
  });

  it('sum the items of a query before rounding, filtered ones too, and round each item of a batch', async () => {
    for (const pk of ['a', 'b', 'c']) {
      await put({ pk: { S: pk }, wide: { S: 'w' }, body: text(2500) });
    }
    const byIndex = {
      TableName: 'rows',
      IndexName: 'some',
      KeyConditionExpression: 'wide = :w',
      FilterExpression: 'body = :no',
    };
    await call('Query', { ...byIndex, ExpressionAttributeValues: { ':w': { S: 'w' }, ':no': { S: '' } } });
    expect(cloud.take(READ)).toBe(1);
    await call('Query', { ...byIndex, ExpressionAttributeValues: { ':w': { S: 'none' }, ':no': { S: '' } } });
    expect(cloud.take(READ)).toBe(0.5);
    await call('BatchGetItem', {
      RequestItems: { rows: { Keys: ['a', 'b', 'c'].map((pk) => ({ pk: { S: pk } })) } },
    });
    expect(cloud.take(READ)).toBe(1.5);
  });
});

describe('ReturnConsumedCapacity', () => {
  it('says the same units as the meter, by index where asked', async () => {
    const total = await put({ ix: { S: '1' } }, { ReturnConsumedCapacity: 'TOTAL' });
    expect(total).toEqual({ ConsumedCapacity: { TableName: 'rows', CapacityUnits: 2 } });
    const detail = await put({ ix: { S: '2' } }, { ReturnConsumedCapacity: 'INDEXES' });
    expect(detail).toEqual({
      ConsumedCapacity: {
        TableName: 'rows',
        CapacityUnits: 3,
        Table: { CapacityUnits: 1 },
        GlobalSecondaryIndexes: { keys: { CapacityUnits: 2 } },
      },
    });
    expect(cloud.take(WRITE)).toBe(5);
  });
});
