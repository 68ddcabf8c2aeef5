/** Removals of devices: single dead tokens leave, a burst of refusals removes none, in whatever processes it is seen. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryDeadTokens } from '../../../../adapters/memory/dead-tokens.ts';
import type { DeviceResult } from '../../../../app/ports/providers.ts';
import { silentTelemetry, type Telemetry } from '../../../../app/runtime/telemetry.ts';
import { burstLeast, createBurstGuard, type KnownResult } from '../../../../app/send/devices/burst-guard.ts';
import { reportDevices } from '../../../../app/send/devices/report-devices.ts';
import type { SettledDelivery } from '../../../../app/send/sending.ts';
import { makeMessage } from '../../../harness/sending-setup.ts';

const describeResult = (address: string, action: DeviceResult['action']): DeviceResult => ({
  address,
  action,
  isSent: action === 'keep' || action === 'replace',
  isRetried: false,
  reason: 'r',
});
const make = (kept: number, removed: number, knownAt = 0, service = 'apns'): KnownResult[] =>
  [
    ...Array.from({ length: kept }, (_, index) => describeResult(`${service}:k${index}`, 'keep')),
    ...Array.from({ length: removed }, (_, index) => describeResult(`${service}:r${index}`, 'remove')),
  ].map((device) => ({ device, knownAt }));

const hour = 3_600_000;

describe('the guard against bursts', () => {
  it.each([
    [0, burstLeast - 1, false],
    [0, burstLeast, true],
    [burstLeast, burstLeast + 1, false],
    [burstLeast, 2 * burstLeast, true],
    [100, 30, false],
  ])('of %i accepted and %i dead at once: a burst is %s', async (kept, removed, isBurst) => {
    const guard = createBurstGuard(createMemoryDeadTokens());
    expect((await guard.count(make(kept, removed), 0)).has('apns')).toBe(isBurst);
  });

  it('looks at one push service, and ends with as many accepted pushes, in any process', async () => {
    const store = createMemoryDeadTokens();
    const [one, other] = [createBurstGuard(store), createBurstGuard(store)];
    expect([...(await one.count([...make(0, 20), ...make(20, 0, 0, 'gcm')], 0))]).toEqual(['apns']);
    expect([...(await other.count(make(0, 1), 1000))]).toEqual(['apns']);
    await other.count(make(15, 0, 2000), 2000);
    expect([...(await other.count(make(0, 1, 3000), 3000))]).toEqual([]);
    expect([...(await one.count(make(0, 1, 70_000), 70_000))]).toEqual([]);
  });

  it('does not see a burst in a few dead tokens a day, each found by a process of its own', async () => {
    const store = createMemoryDeadTokens();
    for (let day = 0; day < 20; day += 1)
      for (let found = 0; found < 4; found += 1) {
        const now = day * 24 * hour + found * 5 * hour;
        expect((await createBurstGuard(store).count(make(0, 1, now), now)).size).toBe(0);
      }
  });

  it('lets no device be removed whose dead token other processes kept it from counting', async () => {
    const guard = createBurstGuard({ ...createMemoryDeadTokens(), replace: async () => false });
    expect([...(await guard.count(make(5, 1), 0))]).toEqual(['apns']);
  });

  it('adds no call to pushes without a dead token', async () => {
    const refuse = () => Promise.reject(new Error('called'));
    const guard = createBurstGuard({ read: refuse, replace: refuse });
    expect((await guard.count(make(150, 0), 0)).size).toBe(0);
  });

  it('lets a wrong setting remove nine devices and one an hour, in any number of processes together', async () => {
    const step = fc.record({
      process: fc.nat(19),
      dead: fc.integer({ min: 1, max: 12 }),
      // Milliseconds since the step before; several run at once when it is 0.
      after: fc.oneof(fc.constant(0), fc.nat(5_000), fc.nat(2 * hour)),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 20 }),
        fc.array(step, { minLength: 30, maxLength: 120 }),
        fc.array(fc.nat(30), { maxLength: 20 }),
        async (scheduler, processes, steps, healthy) => {
          const memory = createMemoryDeadTokens();
          const store = {
            read: scheduler.scheduleFunction(memory.read),
            replace: scheduler.scheduleFunction(memory.replace),
          };
          const guards = Array.from({ length: processes }, () => createBurstGuard(store));
          // Before the fault, pushes were accepted.
          await Promise.all(healthy.map((kept, index) => guards[index % processes]?.count(make(kept, 0), 0)));
          let now = 1;
          let removed = 0;
          let running: Promise<void>[] = [];
          const rest = async () => {
            await scheduler.waitFor(Promise.all(running));
            running = [];
          };
          const busy = new Set<number>();
          for (const { process, dead, after } of steps) {
            const index = process % processes;
            // A process runs one invocation at a time.
            if (after > 0 || busy.has(index)) {
              await rest();
              busy.clear();
            }
            busy.add(index);
            now += after;
            const at = now;
            const run = async () => {
              const bursts = await guards[index]?.count(make(0, dead, at), at);
              if (bursts?.has('apns') === false) removed += dead;
            };
            running.push(run());
          }
          await rest();
          expect(removed).toBeLessThanOrEqual(burstLeast - 1 + now / hour);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('the reports of an invocation', () => {
  const settle = (id: string, devices: readonly DeviceResult[]): SettledDelivery => ({
    effect: makeMessage({ channel: 'push', id, to: devices[0]?.address ?? '' }),
    state: 'sent',
    at: 2000,
    calledAt: 1000,
    devices,
  });
  const report = async (settled: readonly SettledDelivery[], store = createMemoryDeadTokens()) => {
    const counted: string[] = [];
    const lines: unknown[] = [];
    const telemetry: Telemetry = {
      ...silentTelemetry,
      count: (name) => counted.push(name),
      warn: (...words) => lines.push(words),
      error: (...words) => lines.push(words),
    };
    const events = await reportDevices(settled, {
      guard: createBurstGuard(store),
      telemetry,
      now: () => 3000,
    });
    return { events, counted, lines };
  };

  it('name the device, since when it is dead, and its new address', async () => {
    const dead = { ...describeResult('apns:old', 'remove'), knownSince: 500 };
    const renewed = { ...describeResult('gcm:a', 'replace'), replacement: 'gcm:b' };
    const { events } = await report([settle('m1', [dead, describeResult('apns:x', 'remove'), renewed])]);
    expect(events).toMatchObject([
      {
        name: 'Device Removed',
        profileId: 'P1',
        occurredAt: 500,
        properties: { address: 'apns:old', message: 'm1' },
      },
      { name: 'Device Removed', occurredAt: 1000, properties: { address: 'apns:x', reason: 'r' } },
      { name: 'Device Replaced', occurredAt: 1000, properties: { address: 'gcm:a', replacement: 'gcm:b' } },
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(3);
    for (const { id } of events) expect(id).not.toContain('old');
  });

  it('of a burst remove none, and count an alarm for each', async () => {
    const settled = Array.from({ length: 12 }, (_, index) =>
      settle(`m${index}`, [describeResult(`apns:t${index}`, 'remove')]),
    );
    const { events, counted, lines } = await report(settled);
    expect(events).toEqual([]);
    expect(counted).toEqual(Array.from({ length: 12 }, () => 'DeviceFaults'));
    expect(JSON.stringify(lines)).not.toContain('apns:t');
  });

  it('of a token for another environment count an alarm and keep the device', async () => {
    const { events, counted } = await report([settle('m1', [describeResult('apns:sandbox', 'alarm')])]);
    expect(events).toEqual([]);
    expect(counted).toEqual(['DeviceFaults']);
  });

  it('remove none and raise no alarm while the shared count cannot be read', async () => {
    const fail = () => Promise.reject(new Error('throttled'));
    const { events, counted, lines } = await report([settle('m1', [describeResult('apns:dead', 'remove')])], {
      read: fail,
      replace: fail,
    });
    expect([events, counted]).toEqual([[], []]);
    expect(JSON.stringify(lines)).toContain('no device is removed');
  });
});
