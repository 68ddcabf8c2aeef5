/** The record of a message that waits before its first claim, in every ledger. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoMessageLedger } from '../../adapters/dynamodb/message-ledger.ts';
import { MemoryTable } from '../../adapters/memory/memory-table.ts';
import { createMemoryMessageLedger } from '../../adapters/memory/message-ledger.ts';
import type { RecordedWait } from '../../app/ports/message-ledger.ts';
import { makeMessage } from '../harness/sending-setup.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
  await database.createTable('timeline', 'timeline');
});
afterAll(() => database.close());

const engines = {
  memory: () => createMemoryMessageLedger(new MemoryTable()),
  DynamoDB: () => createDynamoMessageLedger(database.client, 'timeline'),
};
const night: RecordedWait = { reason: 'held_by_daily_limit', waitsUntil: 500 };

describe.each(Object.entries(engines))('a wait in the ledger in %s', (_name, open) => {
  const start = () => {
    const message = makeMessage({ profileId: randomUUID(), id: randomUUID() });
    const ledger = open();
    const read = () => ledger.read(message.profileId, message.id);
    return { ledger, message, read };
  };

  it('shows why the message waits, and until when', async () => {
    const { ledger, message, read } = start();
    expect(await ledger.wait(message, night, 'b1', 100, 9_999)).toBe(true);
    const { profileId, id } = message;
    expect(await read()).toEqual({
      ...{ profileId, id, channel: 'sms', to: message.to, origin: 'rule:greet', template: 'greeting' },
      ...{ state: 'released', attempt: 0, reason: 'held_by_daily_limit', waitsUntil: 500 },
      ...{ claimedAt: 100, settledAt: 100, batch: 'b1', outcomes: {} },
    });
  });

  it('is written once, and again only by the same invocation, whose answer was lost', async () => {
    const { ledger, message } = start();
    expect(await ledger.wait(message, night, 'b1', 100, 9_999)).toBe(true);
    expect(await ledger.wait(message, night, 'b1', 100, 9_999)).toBe(true);
    expect(await ledger.wait(message, night, 'b2', 100, 9_999)).toBe(false);
  });

  it('changes by a settlement, and the next one keeps no moment of the former', async () => {
    const { ledger, message, read } = start();
    const { profileId, id } = message;
    await ledger.wait(message, night, 'b1', 100, 9_999);
    const later = {
      state: 'released',
      reason: 'held_quiet_hours',
      waitsUntil: 900,
      batch: 'b2',
      at: 500,
    } as const;
    expect(await ledger.settle(profileId, id, 0, later)).toBe(true);
    expect(await read()).toMatchObject({ attempt: 0, reason: 'held_quiet_hours', waitsUntil: 900 });
    const paused = { state: 'released', reason: 'held_by_breaker', batch: 'b3', at: 900 } as const;
    expect(await ledger.settle(profileId, id, 0, paused)).toBe(true);
    expect(await read()).not.toHaveProperty('waitsUntil');
  });

  it('ends with the first claim, which has nothing of it', async () => {
    const [waited, direct] = [start(), start()];
    await waited.ledger.wait(waited.message, night, 'b1', 100, 9_999);
    for (const { ledger, message } of [waited, direct])
      expect(await ledger.claim(message, 'b2', 600, 9_999)).toBe(true);
    const { profileId, id, ...claimed } = (await waited.read()) ?? {};
    expect(await direct.read()).toMatchObject(claimed);
    expect(claimed).toEqual({
      ...{ channel: 'sms', to: waited.message.to, origin: 'rule:greet', template: 'greeting' },
      ...{ state: 'claimed', attempt: 1, claimedAt: 600, batch: 'b2', outcomes: {} },
    });
  });

  it('ends with one claim of many, and never takes the place of a claim or of an outcome', async () => {
    const { ledger, message, read } = start();
    const { profileId, id } = message;
    await ledger.wait(message, night, 'b1', 100, 9_999);
    const claims = await Promise.all(
      ['b2', 'b3', 'b4'].map((batch) => ledger.claim(message, batch, 600, 9_999)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    const batch = ['b2', 'b3', 'b4'][claims.indexOf(true)] ?? '';
    expect(await ledger.wait(message, night, batch, 700, 9_999)).toBe(false);
    const stale = { ...night, state: 'released', batch: 'b1', at: 700 } as const;
    expect(await ledger.settle(profileId, id, 0, stale)).toBe(false);
    expect(await read()).toMatchObject({ state: 'claimed', attempt: 1 });
    await ledger.settle(profileId, id, 1, { state: 'sent', batch, at: 800 });
    expect(await ledger.wait(message, night, batch, 900, 9_999)).toBe(false);
    expect(await read()).toMatchObject({ state: 'sent' });
  });

  it('of a claimed message that was released ends with the next claim', async () => {
    const { ledger, message, read } = start();
    const { profileId, id } = message;
    await ledger.claim(message, 'b1', 100, 9_999);
    await ledger.settle(profileId, id, 1, { ...night, state: 'released', batch: 'b1', at: 200 });
    expect(await ledger.wait(message, night, 'b2', 300, 9_999)).toBe(false);
    expect(await read()).toMatchObject({ attempt: 1, waitsUntil: 500 });
    expect(await ledger.reclaim(profileId, id, 1, 'b2', 600)).toBe(true);
    expect(await read()).not.toHaveProperty('waitsUntil');
  });
});
