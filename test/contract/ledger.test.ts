import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoMessageLedger } from '../../adapters/dynamodb/message-ledger.ts';
import { MemoryTable } from '../../adapters/memory/memory-table.ts';
import { createMemoryMessageLedger } from '../../adapters/memory/message-ledger.ts';
import { createMemoryStatisticsStore } from '../../adapters/memory/statistics-store.ts';
import type { MessageLedger, Settlement } from '../../app/ports/message-ledger.ts';
import type { CallWebhook, SendMessage } from '../../engine/model/effects.ts';
import {
  type DynamoDatabase,
  openDynamoDatabase,
  openStatistics,
  type WholeStatistics,
} from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
  await database.createTable('timeline', 'timeline');
  await database.createTable('statistics', 'statistics');
});
afterAll(() => database.close());

type Engine = () => { readonly ledger: MessageLedger; readonly statistics: WholeStatistics };
const memory: Engine = () => ({
  ledger: createMemoryMessageLedger(new MemoryTable()),
  statistics: createMemoryStatisticsStore(),
});
const dynamodb: Engine = () => ({
  ledger: createDynamoMessageLedger(database.client, 'timeline'),
  statistics: openStatistics(database.client, 'statistics'),
});
const engines = Object.entries({ memory, DynamoDB: dynamodb });

function makeMessage(): SendMessage {
  return {
    kind: 'SendMessage',
    id: randomUUID(),
    profileId: randomUUID(),
    channel: 'email',
    to: 'ann@example.com',
    class: 'promotional',
    template: 'third-order',
    templateRevision: 'abc',
    variables: {},
    origin: 'rule:third-order',
    touchpointId: 't1',
    decidedAt: 1,
  };
}

const fallbacks = [{ name: 'stock', reason: 'timed_out' }];
const links = ['Ab3dE5fG7h', 'Zz9yX8wV7u'];
const sent: Settlement = { state: 'sent', providerId: 'ses-1', fallbacks, links, batch: 'b1', at: 200 };
const released: Settlement = { state: 'released', reason: 'throttled', batch: 'b1', at: 200 };

