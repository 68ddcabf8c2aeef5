/** Journeys as the engine runs them, and what they read of the program. */

import type { CompiledCondition } from '../conditions/condition.ts';
import type { JourneyDocument } from '../model/documents/journey-document.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';
import type { JourneyPosition } from '../model/journey-position.ts';
import type { PublishedJourney } from '../model/program-snapshot.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import type { EqualityIndex, Indexed } from '../patterns/equality-index.ts';
import type { ParsedDuration } from '../time/duration.ts';
import type { Definitions, TraitPlan } from '../turn/definitions.ts';
import type { Initiator } from '../turn/initiator.ts';
import type { SegmentChange, Turn } from '../turn/turn.ts';

export interface CompiledJourney extends Indexed {
  readonly id: string;
  /** `journey:win-back`. */
  readonly origin: string;
  readonly document: JourneyDocument;
  readonly version: number;
  readonly published: PublishedJourney;
  readonly condition?: CompiledCondition;
  /** Epoch ms. */
  readonly stopAt?: number;
  /** Least time between entries, of `reentry`. */
  readonly interval?: ParsedDuration;
  /** Path of the key in the event, split. */
  readonly keyPath?: readonly string[];
  readonly source?: string;
  /** Hidden counters that its conditions need, of all versions. */
  readonly counters: readonly TraitDocument[];
  /** Compiled on first use; undefined when that version is not known any more. */
  graphOf(version: number): CompiledGraph | undefined;
}

export interface JourneyProgram extends Definitions {
  readonly plans: ReadonlyMap<string, JourneyPlan>;
  readonly journeys: ReadonlyMap<string, CompiledJourney>;
  /** Journeys that a change of a segment lets people into, by segment id. */
  readonly journeysOnEntered: ReadonlyMap<string, readonly CompiledJourney[]>;
  readonly journeysOnLeft: ReadonlyMap<string, readonly CompiledJourney[]>;
}

export interface JourneyPlan extends TraitPlan {
  /** Journeys that the event lets people into. */
  readonly journeys: EqualityIndex<CompiledJourney>;
  readonly hasJourneys: boolean;
}

export type JourneyTurn = Turn<JourneyProgram>;

export interface CompiledGraph {
  readonly version: number;
  readonly start: string;
  readonly steps: ReadonlyMap<string, CompiledStep>;
  readonly exits: readonly CompiledMatch[];
  readonly goal?: CompiledMatch;
  /** Fields of the event that steps read, and are kept in the position: `['properties', 'cart_id']`, `['name']`. */
  readonly eventFields: readonly EventField[];
}

/** One at the top, or the first level of `properties`, `traits`, `context`; these whole when no name is given. */
export type EventField = readonly [root: string, name?: string];

/** Something that happened in this turn. */
export interface Signal {
  /** Segments that changed since the last signal. */
  readonly changes: readonly SegmentChange[];
  /** The turn's touchpoint is part of it: true only the first time. */
  readonly isEvent: boolean;
}

/** An event or a change of a segment that a step, an exit or a goal looks for. */
export interface CompiledMatch {
  /** Events count that occurred at `from` (epoch ms) or later. */
  matches(turn: JourneyTurn, signal: Signal, position: JourneyPosition, from: number): boolean;
  /** Holds without anything happening: membership of a segment, on arrival. Events never do. */
  holdsNow(turn: JourneyTurn): boolean;
}

/** One person at one step. */
export interface StepExecution {
  readonly turn: JourneyTurn;
  readonly journey: CompiledJourney;
  readonly graph: CompiledGraph;
  readonly position: JourneyPosition;
  /** The instance: ids come from its entry, step and number of steps. */
  readonly initiator: Initiator;
  /** From when waits count (epoch ms): when the cause occurred, or now after a wait. */
  readonly at: number;
}

export type StepOutcome =
  /** `at`: when they came there (epoch ms), if not at the time of the execution. */
  | { readonly kind: 'next'; readonly step: string; readonly at?: number }
  /** Stays here; `until` (epoch ms) absent = until something else settles it. */
  | { readonly kind: 'wait'; readonly until?: number }
  | { readonly kind: 'end'; readonly reason: ReasonCode; readonly note?: string };

export interface CompiledStep {
  readonly id: string;
  /** Whether people wait at it: for a moment or a signal, until its own message is settled, or never. */
  readonly waits: 'always' | 'forMessage' | 'never';
  onEnter(execution: StepExecution): StepOutcome;
  /** Its `until` has come, or its message was settled. Only steps at which people wait have it. */
  onTimeout?(execution: StepExecution): StepOutcome;
  /** Something happened while a person waits here, `execution.at` its time; undefined = not what it waits for. */
  onEvent?(execution: StepExecution, signal: Signal): StepOutcome | undefined;
  /** The new `until` (epoch ms), where it depends on the person's traits. */
  reschedule?(execution: StepExecution): number;
}
