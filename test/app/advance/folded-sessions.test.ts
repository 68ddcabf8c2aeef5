/** What one person does in a short time is stored as one item, and read as if each touchpoint had its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOneTimeline } from '../../../app/inspect/read-timeline.ts';
import { createActor } from '../../harness/actor.ts';
import { findFlaw, type Story } from '../../harness/crash-run.ts';
import { makeEventText, makePacked } from '../../harness/events.ts';
import { createMemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';
import { observe } from '../../harness/observe.ts';
import { openLife } from '../../harness/one-life.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;

const pages = 'kind: trait\nid: pages\nstatus: live\nfunction: count\nevent: Page\n';

/** The page view `index` of anna, `gap` milliseconds after the one before. */
function viewPage(index: number, gap: number) {
  const timestamp = new Date(start - 100 * gap + index * gap).toISOString();
  return {
    type: 'page',
    userId: 'anna',
    messageId: `page-${index}`,
    timestamp,
    properties: { path: `/item/${index}` },
    context: { page: { path: `/item/${index}` } },
  };
}

function makeSession(count: number, gap: number, from = 0) {
  return Array.from({ length: count }, (_, index) => viewPage(from + index, gap));
}

describe('page views of one person', () => {
  it('have the same profile and the same timeline, in whatever batches they are delivered', async () => {
    const batches = fc.array(fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 8 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(batches, fc.constantFrom(1_000, 90_000), async (parts, gap) => {
        const all = makeSession(12, gap);
        const [folded, single] = [await openLife(pages, start), await openLife(pages, start)];
        for (const part of [...parts, all.map((_, index) => index)]) {
          const members = part.flatMap((index) => all[index] ?? []);
          await folded.deliver([makePacked('p', start, members)]);
        }
        for (const member of all) await single.deliver([makePacked('s', start, [member])]);
        const [seen, expected] = [await observe(folded.stack), await observe(single.stack)];
        const entries = seen.timeline as readonly { readonly touchpointId: string }[];
        expect(entries.map(({ touchpointId }) => touchpointId)).toEqual(
          all.map(({ messageId }) => messageId),
        );
        expect(withoutPlace(seen.timeline)).toEqual(withoutPlace(expected.timeline));
        expect((await folded.load()).computed).toEqual({ pages: { count: 12 } });
        expect((await folded.load()).computed).toEqual((await single.load()).computed);
      }),
      { numRuns: 30 },
    );
  });

  it('count once, although half of a fold is delivered again when the window has forgotten it', async () => {
    const life = await openLife(pages, start);
    const session = makeSession(10, 1_000);
    await life.deliver([makePacked('p', start, session)]);
    life.stack.clock.now += 20 * MINUTE;
    for (let n = 0; n < 40; n++) {
      const at = life.stack.clock.now + n * 1_000;
      await life.deliver([makeEventText({ id: `later-${n}`, name: 'Page', userId: 'anna', at })]);
    }
    const { processedEvents } = await life.load();
    expect(processedEvents.length).toBe(40);
    await life.deliver([makePacked('q', start, [...session.slice(0, 5), viewPage(20, 1_000)])]);
    expect((await life.load()).computed).toEqual({ pages: { count: 51 } });
  });

  it('take one item of the timeline, and a page of ten rows has ten of them', async () => {
    const life = await openLife(pages, start);
    await life.deliver([makePacked('p', start, makeSession(10, 1_000))]);
    const { id } = await life.load();
    const { timeline } = life.stack.ports;
    const rows = await readOneTimeline(timeline, id, 100);
    expect(rows.length).toBe(10);
    const again: typeof rows = [];
    for (let cursor: string | undefined; ; ) {
      const page = await timeline.list(id, { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      again.push(...page.items);
      if (page.cursor === undefined) break;
      cursor = page.cursor;
    }
    expect(again).toEqual(rows);
  });

  it('end as without a fault, whichever call fails, dies or is repeated', async () => {
    const story: Story = {
      start,
      snapshot: sampleSnapshot,
      async play(stack, actor) {
        const queue = stack.queues.get('profile');
        const order = { type: 'track', event: 'Order Completed', messageId: 'o', userId: 'anna' };
        queue.sendText(makePacked('p', start, [...makeSession(5, 1_000), order]));
        queue.sendText(makePacked('q', start, makeSession(5, 1_000, 3)));
        await actor.advance();
      },
    };
    expect(await findFlaw({ story })).toBeUndefined();
  });

  it('of a machine that behaves as one person are not folded: looking for one of them stays cheap', async () => {
    const stack = createMemoryStack({ now: start });
    await publishSnapshot(stack.ports.programStore, sampleSnapshot);
    const sizes: number[] = [];
    const { putEntries } = stack.ports.timeline;
    stack.ports.timeline.putEntries = (records, expiresAt) => {
      sizes.push(records.length);
      return putEntries(records, expiresAt);
    };
    for (const from of [0, 100]) {
      stack.queues.get('profile').sendText(makePacked(`p${from}`, start, makeSession(20, 1_000, from)));
      stack.queues.get('profile').sendText(makePacked(`q${from}`, start, makeSession(80, 1_000, from + 20)));
    }
    await createActor(stack, { batchSize: 1 }).advance();
    expect(sizes.slice(0, 2).every((size) => size <= 2)).toBe(true);
    expect(sizes.at(-1)).toBeGreaterThan(2);
  });
});

/** What is stored of the delivery: packed events give other ids to the same touchpoint. */
function withoutPlace(timeline: readonly unknown[]): readonly unknown[] {
  return (timeline as readonly object[]).map((entry) => ({
    ...entry,
    receivedAt: 0,
    touchpoint: pick(entry),
  }));
}

function pick(entry: object): unknown {
  const { touchpoint } = entry as { readonly touchpoint: object };
  return { ...touchpoint, receivedAt: 0 };
}
