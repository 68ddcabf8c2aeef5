/** Removals of devices: single dead tokens leave, a burst of refusals within a minute removes none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceResult } from '../../../../app/ports/providers.ts';
import { silentTelemetry, type Telemetry } from '../../../../app/runtime/telemetry.ts';
import { burstLeast, burstShare, createBurstGuard } from '../../../../app/send/devices/burst-guard.ts';
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
const make = (kept: number, removed: number, service = 'apns'): DeviceResult[] => [
  ...Array.from({ length: kept }, (_, index) => describeResult(`${service}:k${index}`, 'keep')),
  ...Array.from({ length: removed }, (_, index) => describeResult(`${service}:r${index}`, 'remove')),
];

describe('the guard against bursts', () => {
  it.each([
    [0, burstLeast - 1, false],
    [0, burstLeast, true],
    [burstLeast, burstLeast, false],
    [burstLeast, burstLeast + 1, true],
    [100, 30, false],
  ])('of %i accepted and %i dead within a minute: a burst is %s', (kept, removed, isBurst) => {
    expect(createBurstGuard().count(make(kept, removed), 0).has('apns')).toBe(isBurst);
  });

  it('looks at one push service, and at one minute', () => {
    const guard = createBurstGuard();
    expect([...guard.count([...make(0, 20), ...make(20, 0, 'gcm')], 0)]).toEqual(['apns']);
    expect([...guard.count(make(0, 1), 59_999)]).toEqual(['apns']);
    expect([...guard.count(make(0, 1), 120_000)]).toEqual([]);
  });

  it('says the same however the results of a minute are divided into invocations', () => {
    const parts = fc.array(fc.record({ kept: fc.nat(9), removed: fc.nat(9) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(parts, (members) => {
        const guard = createBurstGuard();
        const answers = members.map(({ kept, removed }, index) => guard.count(make(kept, removed), index));
        const sum = (name: 'kept' | 'removed') => members.reduce((total, one) => total + one[name], 0);
        const results = sum('kept') + sum('removed');
        const isBurst = results >= burstLeast && sum('removed') / results > burstShare;
        expect(answers.at(-1)?.has('apns')).toBe(isBurst);
      }),
    );
  });
});

describe('the reports of an invocation', () => {
  const settle = (id: string, devices: readonly DeviceResult[]): SettledDelivery => ({
    effect: makeMessage({ channel: 'push', id, to: devices[0]?.address ?? '' }),
    state: 'sent',
    at: 2000,
    calledAt: 1000,
    devices,
  });
  const report = (settled: readonly SettledDelivery[]) => {
    const counted: string[] = [];
    const lines: unknown[] = [];
    const telemetry: Telemetry = {
      ...silentTelemetry,
      count: (name) => counted.push(name),
      warn: (...words) => lines.push(words),
    };
    const events = reportDevices(settled, { guard: createBurstGuard(), telemetry, now: () => 3000 });
    return { events, counted, lines };
  };

  it('name the device, since when it is dead, and its new address', () => {
    const dead = { ...describeResult('apns:old', 'remove'), knownSince: 500 };
    const renewed = { ...describeResult('gcm:a', 'replace'), replacement: 'gcm:b' };
    const { events } = report([settle('m1', [dead, describeResult('apns:x', 'remove'), renewed])]);
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

  it('of a burst remove none, and count an alarm for each', () => {
    const settled = Array.from({ length: 12 }, (_, index) =>
      settle(`m${index}`, [describeResult(`apns:t${index}`, 'remove')]),
    );
    const { events, counted, lines } = report(settled);
    expect(events).toEqual([]);
    expect(counted).toEqual(Array.from({ length: 12 }, () => 'DeviceFaults'));
    expect(JSON.stringify(lines)).not.toContain('apns:t');
  });

  it('of a token for another environment count an alarm and keep the device', () => {
    const { events, counted } = report([settle('m1', [describeResult('apns:sandbox', 'alarm')])]);
    expect(events).toEqual([]);
    expect(counted).toEqual(['DeviceFaults']);
  });
});
