/** Page views with a user id that no token proves: as cheap as others, and the timeline says it of each. */
import { expect, it } from 'vitest';
import { readOneTimeline } from '../../../app/inspect/read-timeline.ts';
import { makePacked } from '../../harness/events.ts';
import { openLife } from '../../harness/one-life.ts';

const start = Date.parse('2026-11-20T10:00:00Z');

it('are one item and no outbox, and each has its reason on the timeline', async () => {
  const life = await openLife('kind: trait\nid: pages\nstatus: live\nfunction: count\nevent: Page\n', start);
  const { timeline } = life.stack.ports;
  const written: number[] = [];
  const { putEntries } = timeline;
  timeline.putEntries = (records, expiresAt) => {
    written.push(records.length);
    return putEntries(records, expiresAt);
  };
  const problems = ['missing', 'missing', 'expired'];
  const calls = problems.map((problem, index) => ({
    type: 'page',
    anonymousId: 'x',
    messageId: `page-${index}`,
    timestamp: new Date(start + index).toISOString(),
    context: { unsignedUser: { userId: 'anna', problem } },
  }));
  await life.deliver([makePacked('p', start, [...calls, { ...calls[0], messageId: 'plain', context: {} }])]);
  expect(written).toEqual([1]);
  const { id, outbox, userId, computed } = await life.load();
  expect([outbox, userId, computed]).toEqual([[], undefined, { pages: { count: 4 } }]);
  const rows = await readOneTimeline(timeline, id, 100);
  const shown = rows.flatMap((row) =>
    row.kind === 'entry' ? [[row.entry.touchpointId, row.entry.traces] as const] : [],
  );
  const trace = { origin: 'identity:userId', action: 'keep', reason: 'user_id_unsigned' };
  expect(Object.fromEntries(shown)).toEqual({
    'page-0': [{ ...trace, note: 'missing' }],
    'page-1': [{ ...trace, note: 'missing' }],
    'page-2': [{ ...trace, note: 'expired' }],
    plain: [],
  });
});
