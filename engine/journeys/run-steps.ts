/** Walks an instance from step to step until one stands or ends. */

import { HOUR, MINUTE } from '../base/time-units.ts';
import type { JourneyPosition } from '../model/journey-position.ts';
import { maxStepsPerTurn } from '../model/limits.ts';
import { traceKey } from '../turn/initiator.ts';
import { addTrace } from '../turn/turn.ts';
import type {
  CompiledGraph,
  CompiledJourney,
  CompiledStep,
  JourneyTurn,
  StepExecution,
  StepOutcome,
} from './compiled-journey.ts';
import { makeJourneyInitiator } from './journey-initiator.ts';
import { endInstance } from './leave-journey.ts';
import { isPaused, writePosition } from './positions.ts';

/** Looked at again this long after the limit of steps. */
const limitPause = MINUTE;
/** While the journey is paused: once soon, then seldom. Who resumes it has everybody woken, and a look is a write. */
const pausedFor = 15 * MINUTE;
const pausedLongFor = 6 * HOUR;

export function makeExecution(
  turn: JourneyTurn,
  journey: CompiledJourney,
  graph: CompiledGraph,
  position: JourneyPosition,
  at: number,
): StepExecution {
  const initiator = makeJourneyInitiator(turn.profile, journey, position);
  return { turn, journey, graph, position, initiator, at };
}

/** Arrives at the step of `execution.position`, and goes on from there. */
export function enterStep(execution: StepExecution, listensFrom?: number): void {
  const { turn, graph, position } = execution;
  const step = graph.steps.get(position.step);
  if (step === undefined) {
    // Publishing lets no such graph through; if one is there, standing still loses nobody.
    writePosition(turn, position);
  } else if (turn.stepsRun >= maxStepsPerTurn) {
    suspendAtLimit(execution);
  } else {
    turn.stepsRun++;
    const outcome = step.onEnter(execution);
    if (outcome.kind === 'wait') waitAtStep(execution, step, outcome.until, listensFrom);
    else applyOutcome(execution, outcome, listensFrom);
  }
}

/** What comes after the step of `execution.position`. `listensFrom`: when they should have come, if a timer was late. */
export function applyOutcome(execution: StepExecution, outcome: StepOutcome, listensFrom?: number): void {
  const { turn, journey, graph, position } = execution;
  if (outcome.kind === 'end') {
    endInstance(turn, journey, position, outcome.reason, outcome.note);
  } else if (outcome.kind === 'wait') {
    const { until: _until, isCatchingUp: _behind, isDueWhilePaused: _overdue, ...rest } = position;
    writePosition(turn, outcome.until === undefined ? rest : { ...rest, until: outcome.until });
  } else {
    const at = outcome.at ?? execution.at;
    const moved = {
      ...clearMarks(position),
      step: outcome.step,
      since: at,
      stepCount: position.stepCount + 1,
    };
    if (isPaused(journey)) suspend(turn, { ...moved, isDueWhilePaused: true });
    else enterStep(makeExecution(turn, journey, graph, moved, at), listensFrom);
  }
}

/** Stands before a step until the pause is over. */
export function suspend(turn: JourneyTurn, position: JourneyPosition): void {
  writePosition(turn, { ...position, until: turn.now + pausedFor, isNotStarted: true });
}

/** When (epoch ms) somebody in a paused journey is looked at next. */
export function findNextLook({ now }: JourneyTurn, { isDueWhilePaused }: JourneyPosition): number {
  return now + (isDueWhilePaused === true ? pausedLongFor : pausedFor);
}

function waitAtStep(
  { turn, journey, graph, position, at }: StepExecution,
  step: CompiledStep,
  until: number | undefined,
  listensFrom: number | undefined,
): void {
  const isLate = step.onEvent !== undefined && listensFrom !== undefined && listensFrom < at;
  writePosition(turn, {
    ...clearMarks(position),
    ...(until === undefined ? {} : { until }),
    ...(isLate ? { listensFrom } : {}),
    ...(until !== undefined && until <= turn.now ? { isCatchingUp: true } : {}),
  });
  // A held message has its own trace.
  if (step.waits === 'forMessage') return;
  addTrace(turn, journey.origin, 'wait', 'done', {
    step: step.id,
    version: graph.version,
    ...traceKey(position.key),
  });
}

function clearMarks(position: JourneyPosition): JourneyPosition {
  const {
    until: _until,
    listensFrom: _from,
    isNotStarted: _ahead,
    isCatchingUp: _behind,
    isDueWhilePaused: _overdue,
    ...rest
  } = position;
  return rest;
}

function suspendAtLimit({ turn, journey, position }: StepExecution): void {
  const { step, version, key } = position;
  writePosition(turn, { ...clearMarks(position), until: turn.now + limitPause, isNotStarted: true });
  const note = `${maxStepsPerTurn} steps at once`;
  addTrace(turn, journey.origin, 'continue', 'limit_reached', { step, version, note, ...traceKey(key) });
}
