/** Statistics keep their contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryStatisticsStore } from '../../adapters/memory/statistics-store.ts';
import type { StatisticsBatch } from '../../app/ports/statistics-store.ts';
import {
  type DynamoDatabase,
  openDynamoDatabase,
  openStatistics,
  type WholeStatistics,
} from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const day = '2026-11-20';
const counts = { 'rule:welcome': { 'email.sent': 2 } };
const plain: StatisticsBatch = { batch: 'profile#1', day, counts };

function makeBatch(batch: string, sent: number): StatisticsBatch {
  return { batch, day, counts, streams: { 'promotional/shop.example': { sent } } };
}

describe.each(['memory', 'dynamodb'])('statistics on %s', (engine) => {
  async function open(): Promise<WholeStatistics> {
    if (engine === 'memory') return createMemoryStatisticsStore();
    return openStatistics(database.client, await database.createTable('statistics'));
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

  it('find the streams of email in a range of names, each batch once, and nothing else', async () => {
    const store = await open();
    const [early, late, last] = [
      makeBatch('email#1#a', 3),
      makeBatch('email#2#a', 4),
      makeBatch('email#3', 5),
    ];
    const silent = { ...plain, batch: 'email#1#b' };
    for (const batch of [plain, silent, early, late, late, last, makeBatch('email-hour#1', 6)])
      await store.put(batch);
    const list = async (from: string, until: string) =>
      (await store.listStreams(day, { from, until }, undefined)).batches;
    const name = ({ batch, streams }: StatisticsBatch) => ({ batch, streams });
    expect(await list('email#1', 'email#3')).toEqual([early, late].map(name));
    expect(await list('email#1#b', 'email#4')).toEqual([late, last].map(name));
    expect(await list('email#4', 'email#5')).toEqual([]);
  });
});
