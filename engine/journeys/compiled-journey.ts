/** Compiled journeys, and the part of the program that they read. */

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
  /** Minimum time between entries, from `reentry`. */
  readonly interval?: ParsedDuration;
  /** Path of the key in the event, split. */
  readonly keyPath?: readonly string[];
  readonly source?: string;
  /** Hidden counters that its conditions need, for all versions. */
  readonly counters: readonly TraitDocument[];
  /** Compiled on first use; undefined when that version is no longer known. */
  graphOf(version: number): CompiledGraph | undefined;
}

export interface JourneyProgram extends Definitions {
  readonly plans: ReadonlyMap<string, JourneyPlan>;
  readonly journeys: ReadonlyMap<string, CompiledJourney>;
  /** Journeys that a change of a segment triggers, by segment id. */
  readonly journeysOnEntered: ReadonlyMap<string, readonly CompiledJourney[]>;
  readonly journeysOnLeft: ReadonlyMap<string, readonly CompiledJourney[]>;
}

export interface JourneyPlan extends TraitPlan {
  /** Journeys that the event triggers. */
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
  /** Fields of the event that steps read and the position keeps: `['properties', 'cart_id']`, `['name']`. */
  readonly eventFields: readonly EventField[];
  /** The variant of a message of `step` for a person; undefined where no split leads to it. */
  findVariant(profileId: string, step: string): string | undefined;
}

/** One at the top, or the first level of `properties`, `traits`, `context`; the whole field when no name is given. */
export type EventField = readonly [root: string, name?: string];

/** Something that happened in this turn. */
export interface Signal {
  /** Segments that changed since the last signal. */
  readonly changes: readonly SegmentChange[];
  /** The turn's touchpoint is part of the signal: true only the first time. */
  readonly isEvent: boolean;
}

/** An event or a change of a segment that a step, an exit or a goal matches. */
export interface CompiledMatch {
  /** Events that occurred at `from` (epoch ms) or later count. */
  matches(turn: JourneyTurn, signal: Signal, position: JourneyPosition, from: number): boolean;
  /** True without a signal: membership of a segment, on arrival. Never true for events. */
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
  /** The start of waits (epoch ms): when the cause occurred, or now after a wait. */
  readonly at: number;
}

export type StepOutcome =
  /** `at`: when they reached it (epoch ms), if not at the time of the execution. */
  | { readonly kind: 'next'; readonly step: string; readonly at?: number }
  /** The person stays here; `until` (epoch ms) absent = until something else settles it. */
  | { readonly kind: 'wait'; readonly until?: number }
  | { readonly kind: 'end'; readonly reason: ReasonCode; readonly note?: string };

export interface CompiledStep {
  readonly id: string;
  /** Whether people wait at it: for a moment or a signal, until its own message is settled, or never. */
  readonly waits: 'always' | 'forMessage' | 'never';
  onEnter(execution: StepExecution): StepOutcome;
  /** Runs when `until` is reached or the message is settled. Only steps at which people wait have it. */
  onTimeout?(execution: StepExecution): StepOutcome;
  /** Runs on a signal while a person waits here, `execution.at` its time; undefined = the step does not wait for it. */
  onEvent?(execution: StepExecution, signal: Signal): StepOutcome | undefined;
  /** The new `until` (epoch ms), where it depends on the person's traits. */
  reschedule?(execution: StepExecution): number;
}
