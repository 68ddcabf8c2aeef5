/** What providers report, in the ledger: the first of each kind counts, in one batch. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoMessageLedger } from '../../adapters/dynamodb/message-ledger.ts';
import { MemoryTable } from '../../adapters/memory/memory-table.ts';
import { createMemoryMessageLedger } from '../../adapters/memory/message-ledger.ts';
import type { MessageLedger } from '../../app/ports/message-ledger.ts';
import { makeMessage } from '../harness/sending-setup.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
  await database.createTable('timeline', 'timeline');
});
afterAll(() => database.close());

const engines: readonly (readonly [string, () => MessageLedger])[] = [
  ['memory', () => createMemoryMessageLedger(new MemoryTable())],
  ['DynamoDB', () => createDynamoMessageLedger(database.client, 'timeline')],
];

describe.each(engines)('outcomes in the ledger of %s', (_name, open) => {
  const claimOnce = async () => {
    const ledger = open();
    const message = makeMessage({ id: randomUUID(), profileId: randomUUID() });
    expect(await ledger.claim(message, 'b1', 100, 9_999)).toBe(true);
    return { ledger, profileId: message.profileId, id: message.id };
  };

  it('notes the first outcome of each kind, also while the attempt is open', async () => {
    const { ledger, profileId, id } = await claimOnce();
    await ledger.recordOutcome(profileId, id, 'delivered', 500);
    await ledger.recordOutcome(profileId, id, 'opened', 600);
    await ledger.recordOutcome(profileId, id, 'opened', 700);
    expect((await ledger.read(profileId, id))?.outcomes).toEqual({ delivered: 500, opened: 600 });
  });

  it('notes no outcome of another channel', async () => {
    const { ledger, profileId, id } = await claimOnce();
    const record = (channel: 'email' | 'sms') =>
      ledger.recordOutcome(profileId, id, 'failed', 500, undefined, undefined, channel);
    const { channel } = (await ledger.read(profileId, id)) ?? {};
    const [own, other] = channel === 'email' ? (['email', 'sms'] as const) : (['sms', 'email'] as const);
    expect(await record(other)).toBeUndefined();
    expect((await ledger.read(profileId, id))?.outcomes).toEqual({});
    expect(await record(own)).toMatchObject({ outcomes: { failed: 500 } });
  });

  it('names the batch of the first report of an outcome, and answers with the message as it is then', async () => {
    const { ledger, profileId, id } = await claimOnce();
    const first = await ledger.recordOutcome(profileId, id, 'opened', 600, 'f1');
    expect(first).toMatchObject({ id, outcomes: { opened: 600 }, countedBy: { opened: 'f1' } });
    const second = await ledger.recordOutcome(profileId, id, 'opened', 500, 'f2');
    expect(second).toMatchObject({ outcomes: { opened: 600 }, countedBy: { opened: 'f1' } });
    const other = await ledger.recordOutcome(profileId, id, 'delivered', 400, 'f2');
    expect(other).toEqual(await ledger.read(profileId, id));
    expect(other?.countedBy).toEqual({ opened: 'f1', delivered: 'f2' });
  });

  it('moves the count of an outcome once, and repeats of the same move agree', async () => {
    const { ledger, profileId, id } = await claimOnce();
    await ledger.recordOutcome(profileId, id, 'opened', 600, 'f1');
    expect(await ledger.recountOutcome(profileId, id, 'opened', 'f1', 'f2')).toBe(true);
    expect(await ledger.recountOutcome(profileId, id, 'opened', 'f1', 'f2')).toBe(true);
    expect(await ledger.recountOutcome(profileId, id, 'opened', 'f1', 'f3')).toBe(false);
    expect(await ledger.recountOutcome(profileId, id, 'clicked', 'f1', 'f3')).toBe(false);
    expect((await ledger.read(profileId, id))?.countedBy).toEqual({ opened: 'f2' });
  });

  it('replaces the clicks and what follows from them, if neither they nor the delivery changed', async () => {
    const { ledger, profileId, id } = await claimOnce();
    const write = (
      from: string | undefined,
      to: string,
      deliveredAt: number | undefined,
      outcomes: { clicked?: number; machine_clicked?: number },
    ) => ledger.recordClicks(profileId, id, { from, to, deliveredAt, outcomes });
    expect(await write(undefined, 'a', undefined, { clicked: 600 })).toBe(true);
    expect(await write(undefined, 'b', undefined, { clicked: 500 })).toBe(false);
    await ledger.recordOutcome(profileId, id, 'delivered', 590, 'f1');
    expect(await write('a', 'a;b', undefined, { clicked: 600 })).toBe(false);
    expect(await write('a', 'a;b', 590, { machine_clicked: 600 })).toBe(true);
    // Its answer was lost.
    expect(await write('a', 'a;b', 590, { machine_clicked: 600 })).toBe(true);
    expect(await ledger.read(profileId, id)).toMatchObject({
      clicks: 'a;b',
      outcomes: { delivered: 590, machine_clicked: 600 },
    });
    expect((await ledger.read(profileId, id))?.outcomes).not.toHaveProperty('clicked');
    expect(await write('a;b', 'c', 590, { clicked: 700, machine_clicked: 600 })).toBe(true);
    expect((await ledger.read(profileId, id))?.outcomes).toEqual({
      ...{ delivered: 590, clicked: 700, machine_clicked: 600 },
    });
    const other = { from: undefined, to: 'a', deliveredAt: undefined, outcomes: {} };
    expect(await ledger.recordClicks('unknown', 'nothing', other)).toBe(false);
  });

  it('keeps the first reason of a failure, and none where the report has none', async () => {
    const { ledger, profileId, id } = await claimOnce();
    const delivered = await ledger.recordOutcome(profileId, id, 'delivered', 500, 'f1');
    expect(delivered?.reportedReason).toBeUndefined();
    await ledger.recordOutcome(profileId, id, 'failed', 600, 'f2', 'carrier_blocked');
    await ledger.recordOutcome(profileId, id, 'failed', 600, 'f3', 'spam');
    expect((await ledger.read(profileId, id))?.reportedReason).toBe('carrier_blocked');
  });

  it('makes no item of an outcome for a message it never saw', async () => {
    const ledger = open();
    expect(await ledger.recordOutcome('unknown', 'nothing', 'delivered', 500, 'f1')).toBeUndefined();
    expect(await ledger.read('unknown', 'nothing')).toBeUndefined();
  });
});
