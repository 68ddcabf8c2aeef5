/** A merge and its undo where the entries of a session share an item of the timeline. */
import { describe, expect, it } from 'vitest';
import { readTimeline } from '../../../app/inspect/read-timeline.ts';
import { findFlaw } from '../../harness/crash-run.ts';
import { makePacked } from '../../harness/events.ts';
import { makeProgram } from '../../harness/make-program.ts';
import type { MemoryStack } from '../../harness/memory-stack.ts';
import { openPeople, type People, sendUndo, start, undo } from './merge-story.ts';

const MINUTE = 60_000;
const snapshot = await makeProgram('kind: trait\nid: pages\nstatus: live\nfunction: count\nevent: Page\n');
const [x, anna] = [{ anonymousId: 'x' }, { userId: 'anna' }];

/** A page view, `ago` seconds before the start. */
function view(messageId: string, ago: number, ids: object) {
  return { type: 'page', messageId, ...ids, timestamp: new Date(start - ago * 1_000).toISOString() };
}

const mine = (from: number, to: number, ids: object, name: string) =>
  Array.from({ length: to - from }, (_, index) => view(`${name}-${from + index}`, 500 - from - index, ids));

const visit = mine(0, 6, x, 'x');
const known = mine(0, 4, anna, 'anna');
const signIn = [view('both', 450, { ...x, ...anna })];
const later = [...mine(60, 64, x, 'x'), ...mine(64, 70, anna, 'anna')];

function deliver({ queues, clock }: MemoryStack, views: readonly object[]): void {
  queues.get('profile').sendText(makePacked(`p${queues.get('profile').length}`, clock.now, views));
}

async function say({ stack, actor }: People, ...batches: readonly (readonly object[])[]): Promise<void> {
  for (const batch of batches) {
    deliver(stack, batch);
    await actor.advance();
  }
}

async function openMerged() {
  const people = await openPeople(snapshot);
  const folds: number[] = [];
  const { timeline } = people.stack.ports;
  const { putEntries } = timeline;
  timeline.putEntries = (records, expiresAt) => {
    for (const record of records) if (Array.isArray(record)) folds.push(record.length);
    return putEntries(records, expiresAt);
  };
  await say(people, visit, known);
  const visitor = await people.find('anonymousId#x');
  await say(people, signIn, later);
  return { ...people, visitor: visitor.id, folds };
}

async function countPages(people: People, key: string): Promise<number | undefined> {
  return (await people.find(key)).computed['pages']?.count;
}

async function listTimeline({ stack, find }: People, key: string): Promise<readonly string[]> {
  const rows = await readTimeline(stack.ports as never, (await find(key)).id, 100);
  return rows.flatMap((row) =>
    row.kind === 'entry' && row.entry.touchpoint ? [row.entry.touchpointId] : [],
  );
}

const idsOf = (...batches: readonly (readonly { readonly messageId: string }[])[]) =>
  batches
    .flat()
    .map(({ messageId }) => messageId)
    .sort();

describe('a merge of two profiles whose sessions are one item each', () => {
  it('counts no redelivery of a part of a session, and shows both sessions on one timeline', async () => {
    const people = await openMerged();
    expect(people.folds).toEqual([6, 4, 4, 6]);
    expect(await countPages(people, 'userId#anna')).toBe(21);
    await say(people, visit.slice(2, 5), [...known.slice(1), ...later.slice(3, 7)]);
    expect(await countPages(people, 'userId#anna')).toBe(21);
    expect([...(await listTimeline(people, 'userId#anna'))].sort()).toEqual(
      idsOf(visit, known, signIn, later),
    );
  });

  it('counts none either when the window has forgotten it', async () => {
    const people = await openMerged();
    people.stack.clock.now += 20 * MINUTE;
    const newer = Array.from({ length: 40 }, (_, index) => [view(`new-${index}`, -1_200 - index, anna)]);
    await say(people, ...newer);
    expect((await people.find('userId#anna')).processedEvents).toHaveLength(40);
    await say(people, visit.slice(0, 3), later.slice(2, 6));
    expect(await countPages(people, 'userId#anna')).toBe(61);
  });
});

describe('the undo of a merge with sessions of both', () => {
  it('divides the counts and the timelines, and counts no redelivery', async () => {
    const people = await openMerged();
    await undo(people, people.visitor);
    const [ofX, ofAnna] = [later.slice(0, 4), later.slice(4)];
    for (const again of [[], visit.slice(2), known, later, signIn]) {
      if (again.length > 0) await say(people, again);
      expect(await countPages(people, 'anonymousId#x')).toBe(10);
      expect(await countPages(people, 'userId#anna')).toBe(11);
    }
    expect([...(await listTimeline(people, 'anonymousId#x'))].sort()).toEqual(idsOf(visit, ofX));
    expect([...(await listTimeline(people, 'userId#anna'))].sort()).toEqual(idsOf(known, signIn, ofAnna));
  });

  it('ends as without a fault, whichever call fails, dies or is repeated', { timeout: 60_000 }, async () => {
    const flaw = await findFlaw({
      story: {
        start,
        snapshot,
        async play(stack, actor) {
          const send = async (views: readonly object[]) => {
            deliver(stack, views);
            await actor.advance();
          };
          for (const batch of [visit.slice(0, 3), known.slice(0, 2), signIn, later.slice(2, 6)])
            await send(batch);
          await sendUndo(stack, stack.ports.identities.bindings().get('anonymousId#x') ?? '');
          await actor.advance();
        },
      },
    });
    expect(flaw).toBeUndefined();
  });
});
