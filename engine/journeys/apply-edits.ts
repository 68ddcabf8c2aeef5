/**
 * Applies a new version of the program to the people inside journeys: archived and stopped ones end, step maps move
 * people.
 */

import type { JourneyPosition } from '../model/journey-position.ts';
import { traceKey } from '../turn/initiator.ts';
import { addTrace } from '../turn/turn.ts';
import type {
  CompiledGraph,
  CompiledJourney,
  CompiledStep,
  JourneyTurn,
  StepExecution,
} from './compiled-journey.ts';
import { dropHeldMessages, removeInstance } from './end-instance.ts';
import {
  findPosition,
  findRemoval,
  isPaused,
  makeExecution,
  stopCatchingUp,
  writePosition,
} from './instance.ts';
import { applyOutcome, enterStep, suspend } from './run-steps.ts';

/** The people in a journey that the program does not know stay where they are. */
export function applyEdits(turn: JourneyTurn): void {
  const { profile, program } = turn;
  if (profile.journeys.length === 0 || profile.program === program.version) return;
  for (const { instanceId } of profile.journeys) {
    const position = findPosition(turn, instanceId);
    const journey = position === undefined ? undefined : program.journeys.get(position.journey);
    if (position === undefined || journey === undefined) continue;
    const reason = findRemoval(journey, turn.now);
    if (reason !== undefined) removeInstance(turn, journey, position, reason);
    else applyMoves(turn, journey, position);
  }
}

/** The step maps of all versions since the instance's own, one after the other. */
function applyMoves(turn: JourneyTurn, journey: CompiledJourney, position: JourneyPosition): void {
  const moves = journey.published.moves.filter(({ to }) => to > position.version);
  const last = moves.at(-1);
  if (last === undefined) return;
  if (!isPaused(journey) && position.isDueWhilePaused === true && journey.document.whenResumed === 'drop') {
    removeInstance(turn, journey, position, 'dropped_on_resume');
    return;
  }
  let id: string | null = position.step;
  for (const { steps } of moves) {
    const mapped: string | null | undefined = Object.hasOwn(steps, id) ? steps[id] : id;
    if (mapped === undefined || mapped === null) {
      removeInstance(turn, journey, position, 'removed_by_step_map');
      return;
    }
    id = mapped;
  }
  const graph = journey.graphOf(last.to);
  const target = graph?.steps.get(id);
  if (graph !== undefined && target !== undefined) moveTo(turn, journey, graph, position, target);
  // Publishing ensures that no person waits at a removed step, but some may be before one, in a pause or at the
  // limit of steps. Without their old graph they would stay there forever.
  else if (journey.graphOf(position.version) === undefined) {
    removeInstance(turn, journey, position, 'removed_by_step_map');
  }
}

function moveTo(
  turn: JourneyTurn,
  journey: CompiledJourney,
  graph: CompiledGraph,
  position: JourneyPosition,
  target: CompiledStep,
): void {
  const { version } = graph;
  const isSameStep = target.id === position.step;
  const note = `version ${position.version}${isSameStep ? '' : `, from ${position.step}`}`;
  const more = { step: target.id, version, note, ...traceKey(position.key) };
  addTrace(turn, journey.origin, 'move', 'done', more);
  const moved = { ...position, version, step: target.id };
  const isHeld = turn.profile.held.some(({ instanceId }) => instanceId === position.instanceId);
  if (isHeld && isSameStep && target.waits === 'forMessage') {
    writePosition(turn, moved);
    return;
  }
  if (isHeld) dropHeldMessages(turn, position);
  const reached = { ...moved, stepCount: position.stepCount + 1 };
  // In a pause only a wait may begin.
  if (isPaused(journey) && target.waits !== 'always') suspend(turn, reached);
  else enterMoved(makeExecution(turn, { journey, graph }, reached, position.since), target);
}

/**
 * The new step counts from the same moment as the old one. After a wait that is already over, what follows counts from
 * now.
 */
function enterMoved(execution: StepExecution, target: CompiledStep): void {
  const { turn, position } = execution;
  const outcome = target.waits === 'always' ? target.onEnter(execution) : undefined;
  if (outcome?.kind === 'next') {
    applyOutcome(execution, { ...outcome, at: turn.now });
    return;
  }
  enterStep(execution);
  const entered = findPosition(turn, position.instanceId);
  if (entered?.isCatchingUp === true) writePosition(turn, stopCatchingUp(entered));
}
