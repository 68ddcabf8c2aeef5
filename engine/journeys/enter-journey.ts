/** Enters a person into a journey, or records why not. */

import { hashText } from '../base/hash.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { JourneyPosition } from '../model/journey-position.ts';
import { defaultConcurrency, maxPositions } from '../model/limits.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import { type EventView, traceKey } from '../turn/initiator.ts';
import { addTrace } from '../turn/turn.ts';
import { readPath } from '../values/read-path.ts';
import { holdsClaim } from './account-claim.ts';
import type { CompiledGraph, CompiledJourney, JourneyTurn } from './compiled-journey.ts';
import { countEntries, mayReenter, noteEntry } from './entry-counts.ts';
import { keepEvent, readKey, toTouchpoint } from './entry-event.ts';
import { makeExecution, makeJourneyInitiator, writePosition } from './instance.ts';
import { applyOutcome } from './run-steps.ts';

export interface EntryCause {
  /** The event that `event.` paths of the journey read. */
  readonly event?: EventView | undefined;
  /** When it occurred (epoch ms). */
  readonly at: number;
}

/** A condition that does not hold leaves no trace, anything else exactly one. True when the person entered. */
export function enterJourney(turn: JourneyTurn, journey: CompiledJourney, cause: EntryCause): boolean {
  const { now, profile } = turn;
  const at = Math.min(cause.at, now);
  if (journey.condition !== undefined) {
    const touchpoint = cause.event === undefined ? undefined : toTouchpoint(cause.event, at);
    const situation = { profile, now, ...omitAbsent({ touchpoint }) };
    if (!journey.condition.holds(situation)) return false;
  }
  const graph = journey.graphOf(journey.version);
  const key = journey.keyPath === undefined ? undefined : readKey(turn, cause.event, journey.keyPath);
  const rejection = findRejection(turn, journey, key, { ...cause, at });
  if (rejection !== undefined || graph === undefined) {
    const [reason, more] = rejection ?? ['journey_missing'];
    addTrace(turn, journey.origin, 'enter', reason, { ...more, ...traceKey(key) });
    return false;
  }
  const position = makePosition(turn, journey, graph, key, { ...cause, at });
  noteEntry(turn, journey, key, at);
  emitEntered(turn, journey, position);
  // The person is inside from here on: a journey that this one enters cannot enter this one again.
  writePosition(turn, position);
  applyOutcome(makeExecution(turn, { journey, graph }, position, at), { kind: 'next', step: graph.start });
  return true;
}

type Rejection = readonly [ReasonCode, { note: string }?];

/** Why the person may not enter; undefined = they may. */
function findRejection(
  turn: JourneyTurn,
  journey: CompiledJourney,
  key: string | undefined,
  { event, at }: EntryCause,
): Rejection | undefined {
  const { document, keyPath, id } = journey;
  if (isClosed(journey, at, turn.now)) return ['journey_closed'];
  if (keyPath !== undefined && key === undefined) return rejectKey(turn, event, keyPath);
  const inside = turn.profile.journeys.filter((position) => position.journey === id);
  if (inside.some((position) => position.key === key)) return ['already_inside'];
  const maximum = document.concurrency ?? defaultConcurrency;
  if (inside.length >= maximum) return ['already_inside', { note: `${maximum} at once` }];
  if (!mayReenter(turn, journey, key, at)) return ['reentry_refused'];
  if (turn.profile.journeys.length >= maxPositions)
    return ['profile_limit_reached', { note: `${maxPositions} journeys at once` }];
  // Last: the claim belongs to the person from then on.
  if (document.oncePer === undefined || key === undefined || holdsClaim(turn.archive, id, key))
    return undefined;
  return ['reentry_refused', { note: 'another person of the account' }];
}

/** The trace when the path has no value, or one that cannot be a key. */
function rejectKey(turn: JourneyTurn, event: EventView | undefined, keyPath: readonly string[]): Rejection {
  const value = readPath(turn, event, keyPath);
  const note = keyPath.join('.');
  if (value === undefined || value === null || value === '') return ['key_missing', { note }];
  return ['invalid_value', { note: `${note} cannot be a key` }];
}

/** An event that occurred before `stopAt` and arrives late still causes an entry, unless the person would leave at once. */
function isClosed({ document, stopAt }: CompiledJourney, at: number, now: number): boolean {
  if (document.status !== 'live') return true;
  return stopAt !== undefined && (document.whenStopped === 'leave' ? now : at) >= stopAt;
}

function makePosition(
  turn: JourneyTurn,
  journey: CompiledJourney,
  graph: CompiledGraph,
  key: string | undefined,
  { event, at }: EntryCause,
): JourneyPosition {
  const { eventFields } = graph;
  const kept = event === undefined || eventFields.length === 0 ? undefined : keepEvent(event, eventFields);
  if (kept !== undefined && kept.omitted.length > 0) {
    const note = `too long to keep: ${kept.omitted.join(', ')}`;
    addTrace(turn, journey.origin, 'keep', 'invalid_value', { note, ...traceKey(key) });
  }
  // The count distinguishes two entries with one cause: a journey may enter another twice in a turn.
  const times = countEntries(turn, journey, key);
  return {
    journey: journey.id,
    version: graph.version,
    ...omitAbsent({ key }),
    instanceId: hashText(JSON.stringify([turn.profile.id, journey.id, key ?? null, turn.id, times])),
    enteredAt: at,
    step: graph.start,
    since: at,
    stepCount: 0,
    ...omitAbsent({ event: kept?.event }),
  };
}

function emitEntered(turn: JourneyTurn, journey: CompiledJourney, position: JourneyPosition): void {
  const { version, key, enteredAt } = position;
  const effectId = makeJourneyInitiator(turn.profile, journey, position).makeId('enter');
  turn.effects.push({
    kind: 'EmitEvent',
    id: effectId,
    profileId: turn.profile.id,
    name: 'Journey Entered',
    properties: { journey: journey.id, version, ...omitAbsent({ key }) },
    occurredAt: enteredAt,
  });
  addTrace(turn, journey.origin, 'enter', 'done', { effectId, version, ...traceKey(key) });
}
