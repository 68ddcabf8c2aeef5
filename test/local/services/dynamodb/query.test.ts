/** Queries and sparse indexes of the local DynamoDB. */
import { fc, test } from '@fast-check/vitest';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  call,
  put,
  query,
  queryAll,
  type Row,
  readItems,
  startRows,
} from '../../../harness/dynamodb-rows.ts';

beforeEach(startRows);

describe('queries', () => {
  beforeEach(async () => {
    for (const sk of ['a#1', 'a#10', 'a#2', 'b#1', 'b', '😀'])
      await put({ pk: { S: 'p' }, sk: { S: sk }, n: { N: '1' } });
    await put({ pk: { S: 'p2' }, sk: { S: 'a#1' } });
  });

  it.each([
    ['begins_with(sk, :v)', { ':v': { S: 'a#' } }, ['a#1', 'a#10', 'a#2']],
    ['sk BETWEEN :v AND :w', { ':v': { S: 'a#10' }, ':w': { S: 'b' } }, ['a#10', 'a#2', 'b']],
    ['sk > :v', { ':v': { S: 'b' } }, ['b#1', '😀']],
    ['sk >= :v', { ':v': { S: 'b' } }, ['b', 'b#1', '😀']],
    ['sk < :v', { ':v': { S: 'a#10' } }, ['a#1']],
    ['sk <= :v', { ':v': { S: 'a#10' } }, ['a#1', 'a#10']],
    ['sk = :v', { ':v': { S: 'b' } }, ['b']],
  ])('answers %s in key order, forwards, backwards and page by page', async (condition, values, expected) => {
    const input = {
      KeyConditionExpression: `pk = :pk AND ${condition}`,
      ExpressionAttributeValues: { ':pk': { S: 'p' }, ...values },
    };
    const keys = (rows: Row[]) => rows.map((row) => row['sk']?.['S']);
    expect(keys(readItems(await query(input)))).toEqual(expected);
    expect(keys(await queryAll({ ...input, Limit: 1 }))).toEqual(expected);
    const backwards = await queryAll({ ...input, Limit: 2, ScanIndexForward: false });
    expect(keys(backwards)).toEqual([...expected].reverse());
  });

  it('applies filter and projection after the limit, and counts what was scanned', async () => {
    const answer = await query({
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'sk_copy = :no OR n = :n',
      ProjectionExpression: 'n',
      ExpressionAttributeValues: { ':pk': { S: 'p' }, ':no': { S: 'x' }, ':n': { N: '1' } },
      Limit: 2,
    });
    expect(answer).toMatchObject({
      Count: 2,
      ScannedCount: 2,
      Items: [{ n: { N: '1' } }, { n: { N: '1' } }],
    });
    const none = await query({
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'n > :n',
      ExpressionAttributeValues: { ':pk': { S: 'p' }, ':n': { N: '1' } },
      Select: 'COUNT',
    });
    expect(none).toEqual({ Count: 0, ScannedCount: 6 });
  });

  it('ends a page at 1 MB and goes on from there', async () => {
    for (let at = 0; at < 5; at += 1) {
      await put({ pk: { S: 'big' }, sk: { S: String(at) }, body: { S: 'x'.repeat(390_000) } });
    }
    const input = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'big' } } };
    const first = await query(input);
    expect(first).toMatchObject({ Count: 3, LastEvaluatedKey: { pk: { S: 'big' }, sk: { S: '2' } } });
    expect(await queryAll(input)).toHaveLength(5);
  });

  it('scans everything once, in pages and in segments', async () => {
    const scan = async (more: Record<string, unknown>): Promise<Row[]> => {
      const rows: Row[] = [];
      let start: unknown;
      do {
        const page = await call('Scan', {
          TableName: 'rows',
          Limit: 2,
          ...more,
          ...(start !== undefined && { ExclusiveStartKey: start }),
        });
        rows.push(...readItems(page));
        start = page['LastEvaluatedKey'];
      } while (start !== undefined);
      return rows;
    };
    expect(new Set((await scan({})).map((row) => JSON.stringify(row))).size).toBe(7);
    const segments = await Promise.all([0, 1, 2].map((Segment) => scan({ Segment, TotalSegments: 3 })));
    expect(segments.flat()).toHaveLength(7);
  });

  it('refuses parameters that expressions replaced', async () => {
    await expect(query({ KeyConditions: {} })).rejects.toMatchObject({ code: 'ValidationException' });
  });
});

