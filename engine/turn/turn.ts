/** One step of a decision: a touchpoint or a wake-up, and what it has caused so far. */

import { makeMessageId } from '../base/message-id.ts';
import type { Effect } from '../model/effects.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import type { Trace } from '../model/timeline-entry.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import type { CompiledSegment } from '../segments/compile-segments.ts';
import type { Definitions } from './definitions.ts';
import type { WorkingProfile } from './working-profile.ts';

/** `Program`: the part of the program that the turn's functions read. */
export interface Turn<Program extends Definitions = Definitions> extends WorkingProfile {
  readonly program: Program;
  readonly touchpoint: Touchpoint | undefined;
  readonly now: number;
  /** The touchpoint's id, or `wake:<due moment>`. */
  readonly id: string;
  /** Time part of the ids made here: the same each time this is decided (epoch ms). */
  readonly idTime: number;
  /** When it occurred (epoch ms): statements made here count from then. */
  readonly at: number;
  /**
   * Steps of journeys that were due before this moment run (epoch ms); none in a touchpoint's turn. Infinity = held
   * messages too.
   */
  readonly dueBefore: number | undefined;
  /** False for historical touchpoints: they trigger nothing. */
  readonly isLive: boolean;
  /** A definition is new, without an event: a person found in a segment counts as in it all along. */
  readonly isByDefinition: boolean;
  readonly traces: Trace[];
  readonly effects: Effect[];
  /** Steps of journeys run so far. */
  stepsRun: number;
  /** Segments to evaluate again. */
  readonly due: Set<CompiledSegment>;
  /** Changes of segments that rules and journeys have not reacted to yet. */
  readonly pendingChanges: SegmentChange[];
  /** A segment was evaluated: the next change by time must be computed again. */
  hasEvaluated: boolean;
  /** The profile changed without leaving a trace. */
  hasChanged: boolean;
}

export interface SegmentChange {
  readonly segment: CompiledSegment;
  readonly entered: boolean;
}

/** Equal turns that decide the same thing again get the same id. */
export function makeEffectId(turn: Turn, origin: string, action: string): string {
  return makeMessageId(turn.idTime, turn.profile.id, turn.id, origin, action);
}

export function addTrace(
  turn: Turn,
  origin: string,
  action: string,
  reason: ReasonCode,
  more?: Omit<Trace, 'origin' | 'action' | 'reason'>,
): void {
  turn.traces.push({ origin, action, reason, ...more });
}

/** Marks the segments that read `field` (`traits.country`, `consents`, `lastSeenAt`) as due. */
export function touchField(turn: Turn, field: string): void {
  const readers = turn.program.readers.get(field);
  if (readers !== undefined) for (const segment of readers) turn.due.add(segment);
}
