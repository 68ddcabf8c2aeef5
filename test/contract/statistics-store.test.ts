/** Statistics keep their contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoStatisticsStore } from '../../adapters/dynamodb/statistics-store.ts';
import { createMemoryStatisticsStore } from '../../adapters/memory/statistics-store.ts';
import type { StatisticsBatch, StatisticsStore } from '../../app/ports/statistics-store.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const day = '2026-11-20';
const at = Date.parse(`${day}T10:00:00Z`);
const counts = { 'rule:welcome': { 'email.sent': 2 } };
const plain: StatisticsBatch = { batch: 'profile#1', day, counts };

function makeBatch(batch: string, moment: number, sent: number): StatisticsBatch {
  return { batch, day, counts, streams: { at: moment, counts: { 'promotional/shop.example': { sent } } } };
}

describe.each(['memory', 'dynamodb'])('statistics on %s', (engine) => {
  async function open(): Promise<StatisticsStore> {
    if (engine === 'memory') return createMemoryStatisticsStore();
    return createDynamoStatisticsStore(database.client, await database.createTable('statistics'));
  }

  it('keep a batch once, however often it is put', async () => {
    const store = await open();
    expect(await store.has(day, plain.batch)).toBe(false);
    await store.put(plain);
    await store.put(plain);
    expect(await store.has(day, plain.batch)).toBe(true);
    expect(await store.list(day, undefined)).toEqual({ batches: [plain] });
    expect(await store.list('2026-11-21', undefined)).toEqual({ batches: [] });
  });

  it('find the streams of email from a moment on, each batch once, and nothing else', async () => {
    const store = await open();
    const early = makeBatch('r1', at, 3);
    const late = makeBatch('r2', at + 1000, 4);
    for (const batch of [plain, early, late, late]) await store.put(batch);
    const list = async (from: number) =>
      (await store.listStreams(day, from, undefined)).batches.toSorted((left, right) => left.at - right.at);
    expect(await list(at)).toEqual([early.streams, late.streams]);
    expect(await list(at + 1)).toEqual([late.streams]);
    expect(await list(at + 1001)).toEqual([]);
  });
});
