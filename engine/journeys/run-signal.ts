/** Applies signals to instances: exits and goals, branches of waitFor, entries. */

import type { JourneyPosition } from '../model/journey-position.ts';
import type { CompiledGraph, CompiledJourney, JourneyTurn, Signal } from './compiled-journey.ts';
import { removeInstance } from './end-instance.ts';
import { enterJourney } from './enter-journey.ts';
import { findPlace, findPosition, makeExecution } from './instance.ts';
import { applyOutcome } from './run-steps.ts';

/** Exits and goals first, then the steps that wait for it, then entries. */
export function runSignal(turn: JourneyTurn, signal: Signal): void {
  runExits(turn, signal);
  for (const { instanceId } of turn.profile.journeys) signalStep(turn, signal, instanceId);
  enterByEvent(turn, signal);
  enterBySegments(turn, signal);
}

/** Exits and goals only: old events remove people as well. */
export function runExits(turn: JourneyTurn, signal: Signal): void {
  for (const position of turn.profile.journeys) {
    const place = findPlace(turn.program, position);
    if (place === undefined) continue;
    const reason = findExit(turn, signal, place.graph, position);
    if (reason !== undefined) removeInstance(turn, place.journey, position, reason);
  }
}

/** A signal that matches both counts as the goal. */
export function findExit(
  turn: JourneyTurn,
  signal: Signal,
  { goal, exits }: CompiledGraph,
  position: JourneyPosition,
): 'converted' | 'exited' | undefined {
  const from = position.enteredAt;
  if (goal?.matches(turn, signal, position, from) === true) return 'converted';
  return exits.some((exit) => exit.matches(turn, signal, position, from)) ? 'exited' : undefined;
}

/** One signal ends one waitFor of an instance, never two. */
function signalStep(turn: JourneyTurn, signal: Signal, instanceId: string): void {
  const position = findPosition(turn, instanceId);
  if (position === undefined || position.isNotStarted === true) return;
  const place = findPlace(turn.program, position);
  if (place?.step?.onEvent === undefined) return;
  const at = Math.max(position.since, Math.min(turn.at, turn.now));
  const execution = makeExecution(turn, place, position, at);
  const outcome = place.step.onEvent(execution, signal);
  if (outcome !== undefined) applyOutcome(execution, outcome);
}

function enterByEvent(turn: JourneyTurn, { isEvent }: Signal): void {
  const { touchpoint, program } = turn;
  if (touchpoint === undefined || !isEvent) return;
  const plan = program.plans.get(touchpoint.name);
  if (plan?.hasJourneys !== true) return;
  for (const journey of plan.journeys.find(touchpoint)) {
    if (isTriggered(journey, turn)) enterJourney(turn, journey, { event: touchpoint, at: turn.at });
  }
}

/** The index may offer more than what matches. */
function isTriggered({ document, id, source }: CompiledJourney, { touchpoint }: JourneyTurn): boolean {
  if ('api' in document.trigger) return touchpoint?.properties['journey'] === id;
  return source === undefined || source === touchpoint?.source;
}

/** A change that a rule has already reverted enters no person: the exit that would end the instance has passed. */
function enterBySegments(turn: JourneyTurn, { changes }: Signal): void {
  const { journeysOnEntered, journeysOnLeft } = turn.program;
  for (const { segment, entered } of changes) {
    if (Object.hasOwn(turn.profile.segments, segment.id) !== entered) continue;
    const journeys = (entered ? journeysOnEntered : journeysOnLeft).get(segment.id) ?? [];
    for (const journey of journeys) enterJourney(turn, journey, { event: turn.touchpoint, at: turn.at });
  }
}
