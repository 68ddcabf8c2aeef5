/**
 * An instance: one person's passage through a journey. This folder is its state machine; read it in this order:
 * instance (its position, read and written), run-steps (from step to step until one waits or ends), end-instance,
 * enter-journey. Then what moves an instance, in the order in which a turn calls it: apply-edits (a new version of the
 * journey), run-signal (events and changes of segments), run-timers (waits that end), defer-held (held messages of a
 * paused journey).
 */

import { makeMessageId } from '../base/message-id.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { JourneyPosition } from '../model/journey-position.ts';
import type { Profile } from '../model/profile.ts';
import type { EventView, Initiator } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';
import type {
  CompiledGraph,
  CompiledJourney,
  CompiledStep,
  JourneyProgram,
  JourneyTurn,
  StepExecution,
} from './compiled-journey.ts';

/** The position of an instance as of now; undefined once the instance is over. */
export function findPosition(turn: Turn, instanceId: string): JourneyPosition | undefined {
  return turn.profile.journeys.find((position) => position.instanceId === instanceId);
}

/** Replaces the instance's position, or adds it as the newest. */
export function writePosition(turn: Turn, position: JourneyPosition): void {
  const { journeys } = turn.profile;
  const index = journeys.findIndex(({ instanceId }) => instanceId === position.instanceId);
  turn.profile.journeys = index < 0 ? [...journeys, position] : journeys.with(index, position);
  turn.hasChanged = true;
}

export function removePosition(turn: Turn, instanceId: string): void {
  turn.profile.journeys = turn.profile.journeys.filter((position) => position.instanceId !== instanceId);
  turn.hasChanged = true;
}

export interface InstancePlace {
  readonly journey: CompiledJourney;
  readonly graph: CompiledGraph;
  /** Undefined when the graph has no such step: publishing refuses such a graph. */
  readonly step: CompiledStep | undefined;
}

/** The journey and graph of an instance; undefined when the program does not know the journey or the version. */
export function findPlace(
  program: JourneyProgram,
  { journey: id, version, step }: JourneyPosition,
): InstancePlace | undefined {
  const journey = program.journeys.get(id);
  const graph = journey?.graphOf(version);
  return journey === undefined || graph === undefined
    ? undefined
    : { journey, graph, step: graph.steps.get(step) };
}

/** The step of `position`, ready to run. `at` (epoch ms): the start of its waits. */
export function makeExecution(
  turn: JourneyTurn,
  { journey, graph }: Pick<InstancePlace, 'journey' | 'graph'>,
  position: JourneyPosition,
  at: number,
): StepExecution {
  const initiator = makeJourneyInitiator(turn.profile, journey, position);
  return { turn, journey, graph, position, initiator, at };
}

/** The instance as initiator: ids come from its entry, step and number of steps. */
export function makeJourneyInitiator(
  profile: Profile,
  { origin, document, graphOf }: CompiledJourney,
  position: JourneyPosition,
): Initiator {
  const { instanceId, step, version, stepCount, enteredAt, key } = position;
  return {
    origin,
    // keepEvent stores it in this shape.
    event: position.event as EventView | undefined,
    priority: document.priority ?? 0,
    senders: document,
    instanceId,
    step,
    version,
    findVariant: () => graphOf(version)?.findVariant(profile.id, step),
    ...omitAbsent({ key }),
    makeId: (action) => makeMessageId(enteredAt, profile.id, instanceId, step, String(stepCount), action),
  };
}

/** True also for a draft that was live before: no person enters, nothing advances. */
export function isPaused({ document }: CompiledJourney): boolean {
  return document.status === 'paused' || document.status === 'draft';
}

/** Why the people inside leave now; undefined = they stay. */
export function findRemoval(
  { document, stopAt }: CompiledJourney,
  now: number,
): 'journey_archived' | 'journey_stopped' | undefined {
  if (document.status === 'archived') return 'journey_archived';
  if (stopAt !== undefined && stopAt <= now && document.whenStopped === 'leave') return 'journey_stopped';
  return undefined;
}

/** What follows counts from now, not from `until`. */
export function stopCatchingUp({ isCatchingUp: _, ...position }: JourneyPosition): JourneyPosition {
  return position;
}

/**
 * Whether a wait that ends at `until` (epoch ms) is already over when a person reaches it. If the cause arrives late,
 * the wait must have been over when the cause occurred: a wait that ended since runs after everything else that the cause
 * triggers, and after what occurred before its end.
 */
export function isOver({ at, now, dueBefore = Number.POSITIVE_INFINITY }: Turn, until: number): boolean {
  return until <= Math.min(at, now) && until < dueBefore;
}
