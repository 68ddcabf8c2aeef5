import { beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../../../local/service.ts';
import {
  call,
  cloud,
  put,
  type Row,
  readItems,
  service,
  startRows,
  TABLE,
} from '../../../harness/dynamodb-rows.ts';

beforeEach(startRows);

describe('batches', () => {
  it('writes and reads many, and answers with the shapes the SDK expects', async () => {
    const answer = await call('BatchWriteItem', {
      RequestItems: {
        rows: ['1', '2'].map((sk) => ({ PutRequest: { Item: { pk: { S: 'p' }, sk: { S: sk } } } })),
      },
    });
    expect(answer).toEqual({ UnprocessedItems: {} });
    const read = await call('BatchGetItem', {
      RequestItems: {
        rows: {
          Keys: ['1', '2', '3'].map((sk) => ({ pk: { S: 'p' }, sk: { S: sk } })),
          ConsistentRead: true,
        },
      },
    });
    expect(read).toMatchObject({ UnprocessedKeys: {} });
    expect((read['Responses'] as { rows: Row[] }).rows).toHaveLength(2);
  });

  it('writes nothing of a batch with a bad or doubled key', async () => {
    const entry = (sk: unknown) => ({ PutRequest: { Item: { pk: { S: 'p' }, sk } } });
    for (const entries of [
      [entry({ S: '1' }), entry({ S: '1' })],
      [entry({ S: '1' }), entry({ N: '1' })],
    ]) {
      const attempt = call('BatchWriteItem', { RequestItems: { rows: entries } });
      await expect(attempt).rejects.toMatchObject({ code: 'ValidationException' });
    }
    expect(await call('Scan', { TableName: 'rows' })).toMatchObject({ Count: 0 });
  });
});

describe('time to live', () => {
  it('deletes expired items within a virtual day, free of charge, and no others', async () => {
    const seconds = Math.floor(cloud.time / 1000);
    const expiring = (sk: string, expiresAt: Row[string]) =>
      put({ pk: { S: 'p' }, sk: { S: sk }, expiresAt });
    await expiring('soon', { N: String(seconds + 60) });
    await expiring('later', { N: String(seconds + 5 * 86_400) });
    await expiring('text', { S: String(seconds + 60) });
    cloud.time += 120_000;
    expect(await call('Scan', { TableName: 'rows' })).toMatchObject({ Count: 3 });
    cloud.take('dynamodb.write-request-units');
    cloud.time += 86_400_000;
    const left = readItems(await call('Scan', { TableName: 'rows' })).map((row) => row['sk']?.['S']);
    expect(left.sort()).toEqual(['later', 'text']);
    expect(cloud.take('dynamodb.write-request-units')).toBe(0);
  });

  it('says whether it is on, and refuses a change that is none', async () => {
    expect(await call('DescribeTimeToLive', { TableName: 'rows' })).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
    });
    const again = {
      TableName: 'rows',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    };
    await expect(call('UpdateTimeToLive', again)).rejects.toMatchObject({ code: 'ValidationException' });
  });
});

describe('permissions and tables', () => {
  const require = (operation: string, input: Record<string, unknown>) =>
    service.requirements({
      service: 'dynamodb',
      operation,
      input,
      principal: { kind: 'operator' },
      requestId: 'r',
    } satisfies Call);
  const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/rows';

  it('needs the index for a query of the index, and the table for all else', () => {
    expect(require('Query', { TableName: 'rows', IndexName: 'wake' })).toMatchObject([
      { action: 'dynamodb:Query', resource: `${arn}/index/wake` },
    ]);
    expect(require('GetItem', { TableName: arn, Key: { pk: { S: 'p' }, sk: { S: '1' } } })).toEqual([
      { action: 'dynamodb:GetItem', resource: arn, context: { 'dynamodb:LeadingKeys': ['p'] } },
    ]);
    expect(require('BatchWriteItem', { RequestItems: { rows: [], other: [] } })).toHaveLength(2);
  });

  it('names the partition that a query reads, so that a condition on partitions has an effect', () => {
    const values = { ':from': { S: '1' }, ':partition': { S: 'p' } };
    for (const [condition, names] of [
      ['pk = :partition AND sk >= :from', undefined],
      ['#sort >= :from AND #key=:partition', { '#key': 'pk', '#sort': 'sk' }],
    ] as const) {
      const input = {
        TableName: 'rows',
        KeyConditionExpression: condition,
        ExpressionAttributeValues: values,
      };
      expect(require('Query', { ...input, ExpressionAttributeNames: names })).toEqual([
        { action: 'dynamodb:Query', resource: arn, context: { 'dynamodb:LeadingKeys': ['p'] } },
      ]);
    }
  });

  it('does not offer transactions or PartiQL', () => {
    for (const operation of [
      'TransactWriteItems',
      'TransactGetItems',
      'ExecuteStatement',
      'BatchExecuteStatement',
    ]) {
      expect(service.operations.has(operation)).toBe(false);
    }
  });

  it.each([
    ['a stream', { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }],
    ['provisioned throughput', { BillingMode: 'PROVISIONED' }],
    ['a local index', { LocalSecondaryIndexes: [] }],
    [
      'an unused key definition',
      { AttributeDefinitions: [...TABLE.AttributeDefinitions, { AttributeName: 'x', AttributeType: 'S' }] },
    ],
  ])('refuses a table with %s', async (_what, change) => {
    const properties = { ...TABLE, TableName: 'other', ...change };
    const attempt = service.create({ logicalId: 'Other', type: 'AWS::DynamoDB::Table', properties });
    await expect(attempt).rejects.toMatchObject({ code: 'ValidationException' });
  });

  it('says which table is missing the way the SDK expects', async () => {
    const attempt = call('GetItem', { TableName: 'nowhere', Key: { pk: { S: 'p' } } });
    await expect(attempt).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});
