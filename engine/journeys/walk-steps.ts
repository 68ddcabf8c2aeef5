/** Walks an instance from step to step until one stands or ends. */
import { traceKey } from '../actions/actor.ts';
import { maxStepsPerTurn } from '../limits.ts';
import { addTrace, type Turn } from '../turn.ts';
import type { CompiledGraph, CompiledJourney, CompiledStep, StepOutcome, Visit } from './compiled-journey.ts';
import { makeJourneyActor } from './journey-actor.ts';
import type { JourneyPosition } from './journey-position.ts';
import { endInstance } from './leave-journey.ts';
import { isPaused, writePosition } from './positions.ts';

/** Looked at again this long after the limit of steps. */
const limitPause = 60_000;
/** While the journey is paused: once soon, then seldom. Who resumes it has everybody woken, and a look is a write. */
const pausedFor = 15 * 60_000;
const pausedLongFor = 6 * 3_600_000;

export function makeVisit(
  turn: Turn,
  journey: CompiledJourney,
  graph: CompiledGraph,
  position: JourneyPosition,
  at: number,
): Visit {
  const actor = makeJourneyActor(turn.profile, journey, position);
  return { turn, journey, graph, position, actor, at };
}

/** Arrives at the step of `visit.position`, and goes on from there. */
export function arrive(visit: Visit, listensFrom?: number): void {
  const { turn, graph, position } = visit;
  const step = graph.steps.get(position.step);
  if (step === undefined) {
    // Publishing lets no such graph through; if one is there, standing still loses nobody.
    writePosition(turn, position);
  } else if (turn.stepsWalked >= maxStepsPerTurn) {
    standAhead(visit);
  } else {
    turn.stepsWalked++;
    const outcome = step.arrive(visit);
    if (outcome.kind === 'stand') stand(visit, step, outcome.until, listensFrom);
    else follow(visit, outcome, listensFrom);
  }
}

/** What comes after the step of `visit.position`. `listensFrom`: when they should have come, if a timer was late. */
export function follow(visit: Visit, outcome: StepOutcome, listensFrom?: number): void {
  const { turn, journey, graph, position } = visit;
  if (outcome.kind === 'end') {
    endInstance(turn, journey, position, outcome.reason, outcome.note);
  } else if (outcome.kind === 'stand') {
    const { until: _until, isBehind: _behind, isOverdue: _overdue, ...rest } = position;
    writePosition(turn, outcome.until === undefined ? rest : { ...rest, until: outcome.until });
  } else {
    const at = outcome.at ?? visit.at;
    const moved = { ...clearMarks(position), step: outcome.next, since: at, walked: position.walked + 1 };
    if (isPaused(journey)) park(turn, { ...moved, isOverdue: true });
    else arrive(makeVisit(turn, journey, graph, moved, at), listensFrom);
  }
}

/** Stands before a step until the pause is over. */
export function park(turn: Turn, position: JourneyPosition): void {
  writePosition(turn, { ...position, until: turn.now + pausedFor, isAhead: true });
}

/** When (epoch ms) somebody in a paused journey is looked at next. */
export function findNextLook({ now }: Turn, { isOverdue }: JourneyPosition): number {
  return now + (isOverdue === true ? pausedLongFor : pausedFor);
}

function stand(
  { turn, journey, graph, position, at }: Visit,
  step: CompiledStep,
  until: number | undefined,
  listensFrom: number | undefined,
): void {
  const isLate = step.notice !== undefined && listensFrom !== undefined && listensFrom < at;
  writePosition(turn, {
    ...clearMarks(position),
    ...(until === undefined ? {} : { until }),
    ...(isLate ? { listensFrom } : {}),
    ...(until !== undefined && until <= turn.now ? { isBehind: true } : {}),
  });
  // A held message has its own trace.
  if (step.type === 'send') return;
  addTrace(turn, journey.subject, 'wait', 'done', {
    step: step.id,
    version: graph.version,
    ...traceKey(position.key),
  });
}

function clearMarks(position: JourneyPosition): JourneyPosition {
  const {
    until: _until,
    listensFrom: _from,
    isAhead: _ahead,
    isBehind: _behind,
    isOverdue: _overdue,
    ...rest
  } = position;
  return rest;
}

function standAhead({ turn, journey, position }: Visit): void {
  const { step, version, key } = position;
  writePosition(turn, { ...clearMarks(position), until: turn.now + limitPause, isAhead: true });
  const note = `${maxStepsPerTurn} steps at once`;
  addTrace(turn, journey.subject, 'walk', 'limit_reached', { step, version, note, ...traceKey(key) });
}