describe('a sparse KEYS_ONLY index', () => {
  const due = (more: Record<string, unknown> = {}) =>
    queryAll({
      IndexName: 'wake',
      KeyConditionExpression: 'slot = :s AND wakeAt <= :t',
      ExpressionAttributeValues: { ':s': { S: '0' }, ':t': { N: '500' } },
      ...more,
    });

  it('holds the keys of items that have them, and lets go of the others', async () => {
    const item = { pk: { S: 'p' }, sk: { S: '1' }, slot: { S: '0' }, wakeAt: { N: '70' }, body: { S: 'x' } };
    await put(item);
    await put({ pk: { S: 'q' }, sk: { S: '1' } });
    expect(await due()).toEqual([{ pk: { S: 'p' }, sk: { S: '1' }, slot: { S: '0' }, wakeAt: { N: '70' } }]);
    await call('UpdateItem', {
      TableName: 'rows',
      Key: { pk: { S: 'p' }, sk: { S: '1' } },
      UpdateExpression: 'SET wakeAt = :later',
      ExpressionAttributeValues: { ':later': { N: '900' } },
    });
    expect(await due()).toEqual([]);
  });

  it('orders numbers by value, negative ones and fractions included', async () => {
    const numbers = ['-100.5', '-99', '-1', '0', '0.001', '7', '70', '499.99', '500'];
    for (const [at, wakeAt] of numbers.entries()) {
      await put({ pk: { S: 'p' }, sk: { S: String(9 - at) }, slot: { S: '0' }, wakeAt: { N: wakeAt } });
    }
    expect((await due({ Limit: 2 })).map((row) => row['wakeAt']?.['N'])).toEqual(numbers);
    const backwards = await due({ Limit: 2, ScanIndexForward: false });
    expect(backwards.map((row) => row['wakeAt']?.['N'])).toEqual([...numbers].reverse());
  });

  it('keeps every one of thousands of items that wake at the same moment', async () => {
    for (let at = 0; at < 6000; at += 1) {
      await put({ pk: { S: `profile-${at}` }, sk: { S: '1' }, slot: { S: '0' }, wakeAt: { N: '70' } });
    }
    const keys = (await due({ Limit: 700 })).map((row) => row['pk']?.['S']);
    expect(keys).toHaveLength(6000);
    expect(new Set(keys).size).toBe(6000);
  });

  const change = fc.record({
    pk: fc.constantFrom('a', 'b', 'c'),
    sk: fc.constantFrom('1', '2'),
    slot: fc.option(fc.constantFrom('0', '1'), { nil: undefined }),
    wakeAt: fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
    isDeleted: fc.boolean(),
  });
  test.prop([fc.array(change, { maxLength: 30 })])(
    'holds after any writes exactly what the table holds',
    async (changes) => {
      await startRows();
      for (const { pk, sk, slot, wakeAt, isDeleted } of changes) {
        const key: Row = { pk: { S: pk }, sk: { S: sk } };
        if (isDeleted) await call('DeleteItem', { TableName: 'rows', Key: key });
        else {
          await put({
            ...key,
            ...(slot !== undefined && { slot: { S: slot } }),
            ...(wakeAt !== undefined && { wakeAt: { N: String(wakeAt) } }),
          });
        }
      }
      const all = readItems(await call('Scan', { TableName: 'rows' }));
      const expected = all.filter((row) => row['slot']?.['S'] === '0' && row['wakeAt'] !== undefined);
      const toKeys = (rows: Row[]) =>
        rows.map((row) => JSON.stringify([row['wakeAt'], row['pk'], row['sk']])).sort();
      expect(toKeys(await due({ Limit: 3 }))).toEqual(toKeys(expected));
    },
  );
});
