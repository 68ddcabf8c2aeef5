/** `percorso profile`: everything that is stored of one person now. */

import { type CapUse, countCaps } from '../../../app/inspect/count-caps.ts';
import { type FoundIdentifier, findIdentifiers } from '../../../app/inspect/find-identifiers.ts';
import { findProfileId } from '../../../app/inspect/find-person.ts';
import { readTimeline } from '../../../app/inspect/read-timeline.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import type { Json } from '../../../engine/base/json.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { type Membership, readMembership } from '../../../engine/segments/membership.ts';
import { readTrait } from '../../../engine/traits/read-trait.ts';
import type { PeopleStores } from '../../cloud/open-stores.ts';
import { describeHeld, describePosition } from '../../output/describe-position.ts';
import { describeUnknownPerson } from '../../output/describe-unknown.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatTable } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

/** Timeline entries that identifiers are collected from. */
const readEntries = 200;

interface Facts {
  readonly profile: Profile;
  readonly identifiers: readonly FoundIdentifier[];
  readonly computed: readonly (readonly [name: string, value: Json])[];
  readonly caps: readonly CapUse[];
}

export async function showProfile(
  person: string,
  stores: PeopleStores,
  { now }: { readonly now: number },
): Promise<CommandResult> {
  const profileId = await findProfileId(person, stores.identities);
  if (profileId === undefined) return describeUnknownPerson(person);
  const [profile, rows, snapshot] = await Promise.all([
    stores.profiles.load(profileId, { consistent: true }),
    readTimeline(stores.timeline, profileId, readEntries),
    loadPublished(stores.programs),
  ]);
  if (profile === undefined) return describeUnknownPerson(person);
  const entries = rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []));
  const facts: Facts = {
    profile,
    identifiers: await findIdentifiers(profile, entries, stores.identities),
    computed: readComputed(profile, snapshot, now),
    caps: snapshot === undefined ? [] : countCaps(profile, snapshot.policy, now),
  };
  return { exitCode: 0, json: toJson(facts), lines: describeFacts(facts) };
}

/** The declared ones; the hidden counters of conditions are not listed. */
function readComputed(
  profile: Profile,
  snapshot: ProgramSnapshot | undefined,
  now: number,
): [string, Json][] {
  if (snapshot === undefined) return [];
  const { traits } = compileProgram(snapshot);
  return Object.entries(profile.computed).flatMap(([id, state]): [string, Json][] => {
    const document = traits.get(id)?.document;
    if (document === undefined || id.startsWith('did:')) return [];
    return [[id, readTrait(state, document, now) ?? null]];
  });
}

function describeFacts({ profile, identifiers, computed, caps }: Facts): string[] {
  const { traits, segments, consents, suppressions, journeys, held } = profile;
  return [
    `Profile ${profile.id} (times are UTC)`,
    `First seen ${formatMoment(profile.createdAt)}, last seen ${formatMoment(profile.lastSeenAt)}, ${profile.version.toLocaleString('en-US')} changes.`,
    ...section(
      'Identifiers',
      identifiers.map(({ type, value, owner }) => [type, value, describeOwner(owner, profile.id)]),
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
      Object.keys(segments)
        .sort()
        .map((id) => [id, describeMembership(readMembership(profile, id))]),
    ),
    ...section(
      'Consents',
      sortEntries(consents).map(([key, { state, at }]) => [key, state, formatMoment(at)]),
    ),
    ...section(
      'Suppressed addresses',
      Object.entries(suppressions).map(([channel, { address, reason, at }]) => [
        channel,
        address,
        `${reason} ${formatMoment(at)}`,
      ]),
    ),
    ...section(
      'Frequency caps',
      caps.map(({ cap, used, limit }) => [cap, `${used} of ${limit} used`]),
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

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [`${title}: none.`] : [`${title}:`, ...formatTable(rows, '  ')];
}

function describeOwner(owner: string | undefined, profileId: string): string {
  if (owner === profileId) return '';
  return owner === undefined ? 'leads to no profile' : `belongs to profile ${owner}`;
}

function describeMembership(membership: Membership | undefined): string {
  if (membership === undefined) return '';
  const { since, isFromBefore } = membership;
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

function toJson({ profile, identifiers, computed, caps }: Facts): object {
  const { id, userId, version, createdAt, lastSeenAt, wakeAt } = profile;
  return {
    id,
    ...(userId === undefined ? {} : { userId }),
    version,
    createdAt: toMoment(createdAt),
    lastSeenAt: toMoment(lastSeenAt),
    ...(wakeAt === undefined ? {} : { wakeAt: toMoment(wakeAt) }),
    identifiers: identifiers.map(({ type, value, owner }) => ({ type, value, profileId: owner ?? null })),
    traits: mapEntries(profile.traits, ({ value, at }) => ({ value, at: toMoment(at) })),
    computed: Object.fromEntries(computed),
    segments: Object.fromEntries(
      Object.keys(profile.segments).map((id) => {
        const membership = readMembership(profile, id);
        return [id, { since: toMoment(membership?.since ?? 0), isFromBefore: membership?.isFromBefore }];
      }),
    ),
    consents: mapEntries(profile.consents, ({ state, at }) => ({ state, at: toMoment(at) })),
    suppressions: profile.suppressions,
    caps,
    journeys: profile.journeys,
    held: profile.held,
  };
}

function toMoment(at: number): string {
  return new Date(at).toISOString();
}

function mapEntries<Value, Mapped>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
