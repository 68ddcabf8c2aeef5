/** The devices of a person: the latest statement of each one holds, in whatever order statements arrive. */

import { omitAbsent } from '../base/omit-absent.ts';
import { type Device, maxDeviceStatements, maxDevices } from '../model/device.ts';
import type { DeviceChoice } from '../model/documents/deliverability-policy.ts';
import type { Profile } from '../model/profile.ts';
import { normalizePushToken } from './normal-forms.ts';

type Person = Pick<Profile, 'traits' | 'devices'>;

/** The statements with this one, latest first; the same list when it changes nothing. */
export function stateDevice(kept: readonly Device[], stated: Device): readonly Device[] {
  return stateNormalized(normalizeDevices(kept), normalizeDevice(stated));
}

function stateNormalized(devices: readonly Device[], stated: Device): readonly Device[] {
  const known = findDevice(devices, stated.address);
  const device = known === undefined ? stated : unite(known, stated);
  if (device === known) return devices;
  const others = devices.filter((other) => other !== known);
  const next = [...others, device].sort(compareAge).slice(0, maxDeviceStatements);
  return known === undefined && !next.includes(device) ? devices : next;
}

/** The later one, with the latest word on notifications: a statement without one leaves them as they are. */
function unite(known: Device, stated: Device): Device {
  const [later, other] = wins(stated, known) ? [stated, known] : [known, stated];
  const [own = -1, others = -1] = [readSwitch(later), readSwitch(other)];
  const isOlder = others < own || (others === own && other.isOptedOut === later.isOptedOut);
  if (isOlder || (others === own && later.isOptedOut === true)) return later;
  const { isOptedOut: _replaced, ...rest } = later;
  return { ...rest, switchedAt: others, ...omitAbsent({ isOptedOut: other.isOptedOut }) };
}

function readSwitch({ at, isOptedOut, switchedAt }: Device): number | undefined {
  return switchedAt ?? (isOptedOut === true ? at : undefined);
}

function normalizeDevice(device: Device): Device {
  const address = normalizePushToken(device.address) ?? device.address;
  return address === device.address ? device : { ...device, address };
}

/** Earlier versions kept addresses as they were stated, so that one device could have several statements. */
function normalizeDevices(devices: readonly Device[]): readonly Device[] {
  const normalized = devices.map(normalizeDevice);
  const isSame = normalized.every((device, index) => device === devices[index]);
  return isSame ? devices : normalized.reduce(stateNormalized, []);
}

/**
 * The devices of two profiles of one person; undefined when neither stated one. A device that moved from one of the two to
 * the other was removed at the moment of the other's statement: the person has it.
 */
export function uniteDevices(one: Person, other: Person): readonly Device[] | undefined {
  const devices = listUnmoved(other, one).reduce(stateDevice, listUnmoved(one, other));
  return devices.length === 0 ? undefined : devices;
}

function listUnmoved({ devices = [] }: Person, other: Person): readonly Device[] {
  return devices.filter(({ address, at, isRemoved }) => {
    const others = isRemoved === true ? findStatedDevice(other, address) : undefined;
    return others?.at !== at || others.isRemoved === true;
  });
}

/**
 * The devices that the person has, latest first, at most 15. The trait `pushToken` is one too. One that is opted out is
 * among them.
 */
export function listDevices(profile: Person): readonly Device[] {
  const present = listStatements(profile).filter(({ isRemoved }) => isRemoved !== true);
  return present.slice(0, maxDevices);
}

/** Those that get pushes: the person has not switched them off. */
export function findReachable(profile: Person): readonly Device[] {
  return listDevices(profile).filter(({ isOptedOut }) => isOptedOut !== true);
}

/** Which of them one message goes to, the last used first. `all` by default. */
export function selectDevices(devices: readonly Device[], choice: DeviceChoice = 'all'): readonly Device[] {
  const sorted = [...devices].sort((left, right) => readUse(right) - readUse(left));
  if (choice === 'last_used') return sorted.slice(0, 1);
  if (choice === 'all') return sorted;
  const platforms = sorted.map(readPlatform);
  return sorted.filter((_, index) => platforms.indexOf(platforms[index]) === index);
}

function readUse({ at, usedAt = at }: Device): number {
  return usedAt;
}

/** The person's statement about the address: a removed device too. */
export function findStatedDevice(profile: Person, address: string): Device | undefined {
  return findDevice(listStatements(profile), normalizePushToken(address) ?? address);
}

/** Of a device that states none: by its push service. */
export function readPlatform({ platform, address }: Device): string | undefined {
  return platform ?? (/^apns/i.test(address) ? 'ios' : /^[gf]cm:/i.test(address) ? 'android' : undefined);
}

/** What conditions and content can read of the devices that get pushes: distinct values, of the latest device first. */
export function describeDevices(profile: Person): Readonly<Record<'platform' | 'app', readonly string[]>> {
  const devices = findReachable(profile);
  return {
    platform: listDistinct(devices.map(readPlatform)),
    app: listDistinct(devices.map(({ app }) => app)),
  };
}

function listDistinct(texts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== undefined);
}

/** The trait `pushToken` states a device too. */
function listStatements({ traits, devices = [] }: Person): readonly Device[] {
  const { value, at = 0 } = traits['pushToken'] ?? {};
  const address = typeof value === 'string' ? normalizePushToken(value) : undefined;
  return address === undefined ? normalizeDevices(devices) : stateDevice(devices, { address, at });
}

function findDevice(devices: readonly Device[], address: string): Device | undefined {
  return devices.find((device) => device.address === address);
}

/** At one moment a removal wins, else the greater statement: the order of arrival must not matter. */
function wins(stated: Device, known: Device): boolean {
  if (stated.at !== known.at) return stated.at > known.at;
  return describeStatement(stated) > describeStatement(known);
}

/** Absent fields are `null`, which is less than `true`. */
function describeStatement({ isRemoved, usedAt, platform, app, locale, zone }: Device): string {
  return JSON.stringify([isRemoved, usedAt, platform, app, locale, zone]);
}

function compareAge(left: Device, right: Device): number {
  return right.at - left.at || (left.address < right.address ? -1 : 1);
}

/** What is kept of a device that the person has no more. */
export function removeDevice(address: string, at: number): Device {
  return { address, at, isRemoved: true };
}

/** The device under its new address. */
export function replaceAddress(device: Device, address: string, at: number): Device {
  return {
    ...device,
    address,
    at,
    usedAt: device.usedAt ?? device.at,
    ...omitAbsent({ switchedAt: readSwitch(device) }),
  };
}
