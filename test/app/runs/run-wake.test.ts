/** A journey that is resumed, archived or moves people wakes the people inside at once, and no one else. */
import { describe, expect, it } from 'vitest';
import { makeEventText } from '../../harness/events.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { openTown } from '../../harness/run-harness.ts';
import { hour, minute, now } from '../../harness/spring-campaign.ts';

function makeJourney(status: string): string {
  return `
kind: policy
id: contact
status: live
---
kind: journey
id: rest
status: ${status}
trigger: { event: Came }
start: wait
steps:
  wait: { type: wait, for: PT1H, next: done }
  done: { type: end }
`;
}

/** `u1` is inside, the town is not. */
async function openInside() {
  const live = await makeProgram(makeJourney('live'));
  const town = await openTown({ now, people: 6 });
  await town.publish(live);
  town.stack.queues
    .get('profile')
    .sendText(makeEventText({ id: 'came', name: 'Came', userId: 'u1', at: now }));
  await town.tick();
  const countInside = async () => {
    const { profiles } = town.stack.ports;
    const people = await Promise.all(profiles.listIds().map((id) => profiles.load(id, { consistent: true })));
    return people.filter((person) => (person?.journeys.length ?? 0) > 0).length;
  };
  return { live, town, countInside };
}

describe('people inside a journey', () => {
  it('continue at once when it is resumed, without waiting for their next event', async () => {
    const { live, town, countInside } = await openInside();
    const paused = await makeProgram(makeJourney('paused'), live);
    await town.publish(paused);
    await town.tick();
    town.stack.clock.now += 2 * hour;
    await town.tick();
    expect(await countInside()).toBe(1);
    expect(await town.listRuns('wake:rest')).toEqual([]);
    await town.publish({
      ...(await makeProgram(makeJourney('live'), paused)),
      publishedAt: town.stack.clock.now,
    });
    await town.rest();
    expect(await countInside()).toBe(0);
    expect(await town.listRuns('wake:rest')).toMatchObject([
      { status: 'done', totals: { scanned: 7, targeted: 1 } },
    ]);
  });

  it('leave at once when it is archived, in one run however often it is saved', async () => {
    const { live, town, countInside } = await openInside();
    const archived = await makeProgram(makeJourney('archived'), live);
    await town.publish({ ...archived, publishedAt: now + minute });
    await town.rest();
    expect(await countInside()).toBe(0);
    await town.publish({ ...archived, version: archived.version + 1, publishedAt: now + 2 * minute });
    await town.rest();
    expect(await town.listRuns('wake:rest')).toHaveLength(1);
  });
});
