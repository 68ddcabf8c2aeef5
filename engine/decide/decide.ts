/** Makes decisions, as a pure function: traits, then computed traits, segments, rules and journeys, input by input. */

import { earliest } from '../base/earliest.ts';
import { applyBackfill } from '../campaigns/apply-backfill.ts';
import { reachPerson } from '../campaigns/reach-person.ts';
import type { Program } from '../compile/program.ts';
import { removeInstance } from '../journeys/end-instance.ts';
import { findPlace, findPosition } from '../journeys/instance.ts';
import { findDue } from '../journeys/run-timers.ts';
import { traceHeld } from '../messages/held-request.ts';
import { findHeldWake } from '../messages/release-held.ts';
import {
  type Backfill,
  type CampaignReach,
  type Decision,
  type Input,
  type Merge,
  makeUndoId,
} from '../model/decision.ts';
import { type KnownCounts, nothingArchived } from '../model/entry-archive.ts';
import { maxRounds } from '../model/limits.ts';
import type { Profile } from '../model/profile.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { listNewSegments } from '../segments/list-new-segments.ts';
import { traceKey } from '../turn/initiator.ts';
import { addTrace, makeEffectId } from '../turn/turn.ts';
import { finishDecision } from './finish-decision.ts';
import { findNextOccurrence, orderInputs } from './order-inputs.ts';
import { type PendingDecision, recordTurn, runTurn, startDecision, startTurn } from './pending-decision.ts';
import { react } from './react.ts';
import { isFresh, runTouchpoint } from './run-touchpoint.ts';

const everything = Number.POSITIVE_INFINITY;

/**
 * Folds `inputs` into the profile, touchpoints in the order in which they occurred. `now` in epoch ms. What is due
 * by `now` is done as well, with or without a wake: segments first, a journey's step after the
 * touchpoints that occurred up to its due moment, held messages last. The given outbox must be published already: the
 * decision starts a new one. `known`: archived counts of entries. A decision with `missing` names is invalid: read those
 * counts, then decide again.
 */
export function decide(
  profile: Profile,
  inputs: readonly Input[],
  program: Program,
  now: number,
  known: KnownCounts = nothingArchived,
): Decision {
  const pending = startDecision(profile, program, now, known);
  if (pending.isNewProgram) applyDefinitions(pending);
  const ordered = orderInputs(inputs);
  const isDue = profile.wakeAt !== undefined && profile.wakeAt <= now;
  const findNext = (from: number) => findNextOccurrence(ordered, from, (next) => isFresh(pending, next));
  // Before what is due: the other profile may have met what ends a journey.
  for (const input of ordered) if (input.kind === 'merge') runMerge(pending, input);
  if (isDue) runWake(pending, profile.wakeAt, findNext(0));
  for (const [index, input] of ordered.entries()) {
    if (input.kind === 'touchpoint') {
      runDue(pending, input.touchpoint.occurredAt, { before: input.touchpoint });
      runTouchpoint(pending, input);
    } else if (input.kind === 'campaign') runReach(pending, input);
    else if (input.kind === 'backfill') runBackfill(pending, input);
    else if (input.kind === 'wake' && !isDue && isWorthWaking(pending))
      runWake(pending, now, findNext(index + 1));
  }
  // A step may have changed a trait that another wait depends on, and so ended that wait.
  for (let round = 0; round < maxRounds && runDue(pending, everything, { round }); round++);
  return finishDecision(pending);
}

/** A new program may have changed segments, and the journeys that the person is in. */
function isWorthWaking({ due, isNewProgram, profile }: PendingDecision): boolean {
  return due.length > 0 || (isNewProgram && profile.journeys.length > 0);
}

/**
 * Runs before anything else: a person who existed before a segment was published is in it or not, but does not enter
 * it. Publishing a segment of a million people must not trigger a million welcomes.
 */
function applyDefinitions(pending: PendingDecision): void {
  const { given, program, now } = pending;
  const fresh = new Set(listNewSegments(given, program));
  if (fresh.size === 0) return;
  const others = pending.due.filter((segment) => !fresh.has(segment));
  pending.due = [...fresh];
  const id = `definitions:${program.version}`;
  const turn = startTurn(pending, { id, idTime: now, at: now, isLive: false, isByDefinition: true });
  runTurn(pending, turn);
  recordTurn(pending, turn, 'Definitions Published', now);
  pending.due = others;
  // Written even if nothing changed: otherwise the next change by time would be attributed to a new definition.
  pending.isChanged = true;
}

