/** A query of the warehouse under a fault at every call: started once, each row counted once, the same report. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { createFaultInjector, type Fault, faultKinds } from '../../harness/faults.ts';
import { day, firstMoment, makeStory, minute, openStory, start, writeQuery } from './warehouse-story.ts';

let program: ProgramSnapshot;
beforeAll(async () => {
  program = await makeStory(writeQuery(undefined, 'triggers: live'));
});

const longAgo = start - day;

/** Of the second day: one row is new, one has changed, one is as it was. */
async function playTwoDays(faults: readonly Fault[] = []) {
  const injector = createFaultInjector(...faults);
  const story = await openStory(program, { injector });
  story.table.rows = [
    { id: 'anna', value: '10', at: longAgo },
    { id: '', value: '1', at: longAgo },
    { id: 'bruno', value: 'much', at: longAgo },
    { id: 'carla', value: '7.5', at: longAgo },
  ];
  await story.tick(12);
  const second = { id: 'anna', value: '30', at: firstMoment + 5 * minute };
  story.table.rows = [...story.table.rows.slice(1), second, { ...second, id: 'dora', value: '' }];
  story.stack.clock.now = start + day;
  await story.tick(9);
  return { seen: await story.observe(), calls: injector.calls, injector };
}

describe('crash points of a query', () => {
  it('are all calls of planning, starting, waiting and sending', async () => {
    const { seen, calls } = await playTwoDays();
    expect([...new Set(calls)].sort()).toEqual([
      'objects.describe',
      'objects.read',
      'programStore.loadChunk',
      'programStore.readCurrent',
      'queries.list',
      'queries.save',
      'queues.send',
      'sender.send',
      'warehouse.describe',
      'warehouse.start',
    ]);
    expect(seen).toMatchObject({
      people: ['anna@example.com 2 40', 'carla@example.com 1 7.5', 'dora@example.com 1 '],
      // The first load is history.
      mails: ['anna@example.com thanks', 'dora@example.com thanks'],
      rejects: [
        expect.stringContaining('query/customers, line 3: '),
        expect.stringContaining('query/customers, line 4, column "value": '),
      ],
      states: [
        {
          skipped: 0,
          run: undefined,
          succeeded: { moment: firstMoment + day },
          last: { rows: 2, sent: 2, rejected: 0, isLive: true, bytesScanned: 1_000, samples: [] },
        },
      ],
    });
    expect(seen.started).toHaveLength(2);
  });

  it.each(faultKinds)('change nothing when a call %s', { timeout: 120_000 }, async (kind) => {
    const clean = await playTwoDays();
    for (let call = 1; call <= clean.calls.length; call += 1) {
      const broken = await playTwoDays([{ call, kind }]);
      const story = `call ${call} (${broken.calls[call - 1]}) ${kind}`;
      expect(broken.injector.hasStruck(), story).toBe(true);
      expect(broken.seen, story).toEqual(clean.seen);
    }
  });
});
