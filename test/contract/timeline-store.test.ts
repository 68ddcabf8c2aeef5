/** The timeline store keeps its contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoMessageLedger } from '../../adapters/dynamodb/message-ledger.ts';
import { createDynamoTimelineReader } from '../../adapters/dynamodb/timeline-reader.ts';
import { createDynamoTimelineStore } from '../../adapters/dynamodb/timeline-store.ts';
import { MemoryTable } from '../../adapters/memory/memory-table.ts';
import { createMemoryMessageLedger } from '../../adapters/memory/message-ledger.ts';
import { createMemoryTimelineStore } from '../../adapters/memory/timeline-store.ts';
import type { MessageLedger } from '../../app/ports/message-ledger.ts';
import type { TimelineReader, TimelineStore } from '../../app/ports/timeline-store.ts';
import type { CallWebhook } from '../../engine/model/effects.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const expiresAt = 2_000_000_000;
const trace = { origin: 'rule:x', action: 'send', reason: 'no_consent', note: 'offer' } as const;

function makeEntry(id: string, occurredAt: number, more: Partial<TimelineEntry> = {}): TimelineEntry {
  const head = { name: 'Order Completed', source: 'shop.web', occurredAt, receivedAt: occurredAt + 250 };
  return {
    profileId: 'P1',
    touchpointId: id,
    ...head,
    traces: [],
    touchpoint: {
      id,
      ...head,
      type: 'track',
      userId: 'anna',
      traits: { email: 'anna@example.com' },
      properties: { revenue: 19.99, items: [{ sku: 'a' }], '': 1e300 },
      context: {},
    },
    ...more,
  };
}

describe.each(['memory', 'dynamodb'])('the timeline store on %s', (engine) => {
  async function open(): Promise<{ timeline: TimelineStore & TimelineReader; ledger: MessageLedger }> {
    if (engine === 'memory') {
      const table = new MemoryTable();
      return { timeline: createMemoryTimelineStore(table), ledger: createMemoryMessageLedger(table) };
    }
    const table = await database.createTable('timeline');
    return {
      timeline: {
        ...createDynamoTimelineStore(database.client, table),
        ...createDynamoTimelineReader(database.client, table),
      },
      ledger: createDynamoMessageLedger(database.client, table),
    };
  }

  async function listEntries(timeline: TimelineReader): Promise<readonly TimelineEntry[]> {
    const { items } = await timeline.list('P1', { limit: 50 });
    return items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []));
  }

  it('gives back whole entries, large ones as well, and takes them again without change', async () => {
    const { timeline } = await open();
    const large = makeEntry('t-2', 2_000, { traces: [trace] });
    const text = Array.from({ length: 3_000 }, (_, i) => `word${i}`).join(' ');
    const entries = [
      makeEntry('t-1 #💌', 1_000),
      { ...large, ...(large.touchpoint && { touchpoint: { ...large.touchpoint, properties: { text } } }) },
      makeEntry('t-0', -5_000, { traces: [trace] }),
    ];
    expect(await timeline.putEntries(entries, expiresAt)).toEqual([]);
    expect(await timeline.putEntries(entries, expiresAt)).toEqual([]);
    expect(await listEntries(timeline)).toEqual([entries[1], entries[0], entries[2]]);
  });

  it('knows whether an entry is there, by moment and id', async () => {
    const { timeline } = await open();
    await timeline.putEntries([makeEntry('t-1', 1_000)], expiresAt);
    expect(await timeline.findEntry('P1', 1_000, 't-1')).toBe('whole');
    expect(await timeline.findEntry('P1', 1_001, 't-1')).toBe(undefined);
    expect(await timeline.findEntry('P2', 1_000, 't-1')).toBe(undefined);
  });

  it('heals an entry without its touchpoint, whose repeat restores that and keeps the traces', async () => {
    const { timeline } = await open();
    const whole = makeEntry('t-1', 1_000, { traces: [trace] });
    const { touchpoint: _unknown, ...healed } = whole;
    await timeline.amendEntry(healed, expiresAt);
    expect(await listEntries(timeline)).toEqual([healed]);
    await timeline.restoreEntry({ ...whole, traces: [] }, expiresAt);
    expect(await listEntries(timeline)).toEqual([whole]);
  });

  it('lets healing set traces on an entry that a repeat restored first', async () => {
    const { timeline } = await open();
    const whole = makeEntry('t-1', 1_000, { traces: [trace] });
    const { touchpoint: _unknown, ...healed } = whole;
    await timeline.restoreEntry({ ...whole, traces: [] }, expiresAt);
    await timeline.amendEntry(healed, expiresAt);
    expect(await listEntries(timeline)).toEqual([whole]);
  });

  it('finds the entries of a fold as if each had its own item, also those that were restored beside it', async () => {
    const { timeline } = await open();
    const fold = [1_000, 2_000, 2_001, 500_000].map((at) => makeEntry(`t-${at} 💌`, at, { version: 3 }));
    const between = makeEntry('t-1500', 1_500, { traces: [trace] });
    expect(await timeline.putEntries([between, fold], expiresAt)).toEqual([]);
    expect(await timeline.putEntries([fold], expiresAt)).toEqual([]);
    const [oldest = between] = fold;
    expect(await timeline.findEntry('P1', 1_000, 't-1000 💌')).toBe('whole');
    expect(await timeline.findEntry('P1', 1_001, 't-1000 💌')).toBe(undefined);
    expect(await timeline.findEntry('P1', 599_999, 't-1000 💌')).toBe(undefined);
    expect(await timeline.findEntry('P1', 600_000, 't-1000 💌')).toBe(undefined);
    const { version: _unknown, ...repeat } = oldest;
    await timeline.restoreEntry(repeat, expiresAt);
    const all = [...fold.slice(1).toReversed(), between, oldest];
    expect(await listEntries(timeline)).toEqual(all);
    const { touchpoints, awaited } = await timeline.listTouchpoints('P1', undefined);
    expect(touchpoints).toEqual(all.toReversed().map(({ touchpoint }) => touchpoint));
    expect(awaited).toEqual([]);
  });

  it('lists touchpoints and messages together, newest first, page by page', async () => {
    const { timeline, ledger } = await open();
    await timeline.putEntries(
      [1_000, 3_000, 5_000].map((at) => makeEntry(`t-${at}`, at)),
      expiresAt,
    );
    const base = {
      kind: 'CallWebhook',
      profileId: 'P1',
      origin: 'rule:x',
      url: 'https://x',
      method: 'POST',
    } as const;
    for (const at of [2_000, 4_000]) {
      const call: CallWebhook = { ...base, id: `0${at}`, headers: {}, body: {}, decidedAt: at };
      await ledger.claim(call, 'b', at, expiresAt);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await timeline.list('P1', { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(
        ...page.items.map((item) => (item.kind === 'entry' ? item.entry.touchpointId : item.message.id)),
      );
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['t-5000', '04000', 't-3000', '02000', 't-1000']);
  });

  it('keeps the highest count of entries per person and name, apart from what the timeline lists', async () => {
    const { timeline } = await open();
    expect(await timeline.findCount('P1', 'cart/00f1')).toBe(undefined);
    await timeline.keepCount('P1', 'cart/00f1', [2, 5_000]);
    await timeline.keepCount('P1', 'cart/00f1', [1, 9_000]);
    await timeline.keepCount('P1', 'welcome', [1, -1]);
    expect(await timeline.findCount('P1', 'cart/00f1')).toEqual([2, 5_000]);
    await timeline.keepCount('P1', 'cart/00f1', [3, 7_000]);
    expect(await timeline.findCount('P1', 'cart/00f1')).toEqual([3, 7_000]);
    expect(await timeline.findCount('P1', 'welcome')).toEqual([1, -1]);
    expect(await timeline.findCount('P2', 'welcome')).toBe(undefined);
    expect((await timeline.list('P1', { limit: 5 })).items).toEqual([]);
  });

  it('refuses a cursor that it did not make', async () => {
    const { timeline } = await open();
    await expect(timeline.list('P1', { limit: 2, cursor: '#' })).rejects.toMatchObject({
      code: 'cursor_invalid',
    });
  });
});
