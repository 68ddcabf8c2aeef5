/** Scans of the local DynamoDB in parallel segments, by AWS's rules. */
import { fc, test } from '@fast-check/vitest';
import { beforeEach, describe, expect, it } from 'vitest';
import { call, put, type Row, readItems, startRows } from '../../../harness/dynamodb-rows.ts';

beforeEach(startRows);

const scan = (input: Record<string, unknown> = {}) => call('Scan', { TableName: 'rows', ...input });
const key = (row: Row | undefined) => `${row?.['pk']?.['S']}/${row?.['sk']?.['S']}`;

async function putRows(from: number, to: number, prefix = 'p'): Promise<void> {
  for (let i = from; i < to; i += 1) {
    await put({ pk: { S: `${prefix}${i}` }, sk: { S: 'a' } });
    if (i % 5 === 0) await put({ pk: { S: `${prefix}${i}` }, sk: { S: 'b' } });
  }
}

/** All keys of a segment, page by page; `between` runs after each page. */
async function run(input: Record<string, unknown>, between = async () => {}): Promise<string[]> {
  const keys: string[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = await scan({ ...input, ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }) });
    keys.push(...readItems(page).map(key));
    ExclusiveStartKey = page['LastEvaluatedKey'];
    await between();
  } while (ExclusiveStartKey !== undefined);
  return keys;
}

