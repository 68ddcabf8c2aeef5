/**
 * Divides what a merged profile has begun, sent and counted since the merge: journeys, waiting messages, contacts under
 * the caps, limits. What was there before returns to its profile as it is now. What is new goes to the profile whose
 * touchpoint caused it, otherwise it stays; where both could be meant, both have it, so that no limit becomes looser.
 */

import type { JourneyPosition } from '../model/journey-position.ts';
import { nameEntryCount } from '../model/journey-position.ts';
import { maxLeft, maxTouches } from '../model/limits.ts';
import type { Profile } from '../model/profile.ts';
import type { TimelineEntry, Trace } from '../model/timeline-entry.ts';

/** Of touchpoints since the merge, oldest first, by the profile that their ids lead to. */
export interface DividedEntries {
  /** Of the profile that stayed. */
  readonly kept: readonly TimelineEntry[];
  /** Of the profile that ended. */
  readonly moved: readonly TimelineEntry[];
}

export interface DividedStates {
  readonly current: Profile;
  /** Right after the merge, computed again. */
  readonly merged: Profile;
  readonly before: Profile;
  /** Without its mark. */
  readonly ended: Profile;
}

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
>;

/** `replayed`: the two states with the touchpoints since then, of which the conversions count. */
export function divideCommitments(
  states: DividedStates,
  replayed: { readonly before: Profile; readonly ended: Profile },
  since: DividedEntries,
): { readonly before: Commitments; readonly ended: Commitments } {
  const { before, ended } = states;
  const isMoved = makeAttribution(states, since);
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
  const divide = (own: Profile, facts: Profile, isEnded: boolean): Commitments => {
    const journeys = divideJourneys(own, states, (position) => isMoved.journey(position) === isEnded);
    const instances = new Set(journeys.map(({ instanceId }) => instanceId));
    const restored = new Set(
      own.journeys.map(({ instanceId }) => instanceId).filter((id) => instances.has(id)),
    );
    const counts = isEnded ? isMoved.entries : undefined;
    const firings = isEnded ? isMoved.firings : undefined;
    return {
      journeys,
      held: divideHeld(own, states, restored, (held) => isMoved.held(held) === isEnded),
      contacts: addContacts(own.contacts, states),
      journeyEntries: divideCounts(own.journeyEntries, states, 'journeyEntries', isMoved.entries, counts),
      ruleFirings: divideCounts(own.ruleFirings, states, 'ruleFirings', isMoved.firings, firings),
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
    const isStill = other === undefined || isEqual(find(current, other), other);
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

interface Attribution {
  journey(position: JourneyPosition): boolean;
  held(held: Profile['held'][number]): boolean;
  origin(origin: string): boolean;
  /** Times since the merge by touchpoints of the profile that ended, and the last of them (epoch ms). */
  readonly entries: ReadonlyMap<string, Count>;
  readonly firings: ReadonlyMap<string, Count>;
}

type Count = readonly [times: number, lastAt: number];

/** True for what a touchpoint of the profile that ended has caused. */
function makeAttribution({ current }: DividedStates, { kept, moved }: DividedEntries): Attribution {
  const traces = moved.flatMap(({ traces, occurredAt }) => traces.map((trace) => ({ trace, occurredAt })));
  const causes = new Set(moved.map(({ touchpointId }) => touchpointId));
  const isEntry = ({ action, reason }: Trace) => action === 'enter' && reason === 'done';
  const entries = new Map<string, Count>();
  const firings = new Map<string, Count>();
  const instances = new Set<string>();
  const count = (counts: Map<string, Count>, name: string, at: number) => {
    const [times, lastAt] = counts.get(name) ?? [0, at];
    counts.set(name, [times + 1, Math.max(lastAt, at)]);
  };
  for (const { trace, occurredAt } of traces) {
    const [kind, id = ''] = trace.origin.split(':');
    if (kind === 'journey' && isEntry(trace)) {
      count(entries, nameEntryCount(id, trace.key), occurredAt);
      for (const { journey, key, enteredAt, instanceId } of current.journeys) {
        if (journey === id && key === trace.key && enteredAt === occurredAt) instances.add(instanceId);
      }
    }
  }
  for (const { traces: own, occurredAt } of moved) {
    const rules = own.filter(({ origin, effectId }) => origin.startsWith('rule:') && effectId !== undefined);
    for (const origin of new Set(rules.map(({ origin }) => origin)))
      count(firings, origin.slice('rule:'.length), occurredAt);
  }
  const origins = new Set(traces.map(({ trace }) => trace.origin));
  const keptOrigins = new Set(kept.flatMap(({ traces: own }) => own.map(({ origin }) => origin)));
  return {
    journey: ({ instanceId }) => instances.has(instanceId),
    held: ({ cause, instanceId }) =>
      causes.has(cause) || (instanceId !== undefined && instances.has(instanceId)),
    origin: (origin) => origins.has(origin) && !keptOrigins.has(origin),
    entries,
    firings,
  };
}

/**
 * Own counts, and those since the merge: of the profile that ended those of its touchpoints (`own`), of the other one
 * the rest.
 */
function divideCounts(
  counts: Readonly<Record<string, Count>>,
  { current, before, ended }: DividedStates,
  field: 'journeyEntries' | 'ruleFirings',
  moved: ReadonlyMap<string, Count>,
  own: ReadonlyMap<string, Count> | undefined,
): Record<string, Count> {
  const divided: Record<string, Count> = { ...counts };
  const read = (record: Readonly<Record<string, Count>>, name: string): Count | undefined =>
    Object.hasOwn(record, name) ? record[name] : undefined;
  for (const [name, [times, lastAt]] of Object.entries(current[field])) {
    const past = (read(before[field], name)?.[0] ?? 0) + (read(ended[field], name)?.[0] ?? 0);
    const added = Math.max(0, times - past);
    const [movedTimes, movedAt] = moved.get(name) ?? [0, 0];
    const share = own === undefined ? added - Math.min(added, movedTimes) : Math.min(added, movedTimes);
    if (share === 0) continue;
    const [known, knownAt] = read(counts, name) ?? [0, 0];
    divided[name] = [known + share, Math.max(knownAt, own === undefined ? lastAt : movedAt)];
  }
  return divided;
}

/** Both profiles have those since the merge. Equal ones count as often as they are there. */
function addContacts(
  own: Profile['contacts'],
  { current, before, ended }: DividedStates,
): Profile['contacts'] {
  const left = new Map<string, number>();
  const past = [...before.contacts, ...ended.contacts].map((contact) => contact.join());
  for (const name of past) left.set(name, (left.get(name) ?? 0) + 1);
  const added = current.contacts.filter((contact) => {
    const times = left.get(contact.join()) ?? 0;
    left.set(contact.join(), times - 1);
    return times <= 0;
  });
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
