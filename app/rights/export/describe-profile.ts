/** A stored profile in plain words: every field that says something about the person. */
import type { Json, JsonObject } from '../../../engine/base/json.ts';
import { listDevices } from '../../../engine/channels/devices.ts';
import { readSaidAt } from '../../../engine/channels/weak-moment.ts';
import type { ComputedState, Consent, Profile } from '../../../engine/model/profile.ts';
import { readMembership } from '../../../engine/segments/membership.ts';
import type { CompiledTrait } from '../../../engine/traits/compile-trait.ts';
import { readTrait } from '../../../engine/traits/read-trait.ts';
import { showMoments, toJson, toMoment } from './moments.ts';

/** The published computed traits, by id. */
export type FindTrait = (id: string) => CompiledTrait | undefined;

/** `now`: epoch ms, at which computed values are read. */
export function describeProfile(profile: Profile, findTrait: FindTrait, now: number): JsonObject {
  const { mergedInto, absorbed = [], apart = [] } = profile;
  return toJson({
    profileId: profile.id,
    userId: profile.userId,
    createdAt: toMoment(profile.createdAt),
    lastSeenAt: profile.lastSeenAt === 0 ? null : toMoment(profile.lastSeenAt),
    nextTimerAt: profile.wakeAt === undefined ? null : toMoment(profile.wakeAt),
    numberOfChanges: profile.version,
    traits: mapValues(profile.traits, ({ value, at }) => ({ value, statedAt: toMoment(at) })),
    computedTraits: describeComputed(profile, findTrait, now),
    segments: mapValues(profile.segments, (_, id) => describeMembership(profile, id)),
    accounts: mapValues(profile.accounts ?? {}, (at) => ({
      isMember: at > 0,
      since: toMoment(Math.abs(at)),
    })),
    consents: mapValues(profile.consents, describeConsent),
    suppressions: showMoments(profile.suppressions),
    devices: showMoments(listDevices(profile)),
    formerDevices: showMoments((profile.devices ?? []).filter(({ isRemoved }) => isRemoved === true)),
    journeys: showMoments(profile.journeys),
    journeyEntries: mapValues(profile.journeyEntries, ([times, lastAt]) => ({
      times,
      lastAt: toMoment(lastAt),
    })),
    journeysLeftLately: profile.recentExits.map(([entry, at]) => ({ entry, at: toMoment(at) })),
    rulesFired: mapValues(profile.ruleFirings, ([times, lastAt]) => ({ times, lastAt: toMoment(lastAt) })),
    campaignsReached: mapValues(profile.campaignRuns, (at) => toMoment(at)),
    heldMessages: showMoments(profile.held),
    recentMessages: profile.contacts.map(([at, channel, messageClass, topic]) => ({
      ...{ at: toMoment(at), channel, class: messageClass, topic },
    })),
    messagesWithTrackedConversion: showMoments(profile.touches),
    waitingToBePublished: showMoments(profile.outbox),
    sharesAreDrawnBy: profile.drawnAs,
    hashesOfSessions: profile.sessions,
    hashesOfReleasedIds: profile.releasedKeys,
    hashesOfCountedEvents: profile.processedEvents.map(([hash, occurredAt, at]) => ({
      ...{ hash, occurredAt: toMoment(occurredAt), countedAt: toMoment(at) },
    })),
    mergedInto:
      mergedInto === undefined ? undefined : { profileId: mergedInto[0], at: toMoment(mergedInto[1]) },
    contains: absorbed.map(([id, at]) => ({ profileId: id, since: toMoment(at) })),
    separatedFrom: apart.map(([id, at]) => ({ profileId: id, since: toMoment(at) })),
  });
}

function describeMembership(profile: Profile, id: string): Json {
  const membership = readMembership(profile, id);
  if (membership === undefined) return null;
  return { since: toMoment(membership.since), wasMemberWhenPublished: membership.isFromBefore };
}

/** The stored moment of an imported yes is shifted. */
function describeConsent(consent: Consent): Json {
  const { at, later, ...rest } = consent;
  return {
    ...(showMoments(rest) as JsonObject),
    since: toMoment(readSaidAt(at)),
    ...(later !== undefined && { later: { state: later.state, since: toMoment(readSaidAt(later.at)) } }),
  };
}

/** Also the counters of conditions, which no document declares. */
function describeComputed({ computed }: Profile, findTrait: FindTrait, now: number): JsonObject {
  return mapValues(computed, (state, id) => {
    const document = findTrait(id)?.document;
    const value = document === undefined ? undefined : (readTrait(state, document, now) ?? null);
    return toJson({ value, keptAs: describeState(state) });
  });
}

function describeState({ count, sum, value, at, window, values, items }: ComputedState): JsonObject {
  return toJson({
    count,
    sum,
    value,
    at: at === undefined ? undefined : toMoment(at),
    window: window?.map(([moment, times, total]) => ({ at: toMoment(moment), count: times, sum: total })),
    values,
    items: items?.map(([moment, item]) => ({ at: toMoment(moment), value: item })),
  });
}

function mapValues<Value>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value, name: string) => Json,
): JsonObject {
  return Object.fromEntries(
    Object.entries(record)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, value]) => [name, map(value, name)]),
  );
}