describe('a parallel scan', () => {
  test.prop(
    {
      total: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(100, 300)),
      limit: fc.integer({ min: 1, max: 9 }),
    },
    { numRuns: 25 },
  )('meets every item once over its segments, at any page size', async ({ total, limit }) => {
    await startRows();
    await putRows(0, 60);
    const all = (await run({})).sort();
    expect(all).toHaveLength(72);
    const found: string[] = [];
    for (let Segment = 0; Segment < total; Segment += 1) {
      found.push(...(await run({ Segment, TotalSegments: total, Limit: limit })));
    }
    expect(found.sort()).toEqual(all);
  });

  it('has no item in two segments of very many', async () => {
    await putRows(0, 60);
    const last = await run({ Segment: 999_999, TotalSegments: 1_000_000 });
    expect(last).toEqual([]);
    const found: string[] = [];
    for (let Segment = 0; Segment < 5_000; Segment += 1) {
      found.push(...(await run({ Segment, TotalSegments: 5_000 })));
    }
    expect(found.sort()).toEqual((await run({})).sort());
  });

  it('keeps each item in its segment while others are added and removed between its pages', async () => {
    await putRows(0, 100);
    const shard = { Segment: 1, TotalSegments: 3 };
    const before = await run(shard);
    let round = 0;
    const during = await run({ ...shard, Limit: 2 }, async () => {
      round += 1;
      await putRows(round * 3, round * 3 + 3, 'new');
      await call('DeleteItem', { TableName: 'rows', Key: { pk: { S: `new${round}` }, sk: { S: 'a' } } });
    });
    expect(during.filter((found) => found.startsWith('p'))).toEqual(before);
    expect(round).toBeGreaterThan(15);
    const after = new Set(await run(shard));
    expect(before.every((found) => after.has(found))).toBe(true);
    const all = await Promise.all([0, 1, 2].map((Segment) => run({ Segment, TotalSegments: 3 })));
    expect(all.flat().sort()).toEqual((await run({})).sort());
  });

  it('goes on after a key that was removed meanwhile', async () => {
    await putRows(0, 40);
    const shard = { Segment: 0, TotalSegments: 2 };
    const all = await run(shard);
    const first = await scan({ ...shard, Limit: 3 });
    await call('DeleteItem', { TableName: 'rows', Key: first['LastEvaluatedKey'] });
    expect(await run({ ...shard, ExclusiveStartKey: first['LastEvaluatedKey'] })).toEqual(all.slice(3));
  });

  it('returns a last key at its limit although nothing is left, as AWS does', async () => {
    await putRows(1, 3);
    const page = await scan({ Segment: 0, TotalSegments: 1, Limit: 2 });
    expect(page).toMatchObject({ Count: 2, LastEvaluatedKey: expect.anything() });
    expect(await scan({ ExclusiveStartKey: page['LastEvaluatedKey'] })).toEqual({
      Items: [],
      Count: 0,
      ScannedCount: 0,
    });
  });

  it('costs what it reads in whole 4 KB, filtered and projected away or not', async () => {
    for (let i = 0; i < 10; i += 1) {
      await put({ pk: { S: `p${i}` }, sk: { S: 'a' }, body: { S: 'x'.repeat(1_000) } });
    }
    const asked = {
      ReturnConsumedCapacity: 'TOTAL',
      ProjectionExpression: 'pk',
      FilterExpression: 'attribute_exists(absent)',
    };
    // 10 items of some 1,010 bytes: three times 4 KB.
    expect(await scan(asked)).toMatchObject({
      Count: 0,
      ScannedCount: 10,
      ConsumedCapacity: { TableName: 'rows', CapacityUnits: 1.5 },
    });
    expect(await scan({ ...asked, ConsistentRead: true })).toMatchObject({
      ConsumedCapacity: { CapacityUnits: 3 },
    });
    expect(await scan({ ...asked, Limit: 4 })).toMatchObject({ ConsumedCapacity: { CapacityUnits: 0.5 } });
  });

  it('ends a page at 1 MB and goes on from there in the same segment', async () => {
    for (let i = 0; i < 8; i += 1)
      await put({ pk: { S: `big${i}` }, sk: { S: 'a' }, body: { S: 'x'.repeat(390_000) } });
    const page = await scan({ Segment: 0, TotalSegments: 1 });
    expect(page).toMatchObject({ Count: 3, LastEvaluatedKey: expect.anything() });
    expect(await run({ Segment: 0, TotalSegments: 1 })).toHaveLength(8);
  });

  it.each([
    [
      { Segment: 1 },
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    ],
    [
      { TotalSegments: 2 },
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    ],
    [
      { Segment: 2, TotalSegments: 2 },
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2',
    ],
    [
      { Segment: -1, TotalSegments: 2 },
      "Value '-1' at 'segment' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ],
    [
      { Segment: 0, TotalSegments: 0 },
      "Value '0' at 'totalSegments' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      { Segment: 0, TotalSegments: 1_000_001 },
      "Value '1000001' at 'totalSegments' failed to satisfy constraint: Member must have value less than or equal to 1000000",
    ],
    [
      { Limit: 0 },
      "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      { ExclusiveStartKey: { pk: { S: 'p' } } },
      'The provided starting key is invalid: The provided key element does not match the schema',
    ],
    [
      { ConsistentRead: true, IndexName: 'wake' },
      'Consistent reads are not supported on global secondary indexes',
    ],
  ])('%j is refused: %s', async (input, message) => {
    await expect(scan(input)).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });

  it('is refused a start key of another segment, or of the same one under another number of segments', async () => {
    await putRows(0, 40);
    const page = await scan({ Segment: 0, TotalSegments: 4, Limit: 1 });
    const start = { ExclusiveStartKey: page['LastEvaluatedKey'] };
    const refusal = (TotalSegments: number, Segment: number) => ({
      code: 'ValidationException',
      message:
        'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct ' +
        `Segment. TotalSegments: ${TotalSegments} Segment: ${Segment}`,
    });
    await expect(scan({ ...start, Segment: 3, TotalSegments: 4 })).rejects.toMatchObject(refusal(4, 3));
    await expect(scan({ ...start, Segment: 1, TotalSegments: 2 })).rejects.toMatchObject(refusal(2, 1));
    await expect(scan({ ...start, Segment: 0, TotalSegments: 4 })).resolves.toBeDefined();
  });
});