describe.each(engines)('the message ledger in %s', (_name, open) => {
  const claimOnce = async () => {
    const { ledger } = open();
    const message = makeMessage();
    expect(await ledger.claim(message, 'b1', 100, 9_999)).toBe(true);
    return { ledger, message, profileId: message.profileId, id: message.id };
  };

  it('shows a claimed message as it was claimed', async () => {
    const { ledger, message, profileId, id } = await claimOnce();
    expect(await ledger.read(profileId, id)).toEqual({
      id,
      profileId,
      channel: 'email',
      to: 'ann@example.com',
      origin: 'rule:third-order',
      template: 'third-order',
      ...{ state: 'claimed', attempt: 1, claimedAt: 100 },
      batch: 'b1',
      outcomes: {},
    });
    expect(await ledger.read(profileId, `${message.id}x`)).toBeUndefined();
  });

  it('keeps webhooks beside messages', async () => {
    const { ledger } = open();
    const webhook: CallWebhook = {
      kind: 'CallWebhook',
      id: randomUUID(),
      profileId: 'p1',
      origin: 'rule:crm',
      url: 'https://crm.example/hook',
      method: 'POST',
      headers: {},
      body: {},
      decidedAt: 1,
    };
    await ledger.claim(webhook, 'b1', 100, 9_999);
    expect(await ledger.read('p1', webhook.id)).toMatchObject({ channel: 'webhook', origin: 'rule:crm' });
  });

  it('lets one of many workers claim, and that one again when its answer was lost', async () => {
    const { ledger } = open();
    const message = makeMessage();
    const batches = ['b1', 'b2', 'b3', 'b4', 'b5'];
    const claims = await Promise.all(batches.map((batch) => ledger.claim(message, batch, 100, 9_999)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    const again = await Promise.all(batches.map((batch) => ledger.claim(message, batch, 100, 9_999)));
    expect(again).toEqual(claims);
  });

  it('settles the open attempt once, and repeats of the same settlement agree', async () => {
    const { ledger, profileId, id } = await claimOnce();
    expect(await ledger.settle(profileId, id, 1, sent)).toBe(true);
    expect(await ledger.settle(profileId, id, 1, sent)).toBe(true);
    expect(await ledger.settle(profileId, id, 1, { ...sent, batch: 'b2' })).toBe(false);
    expect(await ledger.settle(profileId, id, 1, { ...sent, state: 'failed' })).toBe(false);
    expect(await ledger.read(profileId, id)).toMatchObject({
      state: 'sent',
      providerId: 'ses-1',
      fallbacks,
      links,
      settledAt: 200,
      batch: 'b1',
    });
  });

  it('keeps what limited a message that was refused right before sending', async () => {
    const { ledger, message } = await claimOnce();
    const limit = {
      until: 900,
      cap: { policy: 'contact', frequency: 'weekly', limit: 1, per: 'week', used: 1 },
    } as const;
    const refused = { state: 'suppressed', reason: 'frequency_capped', limit, batch: 'b1', at: 200 } as const;
    expect(await ledger.settle(message.profileId, message.id, 1, refused)).toBe(true);
    expect(await ledger.read(message.profileId, message.id)).toMatchObject({
      reason: 'frequency_capped',
      limit,
    });
  });

  it('never claims a settled message again', async () => {
    const { ledger, message, profileId, id } = await claimOnce();
    await ledger.settle(profileId, id, 1, sent);
    expect(await ledger.claim(message, 'b1', 300, 9_999)).toBe(false);
    expect(await ledger.reclaim(profileId, id, 1, 'b2', 300)).toBe(false);
  });

  it('claims a released message again as the next attempt, without the reason of the last', async () => {
    const { ledger, profileId, id } = await claimOnce();
    expect(await ledger.settle(profileId, id, 1, released)).toBe(true);
    expect(await ledger.read(profileId, id)).toMatchObject({ state: 'released', reason: 'throttled' });
    expect(await ledger.reclaim(profileId, id, 1, 'b2', 300)).toBe(true);
    const message = await ledger.read(profileId, id);
    expect(message).toMatchObject({ state: 'claimed', attempt: 2, claimedAt: 300, batch: 'b2' });
    expect(message).not.toHaveProperty('reason');
    expect(message).not.toHaveProperty('settledAt');
  });

  it('lets one of many workers reclaim, and that one again when its answer was lost', async () => {
    const { ledger, profileId, id } = await claimOnce();
    const batches = ['b2', 'b3', 'b4'];
    const reclaim = () => Promise.all(batches.map((batch) => ledger.reclaim(profileId, id, 1, batch, 300)));
    const claims = await reclaim();
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await reclaim()).toEqual(claims);
  });

  it('forgets the reason of an earlier try once a report proved that the message was sent', async () => {
    const { ledger, profileId, id } = await claimOnce();
    await ledger.settle(profileId, id, 1, released);
    const { reason: _reason, ...proved } = { ...sent, reason: undefined, batch: 'b2' };
    expect(await ledger.settle(profileId, id, 1, proved)).toBe(true);
    const message = await ledger.read(profileId, id);
    expect(message).toMatchObject({ state: 'sent', batch: 'b2' });
    expect(message).not.toHaveProperty('reason');
  });

  it('refuses a settlement by an attempt that was overtaken', async () => {
    const { ledger, profileId, id } = await claimOnce();
    await ledger.reclaim(profileId, id, 1, 'b2', 300);
    expect(await ledger.settle(profileId, id, 1, sent)).toBe(false);
    expect(await ledger.settle(profileId, id, 2, { ...sent, batch: 'b2' })).toBe(true);
  });

  it('refuses to settle or reclaim what was never claimed', async () => {
    const { ledger } = open();
    expect(await ledger.settle('unknown', 'nothing', 1, sent)).toBe(false);
    expect(await ledger.reclaim('unknown', 'nothing', 1, 'b1', 1)).toBe(false);
    expect(await ledger.recount('unknown', 'nothing', 'b1', 'b2', 1)).toBe(false);
    expect(await ledger.read('unknown', 'nothing')).toBeUndefined();
  });

  it('moves an uncounted message into one other batch', async () => {
    const { ledger, profileId, id } = await claimOnce();
    await ledger.settle(profileId, id, 1, sent);
    const batches = ['b2', 'b3', 'b4'];
    const moves = await Promise.all(batches.map((to) => ledger.recount(profileId, id, 'b1', to, 400)));
    expect(moves.filter(Boolean)).toHaveLength(1);
    expect(await ledger.read(profileId, id)).toMatchObject({
      batch: batches[moves.indexOf(true)],
      state: 'sent',
      settledAt: 200,
      recountedAt: 400,
    });
  });

  it('never claims again what was reported on, open or released, but lets it be settled', async () => {
    for (const isReleased of [false, true]) {
      const { ledger, profileId, id } = await claimOnce();
      if (isReleased) await ledger.settle(profileId, id, 1, released);
      await ledger.recordOutcome(profileId, id, 'delivered', 500);
      expect(await ledger.reclaim(profileId, id, 1, 'b2', 600)).toBe(false);
      expect(await ledger.settle(profileId, id, 1, { ...sent, batch: 'b2' })).toBe(true);
      expect(await ledger.read(profileId, id)).toMatchObject({ state: 'sent', batch: 'b2' });
    }
  });
});

describe.each(engines)('the statistics in %s', (_name, open) => {
  it('hold a batch once, however often it is put, with any subject', async () => {
    const { statistics } = open();
    const batch = {
      batch: randomUUID(),
      day: '2026-11-22',
      counts: { 'rule:ü #1': { 'email.sent': 3 }, __proto: {} },
    };
    expect(await statistics.has(batch.day, batch.batch)).toBe(false);
    await statistics.put(batch);
    await statistics.put(batch);
    expect(await statistics.has(batch.day, batch.batch)).toBe(true);
    expect(await statistics.has('2026-11-23', batch.batch)).toBe(false);
    const { batches } = await statistics.list(batch.day, undefined);
    expect(batches.filter((stored) => stored.batch === batch.batch)).toEqual([batch]);
  });

  it('list a day page by page, every batch once', async () => {
    const { statistics } = open();
    const counts = Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [`rule:${'x'.repeat(200)}${index}`, { 'email.sent': 1 }]),
    );
    const names = Array.from({ length: 15 }, (_, index) => `page-${String(index).padStart(2, '0')}`);
    for (const batch of names) await statistics.put({ batch, day: '2026-01-01', counts });
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await statistics.list('2026-01-01', cursor);
      found.push(...page.batches.map(({ batch }) => batch));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(found).toEqual(names);
  });
});
