/** A campaign `at: now` runs once, when it is published, whatever is edited or published again. */
import { describe, expect, it } from 'vitest';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { makeProgram } from '../../harness/make-program.ts';
import type { Town } from '../../harness/run-harness.ts';
import { hour, listItalians, makeCampaign, minute, now, openWith } from '../../harness/spring-campaign.ts';

const atNow = '{ at: now }';

/** As the publisher does it: the moment is part of the program. */
async function publish(town: Town, yaml: string, previous?: ProgramSnapshot): Promise<ProgramSnapshot> {
  const next = await makeProgram(yaml, previous, town.stack.clock.now);
  await town.publish(next);
  await town.rest();
  return next;
}

async function openDraft() {
  const draft = await makeProgram(makeCampaign('{ at: "2026-12-20T10:00:00Z" }', '', 'draft'));
  return { draft, town: await openWith(draft) };
}

const listStarts = async (town: Town) => (await town.listRuns('spring')).map(({ run }) => run - now);

describe('a campaign at: now', () => {
  it('runs within a minute of its publication, once, however often it is published again', async () => {
    const { town, draft } = await openDraft();
    let program = await publish(town, makeCampaign(atNow), draft);
    expect(town.listSent()).toEqual(listItalians(14));
    for (const more of ['name: Spring', 'name: Spring again', 'priority: 3']) {
      town.stack.clock.now += 2 * hour;
      program = await publish(town, makeCampaign(atNow, more), program);
    }
    expect(await listStarts(town)).toEqual([0]);
    expect(town.listSent()).toEqual(listItalians(14));
  });

  it('does not run again after a pause', async () => {
    const { town, draft } = await openDraft();
    const first = await publish(town, makeCampaign(atNow), draft);
    town.stack.clock.now += minute;
    const paused = await publish(town, makeCampaign(atNow, '', 'paused'), first);
    town.stack.clock.now += hour;
    await publish(town, makeCampaign(atNow), paused);
    expect(await listStarts(town)).toEqual([0]);
  });

  it('runs when it becomes live, not when it is first published as paused', async () => {
    const { town, draft } = await openDraft();
    const paused = await publish(town, makeCampaign(atNow, '', 'paused'), draft);
    expect(await listStarts(town)).toEqual([]);
    town.stack.clock.now = now + 3 * hour;
    await publish(town, makeCampaign(atNow), paused);
    expect(await listStarts(town)).toEqual([3 * hour]);
  });

  it('runs again after another schedule, also right after a run of that', async () => {
    const fixed = await makeProgram(makeCampaign('{ at: "2026-11-20T10:00:00Z" }'));
    const town = await openWith(fixed);
    await town.rest();
    expect(await listStarts(town)).toEqual([0]);
    town.stack.clock.now = now + hour;
    await publish(town, makeCampaign(atNow), fixed);
    expect(await listStarts(town)).toEqual([hour, 0]);
  });
});
