/**
 * Divides what a merged profile has begun, sent and counted since the merge: journeys, waiting messages, contacts under
 * the caps, limits. What was there before returns to its profile as it is now. What is new goes to the profile whose
 * touchpoint caused it, otherwise it stays; where both could be meant, both have it, so that no limit becomes looser.
 */

import type { JourneyPosition } from '../model/journey-position.ts';
import { maxLeft, maxTouches } from '../model/limits.ts';
import type { Profile } from '../model/profile.ts';
import { type DividedEntries, makeAttribution } from './attribute-commitments.ts';
import { type DividedStates, divideCounts, divideFirings, divideWindows, subtract } from './divide-counts.ts';
import { isSameMessage } from './unite-held.ts';

type Commitments = Pick<
  Profile,
  | 'journeys'
  | 'journeyEntries'
  | 'recentExits'
  | 'held'
  | 'contacts'
  | 'campaignRuns'
  | 'touches'
  | 'ruleFirings'
  | 'computed'
>;

/** `replayed`: the two states with the touchpoints since then, of which the conversions and the returning instances count. */
export function divideCommitments(
  states: DividedStates,
  replayed: { readonly before: Profile; readonly ended: Profile },
  since: DividedEntries,
): { readonly before: Commitments; readonly ended: Commitments } {
  const { before, ended } = states;
  const isMoved = makeAttribution(states.current, since);
  const exits = new Set([...before.recentExits, ...ended.recentExits].map(([id]) => id));
  const journeysOf = {
    before: divideJourneys(before, states, replayed.before, (position) => !isMoved.journey(position)),
    ended: divideJourneys(ended, states, replayed.ended, isMoved.journey),
  };
  // Their messages are sent again.
  const returned = new Set(
    [...journeysOf.before, ...journeysOf.ended]
      .map(({ instanceId }) => instanceId)
      .filter((id) => !states.current.journeys.some((each) => each.instanceId === id)),
  );
  // A journey waits for its message, whatever the touchpoint that made it send.
  const instancesOfEnded = new Set(journeysOf.ended.map(({ instanceId }) => instanceId));
  const isHeldByEnded = (held: Profile['held'][number]) =>
    held.instanceId === undefined ? isMoved.held(held) : instancesOfEnded.has(held.instanceId);
  const divide = (own: Profile, facts: Profile, isEnded: boolean): Commitments => {
    const journeys = isEnded ? journeysOf.ended : journeysOf.before;
    const counts = isEnded ? isMoved.entries : undefined;
    const firings = isEnded ? isMoved.firings : undefined;
    const ruleFirings = divideFirings(own.ruleFirings, states, isMoved.firings, firings);
    return {
      journeys,
      held: divideHeld(own, states, since, returned, (held) => isHeldByEnded(held) === isEnded),
      contacts: addContacts(own.contacts, states),
      journeyEntries: divideCounts(own.journeyEntries, states, 'journeyEntries', isMoved.entries, counts),
      ruleFirings,
      computed: divideWindows(facts.computed, own.ruleFirings, ruleFirings, states),
      recentExits: [
        ...own.recentExits,
        ...states.current.recentExits.filter(([id]) => !exits.has(id) && !returned.has(id)),
      ].slice(-maxLeft),
      campaignRuns: {
        ...own.campaignRuns,
        ...Object.fromEntries(
          Object.entries(states.current.campaignRuns).filter(
            ([id, run]) => states.merged.campaignRuns[id] !== run,
          ),
        ),
      },
      touches: [
        ...facts.touches,
        ...states.current.touches.filter(
          (touch) => !isKnownTouch(touch, states) && isMoved.origin(touch.origin) === isEnded,
        ),
      ].slice(-maxTouches),
    };
  };
  return { before: divide(before, replayed.before, false), ended: divide(ended, replayed.ended, true) };
}

/** Those of before, as far as they have got, those that come back (of `replayed`), and the new ones of this profile. */
function divideJourneys(
  own: Profile,
  { current, before, ended }: DividedStates,
  replayed: Profile,
  isOwn: (position: JourneyPosition) => boolean,
): readonly JourneyPosition[] {
  const find = ({ journeys }: Profile, { instanceId }: JourneyPosition) =>
    journeys.find((position) => position.instanceId === instanceId);
  const added = current.journeys.filter(
    (position) => find(before, position) === undefined && find(ended, position) === undefined,
  );
  const newOnes = added.filter(isOwn);
  const isRepeated = ({ journey, key }: JourneyPosition) =>
    newOnes.some((position) => position.journey === journey && position.key === key);
  const restored = own.journeys.flatMap((position): readonly JourneyPosition[] => {
    const now = find(current, position);
    if (now !== undefined) return [now];
    const back = isRepeated(position) ? undefined : find(replayed, position);
    return back === undefined ? [] : [back];
  });
  return [...restored, ...newOnes];
}

function divideHeld(
  own: Profile,
  states: DividedStates,
  since: DividedEntries,
  returned: ReadonlySet<string>,
  isOwn: (held: Profile['held'][number]) => boolean,
): Profile['held'] {
  const { current, merged, before, ended } = states;
  const has = (profile: Profile, id: string) => profile.held.find((held) => held.id === id);
  const kept = own.held.flatMap((held) => {
    const now = has(current, held.id);
    if (now !== undefined) return [now];
    if (held.instanceId === undefined) return isHeldBack(held, states, since) ? [held] : [];
    const isUnknown = !own.journeys.some(({ instanceId }) => instanceId === held.instanceId);
    const isBack = returned.has(held.instanceId) || (isUnknown && has(merged, held.id) === undefined);
    return isBack ? [held] : [];
  });
  const added = current.held.filter(
    ({ id }) => has(before, id) === undefined && has(ended, id) === undefined,
  );
  return [...kept, ...added.filter(isOwn)];
}

/** The merge has dropped it, because the other profile held the same message, or the rule's limit was reached. */
function isHeldBack(
  held: Profile['held'][number],
  { merged }: DividedStates,
  { kept, moved, others }: DividedEntries,
): boolean {
  const traces = [...kept, ...moved, ...others]
    .flatMap((entry) => entry.traces)
    .filter(({ action }) => action === 'send');
  const isDropped =
    !merged.held.some(({ id }) => id === held.id) ||
    traces.some(({ effectId, reason }) => effectId === held.id && reason === 'profiles_merged');
  if (!isDropped) return false;
  // Nothing is sent twice.
  const twin = merged.held.find((other) => other.id !== held.id && isSameMessage(held, other));
  return !traces.some(
    ({ origin, effectId, reason }) =>
      reason === 'sent_to_channel' &&
      (twin === undefined ? origin === held.origin : effectId === twin.id || effectId === held.id),
  );
}

/** Both profiles have those since the merge. */
function addContacts(
  own: Profile['contacts'],
  { current, before, ended }: DividedStates,
): Profile['contacts'] {
  const added = subtract(current.contacts, [...before.contacts, ...ended.contacts]);
  return added.length === 0 ? own : [...own, ...added].sort(([one], [other]) => one - other);
}

function isKnownTouch(
  { origin, at, template, step }: Profile['touches'][number],
  states: DividedStates,
): boolean {
  return [...states.before.touches, ...states.ended.touches].some(
    (touch) =>
      touch.origin === origin && touch.at === at && touch.template === template && touch.step === step,
  );
}
