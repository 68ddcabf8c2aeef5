/** Whichever call fails, times out or dies: the lake misses no row that it has without the fault. */
import { describe, expect, it } from 'vitest';
import type { AdvancePorts } from '../../../app/advance/dependencies.ts';
import type { LakeRow } from '../../../app/ports/lake.ts';
import { type CrashOptions, runStory, type Story, shopStory } from '../../harness/crash-run.ts';
import { makeOrder, makePacked } from '../../harness/events.ts';
import type { FaultKind } from '../../harness/faults.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const lakeStory: Story = { ...shopStory, hasLake: true };
/** The others change no more than these: an SDK repeats rows, and a time-out is a lost answer. */
const kinds: readonly FaultKind[] = ['fails before', 'fails after', 'dies before', 'dies after'];
/** Hundreds of runs of the story. */
const patience = 300_000;
const start = Date.parse('2026-11-20T10:00:00Z');

/** A session that folds, and two people who turn out to be one. */
const mergeStory: Story = {
  start,
  snapshot: sampleSnapshot,
  hasLake: true,
  async play(stack, actor) {
    const queue = stack.queues.get('profile');
    const pages = Array.from({ length: 4 }, (_, index) => ({
      ...{ type: 'page', anonymousId: 'device', messageId: `page-${index}` },
      timestamp: new Date(start - 60_000 + index * 1_000).toISOString(),
    }));
    queue.sendText(makePacked('pack', start, pages));
    queue.sendText(makeOrder('o-1', 'anna', start - 8_000, 20.5));
    await actor.advance();
    const login = { type: 'identify', userId: 'anna', anonymousId: 'device', messageId: 'login' };
    queue.sendText(makePacked('login', start, [login]));
    queue.sendText(makePacked('again', start, pages));
    await actor.advance();
  },
};

/** What a view makes of rows: once each. The ids of turns without a touchpoint name the write that decided them. */
function describeRow(row: LakeRow): string {
  const text = JSON.stringify(row);
  return row.table === 'decisions' ? text.replace(/@[\d.]+"/, '"') : text;
}

async function listRows(story: Story, options: CrashOptions = {}, faults = noFaults): Promise<Set<string>> {
  const { stack } = await runStory(faults, { ...options, story });
  return new Set(stack.ports.lake?.listRows().map(describeRow));
}
const noFaults: Parameters<typeof runStory>[0] = [];

/** The first run that misses a row, in words. */
async function findLoss(story: Story, options: CrashOptions = {}): Promise<string | undefined> {
  const expected = await listRows(story);
  const { injector } = await runStory([], { ...options, story });
  for (const [index, name] of injector.calls.entries()) {
    for (const kind of kinds) {
      const rows = await listRows(story, options, [{ call: index + 1, kind }]);
      const lost = [...expected].filter((row) => !rows.has(row));
      if (lost.length > 0) return `call ${index + 1} (${name}) ${kind}: ${lost.join('; ').slice(0, 600)}`;
    }
  }
  return undefined;
}

describe('the rows of the lake', () => {
  it('are those of the timeline: each touchpoint, each decision, each reported outcome', async () => {
    const { stack } = await runStory([], { story: lakeStory });
    const rows = stack.ports.lake?.listRows() ?? [];
    const entries = stack.ports.timeline.listAllEntries();
    const own = entries.filter(({ touchpoint }) => touchpoint !== undefined);
    const names = (table: string) =>
      new Set(rows.flatMap((row) => (row.table === table ? [`${row.profile_id} ${nameRow(row)}`] : [])));
    expect(names('touchpoints')).toEqual(
      new Set(own.map(({ profileId, touchpointId }) => `${profileId} ${touchpointId}`)),
    );
    const decided = entries.flatMap(({ profileId, touchpointId, traces }) =>
      traces.map((_, position) => `${profileId} ${touchpointId} ${position}`),
    );
    expect(names('decisions')).toEqual(new Set(decided));
    const outcomes = rows.flatMap((row) => (row.table === 'outcomes' ? [row.outcome] : []));
    expect([...new Set(outcomes)].sort()).toEqual(['bounced', 'delivered', 'failed', 'opened', 'sent']);
  });

  it('are all there after any fault of the shop', { timeout: patience }, async () => {
    expect(await findLoss(lakeStory)).toBeUndefined();
  });

  it('are all there after any fault of a session and a merge', { timeout: patience }, async () => {
    expect(await findLoss(mergeStory)).toBeUndefined();
    const { stack } = await runStory([], { story: mergeStory });
    const merged = stack.ports.lake?.listRows().filter(({ table }) => table === 'people') ?? [];
    expect(merged.length).toBeGreaterThan(0);
    for (const row of merged)
      expect(row).toMatchObject({ profile_id: expect.any(String), day: '2026-11-20' });
  });

  it('would be missed if a failed put were not noticed', async () => {
    const bend = (ports: AdvancePorts): AdvancePorts => ({
      ...ports,
      lake: {
        put: async (records) => {
          await ports.lake?.put(records).catch(() => undefined);
          return [];
        },
      },
    });
    expect(await findLoss(lakeStory, { bend })).toMatch(/lake\.put\) fails before/);
  });
});

function nameRow(row: LakeRow): string {
  if (row.table === 'touchpoints') return row.message_id;
  return row.table === 'decisions' ? `${row.touchpoint_id} ${row.position}` : '';
}
