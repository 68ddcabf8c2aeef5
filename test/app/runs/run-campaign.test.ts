/** Campaigns over a small town in memory: each run reaches everybody meant, once, whatever breaks. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { createFaultInjector, type Fault, faultKinds } from '../../harness/faults.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { listItalians, makeCampaign, minute, once, openWith } from '../../harness/spring-campaign.ts';

let single: ProgramSnapshot;
beforeAll(async () => {
  single = await makeProgram(makeCampaign(once));
});

async function runOnce(faults: readonly Fault[] = []) {
  const injector = createFaultInjector(...faults);
  const town = await openWith(single, { injector });
  for (let minutes = 0; minutes < 6; minutes++) await town.tick();
  await town.rest();
  const [run] = await town.listRuns('spring');
  const contacts = await town.countContacts();
  return { sent: town.listSent(), contacts, status: run?.status, totals: run?.totals, injector };
}

describe('a campaign at one time', () => {
  it('does not start before its time', async () => {
    const town = await openWith(single);
    for (let minutes = 0; minutes < 5; minutes++) await town.tick();
    expect(town.listSent()).toEqual([]);
    expect(await town.listRuns('spring')).toEqual([]);
  });

  it('reaches its segment once, reports the number, and never starts again', async () => {
    const town = await openWith(single);
    town.stack.clock.now += 5 * minute;
    await town.rest();
    expect(town.listSent()).toEqual(listItalians(14));
    const runs = await town.listRuns('spring');
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      status: 'done',
      totals: { scanned: 14, targeted: 7, unreadable: 0 },
    });
    for (let minutes = 0; minutes < 5; minutes++) await town.tick();
    expect(town.listSent()).toHaveLength(7);
    expect(await town.listRuns('spring')).toHaveLength(1);
  });
});

describe('crash points of a campaign', () => {
  it('are all calls of starting, scanning and reaching', async () => {
    const clean = await runOnce();
    expect(clean.sent).toEqual(listItalians(14));
    expect([...new Set(clean.injector.calls)].sort()).toEqual([
      'events.put',
      'profiles.clearOutbox',
      'profiles.load',
      'profiles.save',
      'programStore.loadChunk',
      'programStore.readCurrent',
      'queues.send',
      'runs.changeRun',
      'runs.createRun',
      'runs.listActive',
      'runs.listPlans',
      'runs.listSegments',
      'runs.noteQueued',
      'runs.readRun',
      'runs.readSegment',
      'runs.savePlan',
      'runs.saveSegment',
      'scanner.scan',
      'statistics.put',
      'timeline.putEntries',
    ]);
  });

  it.each(faultKinds)('reach everybody once and end the run when a call %s', async (kind) => {
    const { injector, ...clean } = await runOnce();
    expect(clean.contacts).toMatchObject({ P00: 1, P01: 0 });
    const total = injector.calls.length;
    for (let call = 1; call <= total; call++) {
      const { injector: broken, ...run } = await runOnce([{ call, kind }]);
      const story = `call ${call} (${broken.calls[call - 1]}) ${kind}`;
      expect(broken.hasStruck(), story).toBe(true);
      expect(run, story).toEqual(clean);
    }
  });
});
