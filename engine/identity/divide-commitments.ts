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

/** `replayed`: the two states with the touchpoints since then, of which the conversions count. */
export function divideCommitments(
  states: DividedStates,
  replayed: { readonly before: Profile; readonly ended: Profile },
  since: DividedEntries,
): { readonly before: Commitments; readonly ended: Commitments } {
  const { before, ended } = states;
  const isMoved = makeAttribution(states.current, since);
  const exits = new Set([...before.recentExits, ...ended.recentExits].map(([id]) => id));
  const isIn = (instanceId: string) => states.current.journeys.some((each) => each.instanceId === instanceId);
  // Of instances that the merge ended and that are back: their messages are sent.
  const returned = new Set(
    [before, ended].flatMap((own) =>
      divideJourneys(own, states, () => false)
        .map(({ instanceId }) => instanceId)
        .filter((id) => !isIn(id)),
    ),
  );
  // A journey waits for its message, whatever the touchpoint that made it send.
  const instancesOfEnded = new Set(
    divideJourneys(ended, states, isMoved.journey).map(({ instanceId }) => instanceId),
  );
  const isHeldByEnded = (held: Profile['held'][number]) =>
    held.instanceId === undefined ? isMoved.held(held) : instancesOfEnded.has(held.instanceId);
  const divide = (own: Profile, facts: Profile, isEnded: boolean): Commitments => {
    const journeys = divideJourneys(own, states, (position) => isMoved.journey(position) === isEnded);
    const instances = new Set(journeys.map(({ instanceId }) => instanceId));
    const restored = new Set(
      own.journeys.map(({ instanceId }) => instanceId).filter((id) => instances.has(id)),
    );
    const counts = isEnded ? isMoved.entries : undefined;
    const firings = isEnded ? isMoved.firings : undefined;
    const ruleFirings = divideFirings(own.ruleFirings, states, isMoved.firings, firings);
    return {
      journeys,
      held: divideHeld(own, states, restored, (held) => isHeldByEnded(held) === isEnded),
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

/** Those of before, as far as they have got, and the new ones of this profile. */
function divideJourneys(
  own: Profile,
  { current, merged, before, ended }: DividedStates,
  isOwn: (position: JourneyPosition) => boolean,
): readonly JourneyPosition[] {
  const find = ({ journeys }: Profile, { instanceId }: JourneyPosition) =>
    journeys.find((position) => position.instanceId === instanceId);
  const restored = own.journeys.flatMap((position): readonly JourneyPosition[] => {
    const now = find(current, position);
    if (now !== undefined) return [now];
    if (find(merged, position) !== undefined) return [];
    // The merge ended it, because of another instance of the journey. If that one has moved on since, what follows here
    // may have been sent.
    const { journey, key } = position;
    const other = merged.journeys.find((each) => each.journey === journey && each.key === key);
    const isStill =
      other === undefined
        ? !current.journeys.some((each) => each.journey === journey && each.key === key)
        : isEqual(find(current, other), other);
    return isStill ? [position] : [];
  });
  const added = current.journeys.filter(
    (position) => find(before, position) === undefined && find(ended, position) === undefined,
  );
  return [...restored, ...added.filter(isOwn)];
}

function divideHeld(
  own: Profile,
  { current, merged, before, ended }: DividedStates,
  restored: ReadonlySet<string>,
  isOwn: (held: Profile['held'][number]) => boolean,
): Profile['held'] {
  const has = (profile: Profile, id: string) => profile.held.find((held) => held.id === id);
  const kept = own.held.flatMap((held) => {
    const now = has(current, held.id);
    if (now !== undefined) return [now];
    const isEndedByMerge = has(merged, held.id) === undefined;
    const isBack = (id: string) =>
      restored.has(id) || !own.journeys.some(({ instanceId }) => instanceId === id);
    return isEndedByMerge && held.instanceId !== undefined && isBack(held.instanceId) ? [held] : [];
  });
  const added = current.held.filter(
    ({ id }) => has(before, id) === undefined && has(ended, id) === undefined,
  );
  return [...kept, ...added.filter(isOwn)];
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

function isEqual(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
