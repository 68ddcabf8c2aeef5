/**
 * What is stored of a person, as JSON: the Profile API and, with more, `percorso profile --json` show it. Moments are ISO 8601
 * text in UTC; values that other systems sent are as they were sent.
 */
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { readSaidAt } from '../../engine/channels/weak-moment.ts';
import { showMoments, toJson, toMoment } from '../rights/export/moments.ts';
import type { InspectedProfile } from './inspect-profile.ts';

/** Parts of the view, which a reader can choose. */
export const personParts = [
  'identifiers',
  'traits',
  'computed',
  'segments',
  'accounts',
  'consents',
  'addresses',
  'devices',
  'caps',
  'journeys',
  'held',
] as const;
export type PersonPart = (typeof personParts)[number];

/** Who it is, which every view has. */
export function describeHead({ profile }: InspectedProfile): JsonObject {
  const { id, userId, version, createdAt, lastSeenAt, wakeAt, absorbed } = profile;
  return toJson({
    id,
    userId,
    version,
    createdAt: toMoment(createdAt),
    lastSeenAt: lastSeenAt === 0 ? undefined : toMoment(lastSeenAt),
    wakeAt: wakeAt === undefined ? undefined : toMoment(wakeAt),
    contains: absorbed?.map(([profileId, at]) => ({ profileId, since: toMoment(at) })),
  });
}

const describers: Readonly<Record<PersonPart, (facts: InspectedProfile) => Json>> = {
  identifiers: ({ identifiers }) =>
    identifiers.map(({ type, value, owner, isForeign }) =>
      toJson({ type, value, profileId: owner ?? null, isForeign }),
    ),
  traits: ({ profile }) => mapEntries(profile.traits, ({ value, at }) => ({ value, at: toMoment(at) })),
  computed: ({ computed }) => Object.fromEntries(computed),
  segments: ({ memberships }) =>
    Object.fromEntries(
      memberships.map(([id, { since, isFromBefore }]) => [id, { since: toMoment(since), isFromBefore }]),
    ),
  accounts: ({ profile }) =>
    mapEntries(profile.accounts ?? {}, (at) => ({ isMember: at > 0, at: toMoment(Math.abs(at)) })),
  consents: ({ profile }) =>
    mapEntries(profile.consents, ({ state, at }) => ({ state, at: toMoment(readSaidAt(at)) })),
  addresses: ({ addresses, admissions }) =>
    addresses.map((each) => {
      const found = admissions.find(
        ({ channel, address }) => channel === each.channel && address === each.address,
      );
      if (found === undefined) return showMoments(each);
      const { channel: _channel, address: _address, ...messages } = found;
      return { ...(showMoments(each) as JsonObject), messages };
    }),
  devices: ({ devices }) => showMoments(devices),
  caps: ({ caps }) => showMoments(caps),
  journeys: ({ profile }) => showMoments(profile.journeys),
  held: ({ profile }) => showMoments(profile.held),
};

/** The head and these parts, in their order. */
export function describePerson(
  facts: InspectedProfile,
  parts: readonly PersonPart[] = personParts,
): JsonObject {
  return {
    ...describeHead(facts),
    ...Object.fromEntries(parts.map((part) => [part, describers[part](facts)])),
  };
}

function mapEntries<Value>(record: Readonly<Record<string, Value>>, map: (value: Value) => Json): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