/** `due`: the moment of the timer; ids are made from it, so that a retry gives the same ones. */
function runWake(pending: PendingDecision, due: number, dueBefore: number): void {
  const cause = { id: `wake:${due}`, idTime: due, at: pending.now, dueBefore, isLive: true };
  const turn = startTurn(pending, cause);
  runTurn(pending, turn);
  recordTurn(pending, turn, 'Time Passed', due);
}

/**
 * Steps that were due before `until`, once the touchpoints up to there are taken; at the end held messages as well.
 * False when there are none.
 */
function runDue(
  pending: PendingDecision,
  until: number,
  { before, round = 0 }: { readonly before?: Touchpoint; readonly round?: number },
): boolean {
  const { profile, program, now } = pending;
  const { journeys, held } = profile;
  if (journeys.length === 0 && held.length === 0) return false;
  const heldUntil = until === everything ? findHeldWake(profile) : undefined;
  const due = earliest(
    findDue(profile, program, now, until),
    heldUntil !== undefined && heldUntil <= now ? heldUntil : undefined,
  );
  // A duplicate does not bound what is due.
  if (due === undefined || (before !== undefined && !isFresh(pending, before))) return false;
  // Not `wake`, which another turn of this decision may be called.
  const id = round === 0 ? `due:${due}` : `due:${due}:${round}`;
  const turn = startTurn(pending, { id, idTime: due, at: now, dueBefore: until, isLive: true });
  runTurn(pending, turn);
  recordTurn(pending, turn, 'Time Passed', due);
  return true;
}

function runReach(pending: PendingDecision, reach: CampaignReach): void {
  const id = `campaign:${reach.campaign}:${reach.run}`;
  const turn = startTurn(pending, { id, idTime: reach.run, at: pending.now, isLive: true });
  // A new program's segments first: the audience may be one of them.
  if (turn.due.size > 0) react(turn);
  reachPerson(turn, reach);
  runTurn(pending, turn);
  recordTurn(pending, turn, 'Campaign Reached', reach.run);
}

function runBackfill(pending: PendingDecision, backfill: Backfill): void {
  const { now } = pending;
  const { undo, undone } = backfill;
  const id = undo === undefined ? `backfill:${backfill.version}` : makeUndoId(undo);
  const isByDefinition = !backfill.triggers && undo === undefined;
  const turn = startTurn(pending, { id, idTime: now, at: now, isLive: backfill.triggers, isByDefinition });
  applyBackfill(turn, backfill);
  runTurn(pending, turn);
  pending.isChanged = true;
  if (undone !== undefined) pending.consents.push(...undone.consents);
  recordTurn(pending, turn, undo === undefined ? 'Backfilled' : 'Import Undone', now);
}

/** A change of segments by the merge triggers what any other does. */
function runMerge(
  pending: PendingDecision,
  { absorbed, at, left = [], dropped = [], ends = [], traces = [] }: Merge,
): void {
  pending.due = pending.program.segments;
  pending.isWakeStale = true;
  const turn = startTurn(pending, { id: `merge:${absorbed}`, idTime: at, at: pending.now, isLive: true });
  const effectId = makeEffectId(turn, 'identity', absorbed);
  const { id: profileId } = turn.profile;
  const properties = { absorbed };
  turn.effects.push({
    kind: 'EmitEvent',
    id: effectId,
    profileId,
    name: 'Profile Merged',
    properties,
    occurredAt: at,
  });
  addTrace(turn, 'identity', 'merge', 'profiles_merged', { effectId, note: absorbed });
  for (const [note, { journey, step, version, key }] of left)
    addTrace(turn, `journey:${journey}`, 'leave', 'profiles_merged', {
      step,
      version,
      note,
      ...traceKey(key),
    });
  for (const held of dropped) traceHeld(turn, held, 'profiles_merged');
  turn.traces.push(...traces);
  for (const [instanceId, reason] of ends) {
    const position = findPosition(turn, instanceId);
    const place = position && findPlace(turn.program, position);
    if (position !== undefined && place !== undefined) removeInstance(turn, place.journey, position, reason);
  }
  runTurn(pending, turn);
  recordTurn(pending, turn, 'Profile Merged', at);
}
