/** `percorso profile`: everything that is stored of one person now. */

import { describePerson } from '../../../app/inspect/describe-person.ts';
import { hideOfPerson } from '../../../app/inspect/hide-sensitive.ts';
import {
  type InspectedDevice,
  type InspectedProfile,
  inspectProfile,
} from '../../../app/inspect/inspect-profile.ts';
import type { Json } from '../../../engine/base/json.ts';
import { readSaidAt } from '../../../engine/channels/weak-moment.ts';
import { hasAbsorbed, type Profile } from '../../../engine/model/profile.ts';
import type { Membership } from '../../../engine/segments/membership.ts';
import type { PeopleStores } from '../../cloud/open-stores.ts';
import { nameParts, readHidden, type SensitiveOption } from '../../cloud/read-hidden.ts';
import { describeAddressFacts, describeDenial } from '../../output/describe-address.ts';
import { describeCap } from '../../output/describe-limit.ts';
import { describeHeld, describePosition } from '../../output/describe-position.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatTable } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';
import { describeMissing } from './describe-missing.ts';

/** `now`: epoch ms. Sensitive values are hidden unless they are asked for. */
export async function showProfile(
  person: string,
  stores: PeopleStores,
  { now, showSensitive }: { readonly now: number } & SensitiveOption,
): Promise<CommandResult> {
  const found = await inspectProfile(person, stores, now);
  if (found === undefined) return describeMissing(person, stores);
  const facts = hideOfPerson(found, await readHidden(stores.programs, showSensitive));
  const shows = { people: [facts.profile.id], parts: nameParts(showSensitive) };
  return { exitCode: 0, shows, json: toJson(facts), lines: describeFacts(facts) };
}

function describeFacts(facts: InspectedProfile): string[] {
  const { profile, identifiers, computed, memberships, caps, addresses, devices } = facts;
  const { traits, consents, suppressions, journeys, held } = profile;
  return [
    `Profile ${profile.id} (times are UTC)`,
    `${describeSeen(profile)}, ${profile.version.toLocaleString('en-US')} changes.`,
    ...(profile.absorbed ?? []).map(([id, at]) => `Profile ${id} was merged into it on ${formatMoment(at)}.`),
    ...section(
      'Identifiers',
      identifiers.map((each) => [each.type, each.value, describeOwner(each, profile)]),
    ),
    ...section(
      'Traits',
      sortEntries(traits).map(([name, { value, at }]) => [name, toText(value), `stated ${formatMoment(at)}`]),
    ),
    ...section(
      'Computed traits',
      computed.map(([name, value]) => [name, toText(value)]),
    ),
    ...section(
      'Segments',
      sortEntries(Object.fromEntries(memberships)).map(([id, membership]) => [
        id,
        describeMembership(membership),
      ]),
    ),
    ...section(
      'Accounts',
      sortEntries(profile.accounts ?? {}).map(([id, at]) => [
        id,
        `${at > 0 ? 'joined' : 'left'} ${formatMoment(Math.abs(at))}`,
      ]),
    ),
    ...section(
      'Consents',
      sortEntries(consents).map(([key, { state, at }]) => [
        key,
        state,
        formatMoment(readSaidAt(at)),
        describeDenial(key, state, addresses),
      ]),
    ),
    ...section(
      'Addresses, and what holds for each on every profile',
      addresses.map((each) => [each.channel, nameAddress(each), describeAddressFacts(each)]),
    ),
    ...section('Devices', devices.map(describeDevice)),
    ...section(
      'Suppressions in this profile, by its own messages',
      Object.entries(suppressions).map(([channel, { address, reason, at }]) => [
        channel,
        address,
        `${reason} ${formatMoment(at)}`,
      ]),
    ),
    ...section(
      'Frequency caps',
      caps.map((cap) => [describeCap(cap), `${cap.used} of ${cap.limit} used`]),
    ),
    ...section(
      'Journeys',
      journeys.map((position) => [describePosition(position)]),
    ),
    ...section(
      'Held messages',
      held.map((message) => [describeHeld(message)]),
    ),
    ...(profile.wakeAt === undefined ? [] : [`The next timer is due ${formatMoment(profile.wakeAt)}.`]),
  ];
}

/** Rows of an import and reports say nothing about the presence of a person. */
function describeSeen({ createdAt, lastSeenAt }: Profile): string {
  return lastSeenAt === 0
    ? `Created ${formatMoment(createdAt)}, never seen`
    : `First seen ${formatMoment(createdAt)}, last seen ${formatMoment(lastSeenAt)}`;
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [`${title}: none.`] : [`${title}:`, ...formatTable(rows, '  ')];
}

function nameAddress({ address, label }: InspectedProfile['addresses'][number]): string {
  return label === undefined ? address : `${address} (${label})`;
}

function describeDevice(device: InspectedDevice): string[] {
  const { address, usedAt, platform = '', app = '', locale = '', zone = '', isOptedOut } = device;
  const state = isOptedOut === true ? 'notifications off' : '';
  return [address, platform, app, locale, zone, `used ${formatMoment(usedAt)}`, state];
}

function describeOwner(
  { owner, isForeign }: InspectedProfile['identifiers'][number],
  profile: Profile,
): string {
  if (owner === profile.id || (owner !== undefined && hasAbsorbed(profile, owner))) return '';
  if (isForeign === true) return "not used: stated by a session that is not the person's";
  return owner === undefined ? 'leads to no profile' : `belongs to profile ${owner}`;
}

function describeMembership({ since, isFromBefore }: Membership): string {
  return isFromBefore
    ? `since ${formatMoment(since)}, when its definition was published`
    : `since ${formatMoment(since)}`;
}

function sortEntries<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1));
}

function toText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** With each cap in words. */
function toJson(facts: InspectedProfile): object {
  return {
    ...describePerson(facts),
    suppressions: facts.profile.suppressions,
    caps: facts.caps.map((cap) => ({ ...cap, cap: describeCap(cap) })),
  };
}
