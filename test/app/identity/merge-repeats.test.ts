/** A touchpoint that both profiles of a person have counted counts once after their merge: docs/adr/0099. */
import { describe, expect, it } from 'vitest';
import { fillBackfills } from '../../../app/advance/state/fill-backfills.ts';
import { createProcess } from '../../harness/actor.ts';
import { findFlaw } from '../../harness/crash-run.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { openPeople, type People, type Said, start, undo, writeEvent } from './merge-story.ts';

const order = (rest: Partial<Said>): Said => ({
  id: 'o-1',
  ago: 800,
  name: 'Order Completed',
  revenue: 7.5,
  ...rest,
});
/** The shop's page and its system send the same order. */
const byPage = order({ anonymousId: 'x' });
const bySystem = order({ userId: 'anna', ago: 790 });
const later = order({ id: 'o-2', userId: 'anna', ago: 780, revenue: 2 });
const signIn: Said = { id: 'anna-2', ago: 600, userId: 'anna', anonymousId: 'x' };

async function readRevenue({ find }: People): Promise<number | undefined> {
  return (await find('userId#anna')).computed['revenue']?.sum;
}

describe('an order that a page and a system send with one messageId, each with its own id of the person', () => {
  it.each([
    ['one after the other', [[byPage], [bySystem, later], [signIn]]],
    ['the other way round', [[bySystem, later], [byPage], [signIn]]],
    ['in one delivery', [[byPage, bySystem, later, signIn]]],
    ['where one comes after the merge', [[byPage], [later], [signIn], [bySystem]]],
  ])('counts once, %s', async (_, deliveries) => {
    const people = await openPeople();
    for (const delivery of deliveries) await people.say(...delivery);
    expect(await readRevenue(people)).toBe(9.5);
    expect(Object.keys(await people.find('userId#anna'))).toContain('absorbed');
  });

  it('counts twice if the two have different names', async () => {
    const people = await openPeople();
    await people.say(byPage);
    await people.say({ ...bySystem, name: 'Refund Issued' }, later);
    await people.say(signIn);
    const known = await people.find('userId#anna');
    expect(known.computed['revenue']?.sum).toBe(9.5);
    expect(known.processedEvents).toHaveLength(3);
  });

  it('counts once in a backfill after the merge', async () => {
    const people = await openPeople();
    for (const one of [byPage, bySystem, later, signIn]) await people.say(one);
    const process = createProcess(people.stack.ports);
    const program = await process.programs.current(start, process.telemetry);
    const backfill = {
      kind: 'backfill',
      version: 1,
      traits: ['revenue'],
      computed: {},
      triggers: false,
    } as const;
    const anna = await people.find('userId#anna');
    expect(await fillBackfills(process, anna, [backfill], program, start)).toMatchObject([
      { computed: { revenue: { sum: 9.5 } } },
    ]);
  });

  it('counts for each of the two again after an undo', async () => {
    const people = await openPeople();
    for (const one of [byPage, bySystem, later]) await people.say(one);
    const visitor = await people.find('anonymousId#x');
    await people.say(signIn);
    await people.say({ ...later, id: 'o-3', ago: 500, revenue: 4 });
    expect(await readRevenue(people)).toBe(13.5);
    await undo(people, visitor.id);
    expect(await readRevenue(people)).toBe(13.5);
    const { computed } = await people.find('anonymousId#x');
    expect(computed).toEqual(visitor.computed);
  });

  it('counts once whatever call fails', async () => {
    const flaw = await findFlaw({
      story: {
        start,
        snapshot: sampleSnapshot,
        async play(stack, actor) {
          for (const delivery of [[byPage, bySystem], [signIn]]) {
            for (const one of delivery) stack.queues.get('profile').sendText(writeEvent(one));
            await actor.advance();
          }
        },
      },
    });
    expect(flaw).toBeUndefined();
  });
});
