/** An active run: throttled, paused, cancelled, duplicated, lost, and continued by another deployment. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { listItalians, makeCampaign, minute, now, once, openWith } from '../../harness/spring-campaign.ts';

let single: ProgramSnapshot;
beforeAll(async () => {
  single = await makeProgram(makeCampaign(once));
});

const start = now + 5 * minute;
/** Publishes, and comes to its moment without looking. */
async function openDue(...[snapshot, options]: Parameters<typeof openWith>) {
  const town = await openWith(snapshot, options);
  town.stack.clock.now = start;
  return town;
}

describe('a throttle', () => {
  it.each([
    [4, 1],
    [4, 3],
    [1, 2],
  ])(
    'of %i a minute is never exceeded over %i scan segments, and everyone is reached',
    async (perMinute, scanSegments) => {
      const snapshot = await makeProgram(makeCampaign(once, `throttle: { perMinute: ${perMinute} }`));
      const town = await openDue(snapshot, {
        people: 40,
        scanSegments,
        pagesPerInvocation: 9,
        scannersAtOnce: scanSegments,
      });
      let before = 0;
      for (let minutes = 0; minutes < 40 && before < 20; minutes++) {
        await town.tick();
        const sent = town.listSent().length;
        expect(sent - before).toBeLessThanOrEqual(perMinute);
        before = sent;
      }
      await town.rest();
      expect(town.listSent()).toEqual(listItalians(40));
      const [run] = await town.listRuns('spring');
      expect(run).toMatchObject({ status: 'done', totals: { scanned: 40, targeted: 20 } });
    },
  );
});

describe('a throttle of a recurring campaign', () => {
  it('limits all active runs together, when one has not ended before the next begins', async () => {
    const often = '{ at: "2026-11-20T10:05:00Z", repeat: "FREQ=HOURLY;BYMINUTE=5,7" }';
    const town = await openWith(await makeProgram(makeCampaign(often, 'throttle: { perMinute: 4 }')), {
      people: 40,
    });
    await town.tick();
    town.stack.clock.now = start;
    let before = 0;
    for (let minutes = 0; minutes < 20; minutes++) {
      await town.tick();
      const sent = town.listSent().length;
      expect(sent - before).toBeLessThanOrEqual(4);
      before = sent;
    }
    expect(await town.listRuns('spring')).toMatchObject([{ status: 'done' }, { status: 'done' }]);
    // The earlier run skips the people whom the newer one has reached.
    expect([...new Set(town.listSent())]).toEqual(listItalians(40));
  });
});

describe('a pause', () => {
  it('by the document stops at the next page, and continues from there', async () => {
    const town = await openDue(single, { people: 40, pagesPerInvocation: 1 });
    await town.look();
    for (let pages = 0; pages < 4; pages++) await town.deliver('fan-out');
    await town.publish(await makeProgram(makeCampaign(once, '', 'paused'), single));
    await town.tick();
    await town.tick();
    const halted = town.listSent();
    expect(halted.length).toBeGreaterThan(0);
    expect(halted.length).toBeLessThan(20);
    expect((await town.listRuns('spring'))[0]).toMatchObject({ status: 'paused', pausedBy: 'document' });
    for (let minutes = 0; minutes < 30; minutes++) await town.tick();
    expect(town.listSent()).toEqual(halted);
    await town.publish({ ...single, version: 3 });
    await town.rest();
    expect(town.listSent()).toEqual(listItalians(40));
  });
});

describe('a cancellation', () => {
  it('stops the run, and drops the queued people who were not reached yet', async () => {
    const town = await openDue(single, { people: 40, pagesPerInvocation: 2 });
    await town.look();
    await town.deliver('fan-out');
    expect(town.stack.queues.get('bulk').length).toBeGreaterThan(0);
    await town.publish(await makeProgram(makeCampaign(once, '', 'archived'), single));
    await town.rest();
    expect(town.listSent()).toEqual([]);
    expect((await town.listRuns('spring'))[0]).toMatchObject({ status: 'cancelled' });
    await town.publish({ ...single, version: 3 });
    await town.rest();
    expect(town.listSent()).toEqual([]);
  });
});

describe('scan segments', () => {
  it('are scanned once by two workers on each: one of them stops', async () => {
    const town = await openDue(single, { people: 40, scannersAtOnce: 4 });
    await town.look();
    for (const body of town.stack.queues.get('fan-out').peek()) {
      town.stack.queues.get('fan-out').sendText(JSON.stringify(body));
    }
    await town.rest();
    expect(town.listSent()).toEqual(listItalians(40));
    expect((await town.listRuns('spring'))[0]).toMatchObject({ totals: { scanned: 40, targeted: 20 } });
  });

  it('whose message is a dead letter are found ten minutes later and continued', async () => {
    // Parcelvoy 533: stuck at 99,000 of 350,000.
    const town = await openDue(single, { people: 40, pagesPerInvocation: 1 });
    await town.look();
    await town.deliver('fan-out');
    const queue = town.stack.queues.get('fan-out');
    queue.settle(queue.receive(10), new Set());
    expect(queue.length).toBe(0);
    await town.tick();
    expect(town.listSent().length).toBeLessThan(20);
    await town.rest();
    expect(town.listSent()).toEqual(listItalians(40));
    expect(town.stack.clock.now - start).toBeLessThan(15 * minute);
  });

  it('keep the number with which the run began when a deployment changes it meanwhile', async () => {
    const town = await openDue(single, { people: 40, pagesPerInvocation: 1, scanSegments: 3 });
    await town.look();
    await town.deliver('fan-out');
    town.setScanSegments(7);
    await town.publish(await makeProgram(makeCampaign(once, 'name: Deployed'), single));
    await town.rest();
    expect(town.listSent()).toEqual(listItalians(40));
    expect((await town.listRuns('spring'))[0]).toMatchObject({ scanSegments: 3, totals: { scanned: 40 } });
  });
});

describe('a process that still has an older program', () => {
  it('returns people to the queue until it has the campaign, and skips none', async () => {
    const town = await openDue(single, { people: 10 });
    const { programStore } = town.stack.ports;
    const read = programStore.readCurrent;
    await town.look();
    await town.deliver('fan-out');
    programStore.readCurrent = async () => ({ ...(await read()), version: 0 });
    await town.deliver('bulk');
    programStore.readCurrent = read;
    await town.rest();
    expect(town.listSent()).toEqual(listItalians(10));
  });

  it('scans no one while the program is missing, and continues when it is back', async () => {
    const town = await openDue(single, { people: 10 });
    const { programStore } = town.stack.ports;
    const read = programStore.readCurrent;
    await town.look();
    programStore.readCurrent = async () => ({ ...(await read()), version: 0 });
    await town.deliver('fan-out');
    programStore.readCurrent = read;
    await town.rest();
    expect((await town.listRuns('spring'))[0]).toMatchObject({ totals: { scanned: 10, targeted: 5 } });
    expect(town.listSent()).toEqual(listItalians(10));
  });
});
