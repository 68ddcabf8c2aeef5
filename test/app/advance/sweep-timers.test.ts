/** The sweep wakes all people who are due, in time, and no one else. */
import { describe, expect, it } from 'vitest';
import { createMemoryProfileStore } from '../../../adapters/memory/profile-store.ts';
import { type SweepDependencies, sweepTimers } from '../../../app/advance/sweep-timers.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { createMemoryQueues } from '../../harness/memory-queue.ts';

const tick = 60_000;

/** `later` profiles are due after the next tick. */
async function open(due: number, later: number) {
  const profiles = createMemoryProfileStore({ wakeShards: 4, pageSize: 7 });
  for (let i = 0; i < due + later; i++) {
    const wakeAt = i < due ? 1_000 : 1_001 + tick;
    await profiles.save({ ...createProfile(`P${String(i).padStart(3, '0')}`, 0), version: 1, wakeAt });
  }
  const queues = createMemoryQueues(() => 0);
  const dependencies: SweepDependencies = {
    profiles,
    queues: queues.port,
    telemetry: silentTelemetry,
    wakeShards: 4,
    remainingMilliseconds: () => 60_000,
  };
  const listWoken = () =>
    queues
      .get('profile')
      .peek()
      .map(({ profileId }) => String(profileId))
      .sort();
  return { dependencies, listWoken };
}

describe('the sweep', () => {
  it('wakes all people who are due, over all pages and partitions, and no one of the next minute', async () => {
    const { dependencies, listWoken } = await open(120, 30);
    expect(await sweepTimers(dependencies, 1_000)).toBe(120);
    expect(listWoken()).toEqual(Array.from({ length: 120 }, (_, i) => `P${String(i).padStart(3, '0')}`));
  });

  it('sends wake-ups that are due before the next sweep ahead, delayed until they are due or a second later', async () => {
    const profiles = createMemoryProfileStore({ wakeShards: 1 });
    const moments = { now: 1_000, soon: 1_001, later: 31_500, last: 61_000, next: 61_001 };
    for (const [id, wakeAt] of Object.entries(moments)) {
      await profiles.save({ ...createProfile(id, 0), version: 1, wakeAt });
    }
    const calls: unknown[] = [];
    const queues: SweepDependencies['queues'] = {
      async send(_queue, bodies, delays) {
        calls.push([bodies.map((body) => 'profileId' in body && body.profileId), delays]);
        return [];
      },
    };
    const rest = { telemetry: silentTelemetry, wakeShards: 1, remainingMilliseconds: () => 60_000 };
    await sweepTimers({ profiles, queues, ...rest }, 1_000);
    expect(calls).toEqual([
      [
        ['now', 'soon', 'later', 'last'],
        [0, 1, 31, 60],
      ],
    ]);
  });

  it('spreads more wake-ups than the profile queue has capacity for, and leaves the rest to the next sweep', async () => {
    const { dependencies } = await open(1_000, 0);
    const perSecond = new Map<number, number>();
    const queues: SweepDependencies['queues'] = {
      async send(_queue, bodies, delays = []) {
        for (const index of bodies.keys()) {
          const delay = delays[index] ?? 0;
          perSecond.set(delay, (perSecond.get(delay) ?? 0) + 1);
        }
        return [];
      },
    };
    const sent = await sweepTimers({ ...dependencies, queues, wakesPerSecond: 10 }, 1_000);
    // Four partitions are read concurrently: each may add one more call of ten.
    expect(sent).toBeGreaterThanOrEqual(600);
    expect(sent).toBeLessThanOrEqual(640);
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(20);
    expect(Math.max(...perSecond.keys())).toBe(59);
  });

  describe('while far more people are due than the queue processes', () => {
    const people = 40_000;

    /** Advances no one. `most` wake-ups fit one tick. Returns the people sent per tick, and the tick that sent each person first. */
    async function sweepMany(ticks: number, most = Number.POSITIVE_INFINITY) {
      const firstTick = new Map<string, number>();
      const perTick: number[] = [];
      for (let minute = 0; minute < ticks; minute++) {
        let calls = 0;
        const send: SweepDependencies['queues']['send'] = async (_queue, bodies) => {
          calls++;
          for (const body of bodies) {
            if (body.kind === 'WakeProfile' && !firstTick.has(body.profileId))
              firstTick.set(body.profileId, minute);
          }
          return [];
        };
        const sent = await sweepTimers(
          {
            telemetry: silentTelemetry,
            wakeShards: 1,
            queues: { send },
            profiles: {
              listDue: async () => ({
                due: Array.from({ length: people }, (_, i) => ({ profileId: `P${i}`, wakeAt: 0 })),
              }),
            },
            remainingMilliseconds: () => (calls * 10 < most ? 60_000 : 0),
          },
          minute * tick + 500,
        );
        perTick.push(sent);
      }
      return { firstTick, perTick };
    }

    it('does not fill the queue with repeats', async () => {
      const { perTick } = await sweepMany(18);
      expect(perTick.slice(0, 2)).toEqual([people, people]);
      for (const sent of perTick.slice(2)) expect(sent).toBeLessThan(5_000 + 1.1 * (people / 4));
    });

    it('wakes every person within ten minutes, although one sweep has time for half of them', async () => {
      const { firstTick } = await sweepMany(10, people / 2);
      expect(firstTick.size).toBe(people);
    });
  });

  it('begins each minute with another partition, so that none is always left out when time runs out', async () => {
    const { dependencies } = await open(0, 0);
    const first: number[] = [];
    for (let minute = 0; minute < 4; minute++) {
      const swept: number[] = [];
      const listDue: SweepDependencies['profiles']['listDue'] = async (shard) => {
        swept.push(shard);
        return { due: [] };
      };
      await sweepTimers({ ...dependencies, profiles: { listDue } }, minute * tick + 1_000);
      expect([...swept].sort()).toEqual([0, 1, 2, 3]);
      first.push(swept[0] ?? -1);
    }
    expect(first).toEqual([0, 1, 2, 3]);
  });

  it('sweeps the other partitions when one fails, and reports it', async () => {
    const { dependencies, listWoken } = await open(40, 0);
    const { profiles } = dependencies;
    const failing: SweepDependencies['profiles'] = {
      listDue: (shard, now, cursor) =>
        shard === 2 ? Promise.reject(new Error('throttled')) : profiles.listDue(shard, now, cursor),
    };
    await expect(sweepTimers({ ...dependencies, profiles: failing }, 1_000)).rejects.toMatchObject({
      code: 'sweep_incomplete',
      shards: [2],
    });
    const woken = listWoken().length;
    expect(woken).toBeGreaterThan(0);
    expect(woken).toBeLessThan(40);
  });

  it('stops while there is time to answer, and the next sweep continues', async () => {
    const { dependencies, listWoken } = await open(120, 0);
    let calls = 0;
    const remainingMilliseconds = () => {
      calls += 1;
      return calls > 20 ? 4_000 : 60_000;
    };
    const sent = await sweepTimers({ ...dependencies, remainingMilliseconds }, 1_000);
    expect(sent).toBe(listWoken().length);
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(120);
    await sweepTimers(dependencies, 1_000);
    expect(new Set(listWoken()).size).toBe(120);
  });
});
