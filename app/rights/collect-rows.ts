/** What the timeline of a person names: ids, addresses, accounts, runs. The sets are small; the rows are not kept. */
import { isObject, type Json } from '../../engine/base/json.ts';
import { normalizeAddress } from '../../engine/channels/addresses.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import { listDevices } from '../../engine/channels/devices.ts';
import { listOwnAddresses } from '../../engine/channels/own-addresses.ts';
import { readIdentifiers } from '../../engine/identity/read-identifiers.ts';
import { type Channel, channels } from '../../engine/model/channels.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { IdentityKey, Touchpoint } from '../../engine/model/touchpoint.ts';
import { readDeviceAddress } from '../../engine/touchpoint/read-device.ts';
import type { LedgerMessage } from '../ports/message-ledger.ts';
import { type FirstStatement, nameKey } from './person-trace.ts';
import type { TimelineRow } from './read-rows.ts';

/** What was found so far. */
export interface Found {
  readonly keys: Map<string, IdentityKey>;
  readonly addresses: Map<string, { readonly channel: Channel; readonly address: string }>;
  readonly accounts: Set<string>;
  readonly runs: Set<string>;
  /** The earliest touchpoint of the timeline that states each key. */
  readonly firsts: Map<string, FirstStatement>;
}

export function startFound(): Found {
  return { keys: new Map(), addresses: new Map(), accounts: new Set(), runs: new Set(), firsts: new Map() };
}

export function addKey({ keys }: Pick<Found, 'keys'>, key: IdentityKey): void {
  keys.set(nameKey(key), key);
}

/** An invalid address has no item. */
export function addAddress({ addresses }: Pick<Found, 'addresses'>, channel: Channel, stated: string): void {
  const address = normalizeAddress(channel, stated);
  if (address !== undefined) addresses.set(`${channel}#${address}`, { channel, address });
}

/** Of a stored profile, also of one that ended. */
export function collectProfile(found: Found, profile: Profile): void {
  for (const channel of channels) {
    for (const { address } of listOwnAddresses(profile, channel)) addAddress(found, channel, address);
    const { address } = profile.suppressions[channel] ?? {};
    if (address !== undefined) addAddress(found, channel, address);
  }
  for (const { address } of [...listDevices(profile), ...(profile.devices ?? [])])
    addAddress(found, 'push', address);
  for (const account of Object.keys(profile.accounts ?? {})) found.accounts.add(account);
  if (profile.userId !== undefined) addKey(found, { type: 'userId', value: profile.userId });
  addStatedKeys(found, profile.traits['email']?.value, profile.traits['phone']?.value);
}

export function collectRow(found: Found, row: TimelineRow, policy: IdentityPolicy | undefined): void {
  if (row.kind === 'message') collectMessage(found, row.message);
  else collectEntry(found, row.entry, policy);
}

function collectMessage(found: Found, { channel, choice, to }: LedgerMessage): void {
  if (channel === 'webhook') return;
  const skipped = choice?.skipped.map(({ address }) => address) ?? [];
  // Of a push, `to` names services.
  for (const address of [channel === 'push' ? undefined : to, choice?.to, ...skipped])
    if (address !== undefined) addAddress(found, channel, address);
}

function collectEntry(
  found: Found,
  { touchpointId, touchpoint, previous = {} }: TimelineEntry,
  policy: IdentityPolicy | undefined,
): void {
  if (touchpointId.startsWith('campaign:')) found.runs.add(touchpointId);
  const [, reply] = /^reply:(.*?)(?::text)?$/s.exec(touchpointId) ?? [];
  if (reply !== undefined)
    for (const kind of ['reply', 'new', 'answered']) found.runs.add(`${kind}:${reply}`);
  for (const [name, { value }] of Object.entries(previous)) addTraitAddresses(found, name, value);
  if (touchpoint !== undefined) collectTouchpoint(found, touchpoint, policy);
}

function collectTouchpoint(found: Found, touchpoint: Touchpoint, policy: IdentityPolicy | undefined): void {
  const { occurredAt: at, name: event, source } = touchpoint;
  for (const key of readIdentifiers(touchpoint, policy).keys) {
    addKey(found, key);
    const first = found.firsts.get(nameKey(key));
    if (first === undefined || at < first.at) found.firsts.set(nameKey(key), { at, event, source });
  }
  const { context, traits, properties } = touchpoint;
  const { groupId, previousId } = context;
  if (typeof groupId === 'string' || typeof groupId === 'number') found.accounts.add(String(groupId).trim());
  // Of an alias.
  if (typeof previousId === 'string') addKey(found, { type: 'anonymousId', value: previousId.trim() });
  for (const [name, value] of Object.entries(traits)) addTraitAddresses(found, name, value);
  const device = readDeviceAddress(touchpoint);
  for (const address of [device, properties['address'], properties['replacement']])
    if (typeof address === 'string') for (const channel of channels) addAddress(found, channel, address);
}

/** `email: anna@example.com`, `phones: [{ address: ... }]`. */
function addTraitAddresses(found: Found, name: string, value: Json): void {
  for (const channel of channels) {
    const { addressTrait, listTrait } = channelDefinitions[channel];
    const stated = name === listTrait && Array.isArray(value) ? value : name === addressTrait ? [value] : [];
    for (const each of stated) {
      const text = isObject(each) ? each['address'] : each;
      if (typeof text === 'string') addAddress(found, channel, text);
    }
  }
}

function addStatedKeys(found: Found, email: Json | undefined, phone: Json | undefined): void {
  const stated = [
    ['email', email],
    ['phone', phone],
  ] as const;
  for (const [type, text] of stated) {
    const value =
      typeof text === 'string' ? normalizeAddress(type === 'email' ? 'email' : 'sms', text) : undefined;
    if (value !== undefined) addKey(found, { type, value });
  }
}
