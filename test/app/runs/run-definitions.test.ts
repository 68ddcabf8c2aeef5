/** New and changed segments reach the people who are already there, without triggering anything for them. */
import { describe, expect, it } from 'vitest';
import { startBackfill } from '../../../app/runs/start-backfill.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { readMembership } from '../../../engine/segments/membership.ts';
import { makeEventText } from '../../harness/events.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { openTown, type Town } from '../../harness/run-harness.ts';
import { makeEmail, makeOptOutPolicy } from '../../harness/sample-documents.ts';
import { day, hour, minute, now } from '../../harness/spring-campaign.ts';

const base = `
${makeOptOutPolicy()}
---
${makeEmail('hello', 'Hello')}
`;

const makeSegment = (condition: string, id = 'chosen') => `
---
kind: segment
id: ${id}
status: live
condition: ${condition}
---
kind: rule
id: ${id}
status: live
trigger: { segment: ${id}, on: entered }
actions: [{ send: hello }]
`;

const italians = makeSegment('{ profile: { traits: { country: [IT] } } }');

async function publish(town: Town, yaml: string, previous: ProgramSnapshot): Promise<ProgramSnapshot> {
  const next = await makeProgram(yaml, previous);
  await town.publish({ ...next, publishedAt: town.stack.clock.now });
  return next;
}

/** People came under a program without segments. */
async function openOldTown(people = 6) {
  const town = await openTown({ now, people });
  const plain = await makeProgram(base);
  await town.publish(plain);
  for (let person = 0; person < people; person++) say(town, person, 'App Opened', {}, `open-${person}`);
  await town.rest();
  return { town, plain };
}

function say(town: Town, person: number, name: string, traits: object, id = name): void {
  const at = town.stack.clock.now;
  const detail = { traits: { email: `u${person}@example.com`, ...traits } };
  const event = { id: `${id}-${person}`, name, userId: `u${person}`, at, detail };
  town.stack.queues.get('profile').sendText(makeEventText(event));
}

async function readPeople(town: Town): Promise<readonly Profile[]> {
  const { profiles } = town.stack.ports;
  const all = await Promise.all(profiles.listIds().map((id) => profiles.load(id, { consistent: true })));
  return all.flatMap((profile) => (profile?.userId === undefined ? [] : [profile]));
}

async function countMembers(town: Town, id = 'chosen') {
  const all = (await readPeople(town)).flatMap((profile) => readMembership(profile, id) ?? []);
  return { members: all.length, fromBefore: all.filter(({ isFromBefore }) => isFromBefore).length };
}

describe('a segment that is published when profiles exist', () => {
  it('has its members within minutes, sends them nothing, and queues tasks for no one else', async () => {
    const { town, plain } = await openOldTown();
    for (const person of [0, 1]) say(town, person, 'Moved', { country: 'IT' });
    await town.rest();
    await publish(town, base + italians, plain);
    await town.rest();
    expect(await countMembers(town)).toEqual({ members: 2, fromBefore: 2 });
    expect(town.listSent()).toEqual([]);
    // The town's own people, of whom every second is from Italy, are behind as well.
    const [run] = await town.listRuns('segments');
    expect(run).toMatchObject({ status: 'done', totals: { scanned: 12, targeted: 2 + 3 } });
  });

  it('is evaluated in one run, whatever else is published', async () => {
    const { town, plain } = await openOldTown(2);
    const first = await publish(town, base + italians, plain);
    await town.rest();
    town.stack.clock.now += minute;
    await publish(town, `${base}${italians}`.replace('"Hello"', '"Hello again"'), first);
    await town.rest();
    expect(await town.listRuns('segments')).toHaveLength(1);
  });

  it('is entered, and triggers, at an event of a person who was not in it', async () => {
    const { town, plain } = await openOldTown(3);
    await publish(town, base + italians, plain);
    // Before the run has begun: the event itself decides.
    say(town, 0, 'Moved', { country: 'IT' });
    await town.rest();
    say(town, 1, 'Moved', { country: 'IT' });
    await town.rest();
    expect(town.listSent()).toHaveLength(2);
    expect(await countMembers(town)).toEqual({ members: 2, fromBefore: 0 });
  });

  it('sends a birthday message on the day, also to people without further events', async () => {
    const { town, plain } = await openOldTown(3);
    say(town, 0, 'Moved', { born: '1990-11-24' });
    say(town, 1, 'Moved', { born: '1991-11-20' });
    await town.rest();
    await publish(
      town,
      base + makeSegment('{ profile: { traits: { born: [{ date: { month-day: today } }] } } }'),
      plain,
    );
    await town.rest();
    // Today's child was in it already when it was published.
    expect(await countMembers(town)).toEqual({ members: 1, fromBefore: 1 });
    const [child] = (await readPeople(town)).filter(({ userId }) => userId === 'u0');
    expect(child?.wakeAt).toBe(Date.parse('2026-11-24T00:00:00Z'));
    town.stack.clock.now = child?.wakeAt ?? 0;
    const wake = { kind: 'WakeProfile', profileId: child?.id } as never;
    town.stack.queues.get('profile').sendText(JSON.stringify(wake));
    await town.tick();
    expect(town.listSent()).toEqual([`${child?.id} hello`]);
  });

  it('is left and entered silently when its condition changes', async () => {
    const { town, plain } = await openOldTown(2);
    const first = await publish(town, base + italians, plain);
    await town.rest();
    say(town, 0, 'Moved', { country: 'IT' });
    await town.rest();
    expect(town.listSent()).toHaveLength(1);
    town.stack.clock.now += hour;
    const french = makeSegment('{ profile: { traits: { country: [FR] } } }');
    const second = await publish(town, base + french, first);
    await town.rest();
    expect(await countMembers(town)).toEqual({ members: 0, fromBefore: 0 });
    town.stack.clock.now += hour;
    await publish(town, base + italians, second);
    await town.rest();
    expect(await countMembers(town)).toEqual({ members: 1, fromBefore: 1 });
    expect(town.listSent()).toHaveLength(1);
  });

  it('is entered once by its earlier members in a backfill with triggers', async () => {
    const { town, plain } = await openOldTown(4);
    for (const person of [0, 1]) say(town, person, 'Order Completed', {});
    await town.rest();
    const lapsed = makeSegment('{ not: { did: { event: Order Completed } } }');
    const program = await publish(town, base + lapsed, plain);
    await town.rest();
    // No orders are counted yet.
    expect(await countMembers(town)).toEqual({ members: 4, fromBefore: 4 });
    expect(town.listSent()).toEqual([]);
    const backfill = async () => {
      town.stack.clock.now += day;
      const desired = { triggers: true, segments: ['chosen'], scanSegments: 2, now: town.stack.clock.now };
      await startBackfill(town.runs, program, desired);
      await town.rest();
    };
    await backfill();
    expect(await countMembers(town)).toEqual({ members: 2, fromBefore: 0 });
    const ours = (await readPeople(town)).map(({ id }) => id);
    const sent = town.listSent().filter((line) => ours.some((id) => line.startsWith(id)));
    expect(sent).toHaveLength(2);
    await backfill();
    expect(town.listSent().filter((line) => ours.some((id) => line.startsWith(id)))).toEqual(sent);
  });
});
