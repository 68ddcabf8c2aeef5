/** People inside meet a new version of the program: archived and stopped journeys let go, step maps move. */

import type { JourneyPosition } from '../model/journey-position.ts';
import { traceKey } from '../turn/initiator.ts';
import { addTrace } from '../turn/turn.ts';
import type { CompiledJourney, CompiledStep, JourneyTurn, StepExecution } from './compiled-journey.ts';
import { dropHeld, takeOut } from './leave-journey.ts';
import { findPosition, findRemoval, isPaused, withoutBehind, writePosition } from './positions.ts';
import { applyOutcome, enterStep, makeExecution, suspend } from './run-steps.ts';

/** A journey that the program does not know lets everybody stand where they are. */
export function applyEdits(turn: JourneyTurn): void {
  const { profile, program } = turn;
  if (profile.journeys.length === 0 || profile.program === program.version) return;
  for (const { instanceId } of profile.journeys) {
    const position = findPosition(turn, instanceId);
    const journey = position === undefined ? undefined : program.journeys.get(position.journey);
    if (position === undefined || journey === undefined) continue;
    const reason = findRemoval(journey, turn.now);
    if (reason !== undefined) takeOut(turn, journey, position, reason);
    else move(turn, journey, position);
  }
}

function move(turn: JourneyTurn, journey: CompiledJourney, position: JourneyPosition): void {
  const moves = journey.published.moves.filter(({ to }) => to > position.version);
  const last = moves.at(-1);
  if (last === undefined) return;
  const isHalted = isPaused(journey);
  if (!isHalted && position.isDueWhilePaused === true && journey.document.whenResumed === 'drop') {
    takeOut(turn, journey, position, 'dropped_on_resume');
    return;
  }
  let step: string | null = position.step;
  for (const { steps } of moves) {
    const mapped: string | null | undefined = Object.hasOwn(steps, step) ? steps[step] : step;
    if (mapped === undefined || mapped === null) {
      takeOut(turn, journey, position, 'removed_by_step_map');
      return;
    }
    step = mapped;
  }
  const graph = journey.graphOf(last.to);
  const target = graph?.steps.get(step);
  if (graph === undefined || target === undefined) {
    // Publishing sees to it that nobody stands on a step that is gone, but some may stand before one, in a pause or at
    // the limit of steps. Without the graph they came by they would stand there for ever.
    if (journey.graphOf(position.version) === undefined)
      takeOut(turn, journey, position, 'removed_by_step_map');
    return;
  }
  const note = `version ${position.version}${step === position.step ? '' : `, from ${position.step}`}`;
  addTrace(turn, journey.origin, 'move', 'done', {
    step,
    version: last.to,
    note,
    ...traceKey(position.key),
  });
  const moved = { ...position, version: last.to, step };
  const isHeld = turn.profile.held.some(({ instanceId }) => instanceId === position.instanceId);
  if (isHeld && step === position.step && target.waits === 'forMessage') {
    writePosition(turn, moved);
    return;
  }
  if (isHeld) dropHeld(turn, position);
  const reached = { ...moved, stepCount: position.stepCount + 1 };
  // Standing is all that may begin in a pause.
  if (isHalted && target.waits !== 'always') suspend(turn, reached);
  else arriveMoved(makeExecution(turn, journey, graph, reached, position.since), target);
}

/** Reached as long ago as the old step. A wait that is over by now lets them go on, and what follows counts from now. */
function arriveMoved(execution: StepExecution, target: CompiledStep): void {
  const outcome = target.waits === 'always' ? target.onEnter(execution) : undefined;
  if (outcome?.kind === 'next') applyOutcome(execution, { ...outcome, at: execution.turn.now });
  else {
    enterStep(execution);
    const stood = findPosition(execution.turn, execution.position.instanceId);
    if (stood?.isCatchingUp === true) writePosition(execution.turn, withoutBehind(stood));
  }
}
