/** Runs an instance from step to step until it waits or ends. */

import { omitAbsent } from '../base/omit-absent.ts';
import { HOUR, MINUTE } from '../base/time-units.ts';
import type { JourneyPosition } from '../model/journey-position.ts';
import { maxStepsPerTurn } from '../model/limits.ts';
import { traceKey } from '../turn/initiator.ts';
import { addTrace } from '../turn/turn.ts';
import type { CompiledStep, JourneyTurn, StepExecution, StepOutcome } from './compiled-journey.ts';
import { endInstance } from './end-instance.ts';
import { isPaused, makeExecution, writePosition } from './instance.ts';

/** Checked again this long after the limit of steps. */
const limitPause = MINUTE;
/** While the journey is paused: once soon, then rarely. Resuming it wakes all people inside, and a check is a write. */
const firstPauseCheck = 15 * MINUTE;
const laterPauseCheck = 6 * HOUR;

/** Arrives at the step of `execution.position`, and continues from there. */
export function enterStep(execution: StepExecution, listensFrom?: number): void {
  const { turn, graph, position } = execution;
  const step = graph.steps.get(position.step);
  if (step === undefined) {
    // Publishing refuses such a graph; if there is one, the person stays here and is not lost.
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

/** Continues after the step of `execution.position`. `listensFrom`: when the person was due, if a timer was late. */
export function applyOutcome(execution: StepExecution, outcome: StepOutcome, listensFrom?: number): void {
  const { turn, journey, position } = execution;
  if (outcome.kind === 'end') {
    endInstance(turn, journey, position, outcome.reason, outcome.note);
  } else if (outcome.kind === 'wait') {
    const {
      until: _until,
      isCatchingUp: _isCatchingUp,
      isDueWhilePaused: _isDueWhilePaused,
      ...rest
    } = position;
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
    else enterStep(makeExecution(turn, execution, moved, at), listensFrom);
  }
}

/** The person waits before a step until the pause is over. */
export function suspend(turn: JourneyTurn, position: JourneyPosition): void {
  writePosition(turn, { ...position, until: turn.now + firstPauseCheck, isNotStarted: true });
}

/** When (epoch ms) an instance of a paused journey is checked next. */
export function findNextCheck({ now }: JourneyTurn, { isDueWhilePaused }: JourneyPosition): number {
  return now + (isDueWhilePaused === true ? laterPauseCheck : firstPauseCheck);
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
    ...omitAbsent({
      until,
      listensFrom: isLate ? listensFrom : undefined,
      isCatchingUp: until !== undefined && until <= turn.now ? true : undefined,
    }),
  });
  // A held message has its own trace.
  if (step.waits === 'forMessage') return;
  addTrace(turn, journey.origin, 'wait', 'done', {
    step: step.id,
    version: graph.version,
    ...traceKey(position.key),
  });
}

/** The position without the fields of the step that it was at. */
export function clearMarks(position: JourneyPosition): JourneyPosition {
  const {
    until: _until,
    listensFrom: _listensFrom,
    isNotStarted: _isNotStarted,
    isCatchingUp: _isCatchingUp,
    isDueWhilePaused: _isDueWhilePaused,
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
