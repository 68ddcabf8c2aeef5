/** Devices: what touchpoints state about them, and to whom a device belongs that several profiles have stated. */

import { isObject, type Json } from '../base/json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import { findStatedDevice, removeDevice, replaceAddress, stateDevice } from '../channels/devices.ts';
import { readConsentState } from '../channels/stated-consents.ts';
import {
  type AddressStatement,
  type DeviceHolder,
  findEnd,
  isLaterHolder,
} from '../model/address-statement.ts';
import type { TouchpointInput } from '../model/decision.ts';
import type { Device } from '../model/device.ts';
import { isIdOf } from '../model/profile.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { deviceEvents, readDeviceAddress } from '../touchpoint/read-device.ts';
import { addTrace, makeEffectId, type Turn, touchField } from '../turn/turn.ts';
import type { Speaker } from './person-sessions.ts';

/** Keeps what the touchpoint states; call it after its traits are kept. The statement about the device's address. */
export function stateDevices(
  turn: Turn,
  { touchpoint, holder }: TouchpointInput,
  speaker: Speaker,
): readonly AddressStatement[] {
  const address = readDeviceAddress(touchpoint);
  if (address === undefined) {
    if (touchpoint.source !== 'percorso' && touchpoint.name === deviceEvents.signedOut)
      traceInvalid(turn, 'no context.device.token');
    return [];
  }
  if (address === 'invalid') {
    traceInvalid(turn, 'context.device.token');
    return [];
  }
  // Everyone may end pushes to a token that they know.
  if (speaker !== 'own' && touchpoint.name !== deviceEvents.signedOut) {
    if (touchpoint.traits['pushToken'] === undefined)
      addTrace(turn, 'device', 'keep', 'weak_identity', { channel: 'push' });
    return [];
  }
  // It moved between two profiles that are one person now, or the person has stated it again: no report takes it away.
  if (isMoveReport(touchpoint) && holder !== undefined && isIdOf(turn.profile, holder.profileId)) return [];
  const before = findStatedDevice(turn.profile, address);
  for (const device of listStatements(turn, touchpoint, address)) keep(turn, device);
  const claim = { address, at: findSignIn(turn, touchpoint, address, before) };
  return claimDevice(turn, claim, holder);
}

/** Another profile has the device. */
function isMoveReport({ source, name, properties }: Touchpoint): boolean {
  return source === 'percorso' && name === deviceEvents.removed && properties['reason'] === 'moved';
}

function traceInvalid(turn: Turn, note: string): void {
  addTrace(turn, 'device', 'keep', 'invalid_value', { channel: 'push', note });
}

function listStatements(turn: Turn, touchpoint: Touchpoint, address: string): readonly Device[] {
  const { at, profile } = turn;
  const { name, source, properties, context } = touchpoint;
  if (source === 'percorso') {
    if (name !== deviceEvents.replaced) return [removeDevice(address, at)];
    const former = findStatedDevice(profile, String(properties['address']));
    // Later statements are about the person's use of the former token: it works again.
    if (former === undefined || former.isRemoved === true || former.at > at) return [];
    return [removeDevice(former.address, at), replaceAddress(former, address, at)];
  }
  const { device, app, locale, timezone } = context;
  if (name === deviceEvents.signedOut) return [removeDevice(address, at)];
  // The trait `pushToken` alone: it is a device by itself.
  if (!isObject(device) || device['token'] === undefined) return [];
  const { type, pushEnabled = null } = device;
  const push = pushEnabled === null ? undefined : readConsentState(pushEnabled);
  if (pushEnabled !== null && push !== 'granted' && push !== 'denied')
    traceInvalid(turn, 'context.device.pushEnabled');
  const { namespace, name: appName } = isObject(app) ? app : {};
  return [
    {
      address,
      at,
      ...omitAbsent({
        platform: readText(type)?.toLowerCase(),
        app: readText(namespace) ?? readText(appName),
        locale: readText(locale),
        zone: readText(timezone),
        switchedAt: push === 'granted' || push === 'denied' ? at : undefined,
        isOptedOut: push === 'denied' ? (true as const) : undefined,
      }),
    },
  ];
}

const maxTextLength = 128;

function readText(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= maxTextLength ? value : undefined;
}

function keep(turn: Turn, device: Device): void {
  const { profile } = turn;
  const devices = stateDevice(profile.devices ?? [], device);
  if (devices === profile.devices || devices.length === 0) return;
  profile.devices = devices;
  touchField(turn, 'devices');
}

/** The moment of the latest sign-in that is known, also if a removal took its place; undefined when there is none. */
function findSignIn(
  { profile, at }: Turn,
  { source, name }: Touchpoint,
  address: string,
  before: Device | undefined,
): number | undefined {
  const own = findStatedDevice(profile, address);
  if (own?.isRemoved !== true) return own?.at;
  if (source !== 'percorso' && name !== deviceEvents.signedOut) return at;
  return before?.isRemoved === true ? undefined : before?.at;
}

/**
 * A device belongs to the profile with the latest statement. This one claims it, and the profile that had it gets a
 * `Device Removed`; or it belongs to another one since later, and this one has it no more. A profile that was merged into
 * this one is the same person: nothing moves. Reports end, because one causes another only with a later claim.
 */
function claimDevice(
  turn: Turn,
  { address, at }: { readonly address: string; readonly at: number | undefined },
  holder: DeviceHolder | undefined,
): readonly AddressStatement[] {
  const { profile } = turn;
  const { id: profileId } = profile;
  if (at === undefined) return [];
  const report = (former: string) => {
    if (isIdOf(profile, former)) return;
    turn.effects.push({
      kind: 'EmitEvent',
      id: makeEffectId(turn, 'device', former),
      profileId: former,
      name: deviceEvents.removed,
      properties: { channel: 'push', address, reason: 'moved' },
      // Delivered to the profile that it names, as the outcomes that senders report.
      context: { origin: 'sender' },
      occurredAt: findEnd({ profileId, at }, former),
    });
  };
  if (holder !== undefined && isIdOf(profile, holder.profileId)) {
    // Claimed by an attempt of this decision that was not written.
    if (holder.at === at && holder.former !== undefined) report(holder.former);
    // Without the device, the moment protects it from an earlier sign-in of another person that arrives later.
    if (findStatedDevice(profile, address)?.isRemoved !== true || at <= holder.at) return [];
    return [{ channel: 'push', address, kind: 'holder', holder: { ...holder, at } }];
  }
  const claim = { profileId, at, ...omitAbsent({ former: holder?.profileId }) };
  if (holder !== undefined && !isLaterHolder(claim, holder)) {
    keep(turn, removeDevice(address, findEnd(holder, profileId)));
    return [];
  }
  if (holder !== undefined) report(holder.profileId);
  return [{ channel: 'push', address, kind: 'holder', holder: claim }];
}
