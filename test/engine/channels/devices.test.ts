/** The devices of a person do not depend on the order in which statements arrive. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeDevices,
  findStatedDevice,
  listDevices,
  removeDevice,
  stateDevice,
  uniteDevices,
} from '../../../engine/channels/devices.ts';
import { type Device, maxDevices } from '../../../engine/model/device.ts';

const statement: fc.Arbitrary<Device> = fc.oneof(
  fc
    .record(
      {
        address: fc
          .tuple(fc.constantFrom('gcm', 'fcm', 'GCM'), fc.nat(29))
          .map(([service, number]) => `${service}:${number}`),
        at: fc.nat(60),
        platform: fc.constantFrom('ios', 'android'),
        app: fc.constantFrom('shop', 'club'),
        push: fc.boolean(),
      },
      { noNullPrototype: true, requiredKeys: ['address', 'at'] },
    )
    .map(
      ({ push, ...device }): Device => ({
        ...device,
        ...(push !== undefined && { switchedAt: device.at }),
        ...(push === false && { isOptedOut: true }),
      }),
    ),
  fc.tuple(fc.nat(29), fc.nat(60)).map(([number, at]) => removeDevice(`gcm:${number}`, at)),
);

const fold = (statements: readonly Device[]) => statements.reduce(stateDevice, [] as readonly Device[]);

it('ends in the same devices for any order and repetition of statements', () => {
  const shuffled = fc
    .array(statement, { maxLength: 60 })
    .chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
    );
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      expect(fold(other)).toEqual(fold(all));
    }),
  );
});

describe('the devices of two profiles of one person', () => {
  const person = (statements: readonly Device[]) => ({ traits: {}, devices: fold(statements) });

  it('are those of one profile that got all statements', () => {
    const statements = fc.array(statement, { maxLength: 40 });
    // Of different moments: a removal at the moment of the other's statement is a move.
    const at = (devices: readonly Device[], offset: number) =>
      devices.map((device) => ({
        ...device,
        at: device.at * 2 + offset,
        ...(device.switchedAt !== undefined && { switchedAt: device.switchedAt * 2 + offset }),
      }));
    fc.assert(
      fc.property(statements, statements, (left, right) => {
        const [own, others] = [at(left, 0), at(right, 1)];
        expect(uniteDevices(person(own), person(others)) ?? []).toEqual(fold([...own, ...others]));
      }),
    );
  });

  it('have the device that moved from one of the two to the other, in either order', () => {
    const former = person([{ address: 'gcm:a', at: 1 }, removeDevice('gcm:a', 2)]);
    const byTrait = { traits: { pushToken: { value: 'gcm:a', at: 2 } } };
    for (const later of [person([{ address: 'gcm:a', at: 2 }]), byTrait]) {
      for (const [one, other] of [
        [former, later],
        [later, former],
      ] as const) {
        const united = { traits: later.traits, devices: uniteDevices(one, other) ?? [] };
        expect(listDevices(united)).toEqual([{ address: 'gcm:a', at: 2 }]);
      }
    }
  });

  it('do not have one that both removed, or that was removed later', () => {
    const removed = person([removeDevice('gcm:a', 2)]);
    for (const other of [removed, person([{ address: 'gcm:a', at: 1 }])])
      expect(uniteDevices(removed, other)).toEqual([removeDevice('gcm:a', 2)]);
    expect(uniteDevices({ traits: {} }, { traits: {} })).toBeUndefined();
  });
});

it('keeps the last word on notifications through statements without one', () => {
  const device = fold([
    { address: 'gcm:a', at: 3 },
    { address: 'gcm:a', at: 1, isOptedOut: true },
    { address: 'gcm:a', at: 2 },
  ]);
  expect(device).toEqual([{ address: 'gcm:a', at: 3, switchedAt: 1, isOptedOut: true }]);
  expect(stateDevice(device, { address: 'gcm:a', at: 4, switchedAt: 4 })[0]?.isOptedOut).toBeUndefined();
});

describe('the devices that a person has', () => {
  it('are the fifteen with the latest statements', () => {
    const devices = fold(Array.from({ length: 20 }, (_, at) => ({ address: `gcm:${at}`, at })));
    const listed = listDevices({ traits: {}, devices }).map(({ at }) => at);
    expect(listed).toEqual(Array.from({ length: maxDevices }, (_, index) => 19 - index));
  });

  it('include the trait pushToken until the device is removed', () => {
    const traits = { pushToken: { value: 'apns:a', at: 5 } };
    expect(listDevices({ traits })).toEqual([{ address: 'apns:a', at: 5 }]);
    expect(listDevices({ traits, devices: [removeDevice('apns:a', 4)] })).toHaveLength(1);
    expect(listDevices({ traits, devices: [removeDevice('apns:a', 5)] })).toEqual([]);
  });

  it('do not include a removed one, which a later statement restores', () => {
    const removed = fold([{ address: 'gcm:a', at: 1 }, removeDevice('gcm:a', 2)]);
    expect(listDevices({ traits: {}, devices: removed })).toEqual([]);
    const restored = stateDevice(removed, { address: 'gcm:a', at: 3 });
    expect(listDevices({ traits: {}, devices: restored })).toEqual([{ address: 'gcm:a', at: 3 }]);
  });

  it('are one for one token, also of statements that an earlier version kept in several forms', () => {
    const devices = [
      { address: 'gcm:t', at: 3 },
      { address: 'fcm:t', at: 2 },
      { address: 'APNS:AB', at: 1 },
    ];
    const traits = { pushToken: { value: 'apns:ab', at: 0 } };
    expect(listDevices({ traits, devices })).toEqual([
      { address: 'gcm:t', at: 3 },
      { address: 'apns:ab', at: 1 },
    ]);
    expect(stateDevice(devices, removeDevice('Fcm:t', 4))).toEqual([
      removeDevice('gcm:t', 4),
      { address: 'apns:ab', at: 1 },
    ]);
    expect(findStatedDevice({ traits, devices }, 'fcm:t')?.at).toBe(3);
  });

  it('are read by conditions and content as lists of platforms and apps, without those switched off', () => {
    const devices = fold([
      { address: 'apns:a', at: 1, app: 'shop' },
      { address: 'gcm:b', at: 2, app: 'shop' },
      { address: 'adm:c', at: 3, platform: 'fire' },
      { address: 'web:d', at: 4, platform: 'web', app: 'site', isOptedOut: true },
    ]);
    expect(describeDevices({ traits: {}, devices })).toEqual({
      platform: ['fire', 'android', 'ios'],
      app: ['shop'],
    });
  });
});
