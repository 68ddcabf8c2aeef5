/** The last check of a push, device by device: the person still has it, and its address may get the message. */

import { hashText } from '../../../engine/base/hash.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { normalizeAddress } from '../../../engine/channels/addresses.ts';
import { findStatedDevice } from '../../../engine/channels/devices.ts';
import { type DeviceHolder, findEnd, maxAddressLength } from '../../../engine/model/address-statement.ts';
import type { EmitEvent, SendMessage } from '../../../engine/model/effects.ts';
import { isIdOf, type Profile } from '../../../engine/model/profile.ts';
import type { ReasonCode } from '../../../engine/model/reason-codes.ts';
import { admitAddress, admitMessage } from '../../../engine/policy/admit.ts';
import type { CompiledPolicy } from '../../../engine/policy/compile-policy.ts';
import { deviceEvents } from '../../../engine/touchpoint/read-device.ts';
import type { AddressBook } from '../../ports/address-book.ts';
import type { ProfileStore } from '../../ports/profile-store.ts';
import { readPushAddress } from '../../suppression/read-push-address.ts';

/** A device of the person that another one has now, since when (epoch ms): later statements of the person count. */
export interface MovedDevice {
  readonly address: string;
  readonly at: number;
}

export interface DeviceCheck {
  /** The message to those of its devices that may get it; undefined when there are none. */
  readonly message?: SendMessage;
  /** Of the first of the others. */
  readonly refusal?: ReasonCode;
  readonly moved: readonly MovedDevice[];
}

export interface DeviceTools {
  readonly addresses: Pick<AddressBook, 'read'>;
  readonly profiles: Pick<ProfileStore, 'load'>;
}

/** `profile`: undefined for a test message, which may go to any address. */
export async function checkDevices(
  message: SendMessage,
  profile: Profile | undefined,
  tools: DeviceTools,
  policy: CompiledPolicy,
  now: number,
): Promise<DeviceCheck> {
  const checks = await Promise.all(
    listDeviceAddresses(message).map(async (address) => {
      const result = await checkDevice(address, message, profile, tools, policy, now);
      return { address, ...result };
    }),
  );
  const [to, ...devices] = checks.flatMap(({ address, refusal }) => (refusal === undefined ? address : []));
  const { devices: _others, ...rest } = message;
  return {
    moved: checks.flatMap(({ moved }) => moved ?? []),
    ...omitAbsent({
      refusal: checks.find(({ refusal }) => refusal !== undefined)?.refusal,
      message:
        to === undefined
          ? undefined
          : { ...rest, to, ...omitAbsent({ devices: devices.length === 0 ? undefined : devices }) },
    }),
  };
}

/**
 * The reason not to send to any device. A stale profile (`isCurrent: false`) is read again if it refuses one of them.
 */
export function findPushRefusal(
  message: SendMessage,
  profile: Profile,
  policy: CompiledPolicy,
  isCurrent: boolean,
): ReasonCode | undefined {
  const refusals = listDeviceAddresses(message).map((address) =>
    findDeviceRefusal(address, message, profile, policy),
  );
  const isAllowed = isCurrent && refusals.includes(undefined);
  return isAllowed ? undefined : refusals.find((refusal) => refusal !== undefined);
}

function findDeviceRefusal(
  address: string,
  message: SendMessage,
  profile: Profile,
  policy: CompiledPolicy,
): ReasonCode | undefined {
  // Undefined for an address that the document names: it need not be a device of the person.
  const own = findStatedDevice(profile, address);
  if (own?.isRemoved === true) return 'address_moved';
  return own?.isOptedOut === true ? 'no_address' : admitMessage(profile, message, address, policy);
}

/** All addresses of the message, each once. A message that an earlier version queued can have several forms of one. */
export function listDeviceAddresses({ to, devices = [] }: SendMessage): readonly string[] {
  return [...new Set([to, ...devices].map((address) => normalizeAddress('push', address) ?? address))];
}

async function checkDevice(
  address: string,
  message: SendMessage,
  profile: Profile | undefined,
  { addresses, profiles }: DeviceTools,
  policy: CompiledPolicy,
  now: number,
): Promise<{ readonly refusal?: ReasonCode | undefined; readonly moved?: MovedDevice }> {
  const refusal = profile && findDeviceRefusal(address, message, profile, policy);
  if (refusal !== undefined || address.length > maxAddressLength) return { refusal };
  const record = await readPushAddress({ read: addresses.read }, address);
  if (record === undefined) return {};
  const { holder, ...facts } = record;
  const isOwn = profile !== undefined && findStatedDevice(profile, address) !== undefined;
  if (holder === undefined || !isOwn) return { refusal: admitAddress(record, message, policy, now) };
  if (!(await isDeviceOf(profile, holder, message, profiles)))
    return { refusal: 'address_moved', moved: { address, at: findEnd(holder, message.profileId) } };
  // What a person who had the device before said to pushes does not count for this one.
  const { deniedAt: _denied, ...others } = facts;
  return { refusal: admitAddress({ ...others, consents: {} }, message, policy, now) };
}

/** A stale profile may not contain yet the one that was merged into it. */
async function isDeviceOf(
  profile: Profile,
  holder: DeviceHolder,
  { profileId }: SendMessage,
  profiles: DeviceTools['profiles'],
): Promise<boolean> {
  if (isIdOf(profile, holder.profileId)) return true;
  const current = await profiles.load(profileId, { consistent: true });
  return current !== undefined && isIdOf(current, holder.profileId);
}

/** Events for the profile; their ids are the same each time. */
export function describeMoved(
  { id, profileId }: SendMessage,
  moved: readonly MovedDevice[],
): readonly EmitEvent[] {
  return moved.map(({ address, at }) => ({
    kind: 'EmitEvent',
    id: `${id}:moved:${hashText(address)}`,
    profileId,
    name: deviceEvents.removed,
    properties: { channel: 'push', address, reason: 'moved', message: id },
    occurredAt: at,
  }));
}
