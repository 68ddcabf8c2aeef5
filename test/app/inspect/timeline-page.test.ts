/** Pages of a timeline: newest first, filtered, and none is skipped or repeated while rows arrive. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { MemoryTable } from '../../../adapters/memory/memory-table.ts';
import { createMemoryMessageLedger } from '../../../adapters/memory/message-ledger.ts';
import { createMemoryTimelineStore } from '../../../adapters/memory/timeline-store.ts';
import { type TimelineRow, timeOf } from '../../../app/inspect/read-timeline.ts';
import { readTimelinePage, type TimelineFilter } from '../../../app/inspect/timeline-page.ts';
import { makeMessageId } from '../../../engine/base/message-id.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';

const start = Date.parse('2026-11-22T10:00:00Z');
const ids = ['P1', 'P2', 'P3'];

function openTimeline() {
  const table = new MemoryTable();
  const timeline = createMemoryTimelineStore(table);
  const ledger = createMemoryMessageLedger(table);
  let made = 0;
  return {
    timeline,
    async addEvent(profileId: string, at: number, name = 'Page') {
      const id = `e-${String(made++).padStart(5, '0')}`;
      const touchpoint = parseTouchpoint({
        ...{ id, source: 'shop', 'detail-type': name, time: new Date(at).toISOString() },
        detail: { userId: 'anna', timestamp: new Date(at).toISOString() },
      });
      const entry = { profileId, touchpointId: id, name, source: 'shop', occurredAt: at, receivedAt: at };
      await timeline.putEntries([{ ...entry, traces: [], touchpoint }], 4_000_000_000);
    },
    async addMessage(profileId: string, at: number, heldFor = 0) {
      const id = makeMessageId(at - heldFor, String(made++));
      const message = { id, profileId, channel: 'email', origin: 'rule:r', template: 't' } as SendMessage;
      await ledger.claim(message, 'b', at, 4_000_000_000);
    },
  };
}

const nameRow = (row: TimelineRow) => (row.kind === 'entry' ? row.entry.touchpointId : row.message.id);

async function readAll(
  { timeline }: ReturnType<typeof openTimeline>,
  filter: TimelineFilter & { readonly limit: number },
  between: () => Promise<void> = async () => undefined,
): Promise<TimelineRow[]> {
  const rows: TimelineRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await readTimelinePage(timeline, ids, { ...filter, cursor });
    expect(page.rows.length).toBeLessThanOrEqual(filter.limit);
    rows.push(...page.rows);
    cursor = page.cursor;
    await between();
  } while (cursor !== undefined);
  return rows;
}

const life = fc.array(
  fc.record({
    profile: fc.constantFrom(...ids),
    at: fc.integer({ min: 0, max: 40 }),
    heldFor: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
  }),
  { maxLength: 60 },
);

describe('the pages of a timeline', () => {
  test.prop([life, life, fc.integer({ min: 1, max: 12 })])(
    'have every row once that was there at the first page, whatever arrives meanwhile',
    async (before, arriving, limit) => {
      const stage = openTimeline();
      const add = ({ profile, at, heldFor }: (typeof before)[number], offset = 0) =>
        heldFor === undefined
          ? stage.addEvent(profile, start + (at + offset) * 1000)
          : stage.addMessage(profile, start + (at + offset) * 1000, heldFor * 1000);
      for (const each of before) await add(each);
      const there = (await readAll(stage, { limit: 1_000 })).map(nameRow);
      expect(new Set(there).size).toBe(before.length);
      const arrivals = [...arriving];
      const rows = await readAll(stage, { limit }, async () => {
        const next = arrivals.shift();
        if (next !== undefined) await add(next, arrivals.length % 2 === 0 ? 50 : 0);
      });
      const names = rows.map(nameRow);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => there.includes(name)).toSorted()).toEqual(there.toSorted());
      const events = rows.filter(({ kind }) => kind === 'entry').map(timeOf);
      expect(events).toEqual(events.toSorted((left, right) => right - left));
    },
  );

  test.prop([
    life,
    fc.integer({ min: 0, max: 45 }),
    fc.integer({ min: 0, max: 45 }),
    fc.integer({ min: 1, max: 9 }),
  ])('have exactly the rows of a filter', async (before, from, to, limit) => {
    const stage = openTimeline();
    for (const [index, { profile, at, heldFor }] of before.entries()) {
      if (heldFor !== undefined) await stage.addMessage(profile, start + at * 1000, heldFor * 1000);
      else await stage.addEvent(profile, start + at * 1000, index % 3 === 0 ? 'Order' : 'Page');
    }
    const [since, until] = [start + from * 1000, start + to * 1000];
    const all = await readAll(stage, { limit: 1_000 });
    const filters: readonly TimelineFilter[] = [
      { since, until },
      { kind: 'event', since },
      { kind: 'message', until },
      { name: 'Order', until },
    ];
    for (const filter of filters) {
      const expected = all.filter((row) => {
        const isKind = filter.kind === undefined || (filter.kind === 'event') === (row.kind === 'entry');
        const isNamed = filter.name === undefined || (row.kind === 'entry' && row.entry.name === filter.name);
        const [low = 0, high = 9e15] = [filter.since, filter.until];
        return isKind && isNamed && timeOf(row) >= low && timeOf(row) < high;
      });
      const found = await readAll(stage, { ...filter, limit });
      expect(found.map(nameRow).toSorted()).toEqual(expected.map(nameRow).toSorted());
    }
  });

  it('read a bounded number of rows each, so that one can be empty although there are more', async () => {
    const stage = openTimeline();
    await stage.addEvent('P1', start, 'Order');
    for (let index = 1; index <= 1_500; index++) await stage.addEvent('P1', start + index * 1000);
    const first = await readTimelinePage(stage.timeline, ids, { limit: 50, name: 'Order' });
    expect([first.rows.length, first.cursor !== undefined]).toEqual([0, true]);
    expect(await readAll(stage, { limit: 50, name: 'Order' })).toHaveLength(1);
  });

  async function openCursor() {
    const stage = openTimeline();
    for (let index = 0; index < 9; index++) await stage.addEvent('P1', start + index * 1000);
    const { cursor = '' } = await readTimelinePage(stage.timeline, ['P1'], { limit: 5 });
    return { ...stage, cursor, place: JSON.parse(Buffer.from(cursor, 'base64url').toString()) as object };
  }
  const refused = { code: 'cursor_invalid' };

  it.each(['#', '', 'e30', 'W10', 'bnVsbA'])('refuse the cursor "%s", which is none', async (cursor) => {
    const { timeline } = openTimeline();
    await expect(readTimelinePage(timeline, ids, { limit: 5, cursor })).rejects.toMatchObject(refused);
  });

  it.each([
    {},
    { 'event P1': 5 },
    ...['[]', 'null', '{}', '5', '{"T#":{"S":"x"}}'].map((inner) => ({
      'event P1': Buffer.from(inner).toString('base64url'),
    })),
    { 'event P9': '' },
  ])('refuse a cursor with the positions %j, and do not begin again', async (lists) => {
    const { timeline, place } = await openCursor();
    const cursor = Buffer.from(JSON.stringify({ ...place, lists })).toString('base64url');
    await expect(readTimelinePage(timeline, ['P1'], { limit: 5, cursor })).rejects.toMatchObject(refused);
  });

  it('refuse the cursor of another person and of another filter', async () => {
    const { timeline, cursor, addEvent } = await openCursor();
    await addEvent('P2', start);
    const read = (profileIds: readonly string[], filter: TimelineFilter = {}) =>
      readTimelinePage(timeline, profileIds, { ...filter, limit: 5, cursor });
    expect((await read(['P1'])).rows).toHaveLength(4);
    await expect(read(['P2'])).rejects.toMatchObject(refused);
    const filters: readonly TimelineFilter[] = [
      { kind: 'event' },
      { kind: 'message' },
      { name: 'Page' },
      { since: start },
      { until: start },
    ];
    for (const filter of filters) await expect(read(['P1'], filter)).rejects.toMatchObject(refused);
  });

  it('go on with the rows of both profiles after a merge, and refuse the cursor after it is undone', async () => {
    const { timeline, cursor, addEvent } = await openCursor();
    await addEvent('P2', start + 1500);
    const merged = await readTimelinePage(timeline, ['P2', 'P1'], { limit: 2, cursor });
    expect(merged.rows.map(timeOf)).toEqual([start + 3000, start + 2000]);
    const next = { limit: 9, cursor: merged.cursor };
    const { rows } = await readTimelinePage(timeline, ['P2', 'P1'], next);
    expect(rows.map(timeOf)).toEqual([start + 1500, start + 1000, start]);
    const last = await readTimelinePage(timeline, ['P2', 'P1'], { limit: 1, cursor: merged.cursor });
    await expect(readTimelinePage(timeline, ['P1'], { limit: 2, cursor: last.cursor })).rejects.toMatchObject(
      refused,
    );
  });
});
