/** A day's ceiling is never exceeded, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoSendingAllowance } from '../../adapters/dynamodb/sending-allowance.ts';
import { createMemorySendingAllowance } from '../../adapters/memory/sending-allowance.ts';
import type { SendingAllowance } from '../../app/ports/sending-allowance.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

describe.each(['memory', 'dynamodb'])('the allowance on %s', (engine) => {
  async function open(): Promise<SendingAllowance> {
    if (engine === 'memory') return createMemorySendingAllowance();
    return createDynamoSendingAllowance(database.client, await database.createTable('statistics'));
  }
  const day = '2026-12-01';

  it('gives as much as the ceiling, however many take at once, per domain and day', async () => {
    const allowance = await open();
    const takes = await Promise.all(
      Array.from({ length: 20 }, () => allowance.claim('a.example', day, 10, 3)),
    );
    expect(takes.filter(({ isTaken }) => isTaken)).toHaveLength(3);
    expect(await allowance.claim('a.example', day, 10, 1)).toEqual({ isTaken: true, taken: 10 });
    expect((await allowance.claim('a.example', day, 10, 1)).isTaken).toBe(false);
    expect((await allowance.claim('b.example', day, 10, 10)).isTaken).toBe(true);
    expect((await allowance.claim('a.example', '2026-12-02', 10, 10)).isTaken).toBe(true);
    expect((await allowance.claim('c.example', day, 2, 3)).isTaken).toBe(false);
    expect(await allowance.read('a.example', day)).toBe(10);
    expect(await allowance.read('c.example', day)).toBe(0);
  });
});
