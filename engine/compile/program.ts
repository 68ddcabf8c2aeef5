/** The program of closures and indexes that is compiled from a published snapshot. */
import type { CompiledAction } from '../actions/compile-action.ts';
import type { CompiledCondition } from '../conditions/condition.ts';
import type { CompiledJourney } from '../journeys/compiled-journey.ts';
import type { CampaignDocument } from '../model/documents/campaign-document.ts';
import type { Duration } from '../model/documents/document-base.ts';
import type { PolicyDocument } from '../model/documents/policy-document.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';
import type { TemplateHeader } from '../model/program-snapshot.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import type { EqualityIndex, Indexed } from '../patterns/equality-index.ts';
import type { ParsedDuration } from '../time/duration.ts';
import type { Aggregator } from '../turn/aggregator.ts';

/** The program as `decide` runs it: closures and indexes. Made by compileProgram, never stored. */
export interface Program {
  readonly version: number;
  readonly policy: PolicyDocument;
  readonly liveWithin: ParsedDuration;
  /** By event name. */
  readonly plans: ReadonlyMap<string, EventPlan>;
  /** Each after those it refers to. */
  readonly segments: readonly CompiledSegment[];
  /** Those that time alone can change. */
  readonly timedSegments: readonly CompiledSegment[];
  /** Field of the profile (`traits.country`, `consents`, `lastSeenAt`) → segments that read it. */
  readonly readers: ReadonlyMap<string, readonly CompiledSegment[]>;
  /** Rules triggered by entering and leaving, by segment id. */
  readonly onEntered: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly onLeft: ReadonlyMap<string, readonly CompiledRule[]>;
  /** Journeys that a change of a segment lets people into, by segment id. */
  readonly journeysOnEntered: ReadonlyMap<string, readonly CompiledJourney[]>;
  readonly journeysOnLeft: ReadonlyMap<string, readonly CompiledJourney[]>;
  readonly templates: ReadonlyMap<string, CompiledTemplateHeader>;
  readonly journeys: ReadonlyMap<string, CompiledJourney>;
  /** Live and paused ones, by id. */
  readonly campaigns: ReadonlyMap<string, CampaignDocument>;
  /** Ids of the rules with a limit: what they fired is worth keeping. */
  readonly limited: ReadonlySet<string>;
  /** Computed traits and hidden counters by id. */
  readonly traits: ReadonlyMap<string, CompiledTrait>;
}

export interface EventPlan {
  readonly traits: EqualityIndex<CompiledTrait>;
  readonly rules: EqualityIndex<CompiledRule>;
  readonly hasRules: boolean;
  /** Journeys that the event lets people into. */
  readonly journeys: EqualityIndex<CompiledJourney>;
  readonly hasJourneys: boolean;
}

export interface CompiledTrait extends Indexed {
  readonly id: string;
  readonly document: TraitDocument;
  readonly aggregator: Aggregator;
  readonly matches: (touchpoint: Touchpoint, now: number) => boolean;
  /** Where the value is, below the touchpoint; empty for count and recency. */
  readonly path: readonly string[];
  /** Where the factor is that each value is multiplied by; absent for most. */
  readonly times?: readonly string[];
  /** Segments to judge again when it changes; filled while compiling. */
  readonly readers: CompiledSegment[];
}

export interface CompiledSegment {
  readonly id: string;
  /** Place among all: greater than that of every segment it refers to. */
  readonly order: number;
  readonly condition: CompiledCondition;
  /** Version of the program that brought its present meaning; 0 = unknown. */
  readonly since: number;
  /** Segments that refer to it; filled while compiling. */
  readonly readers: CompiledSegment[];
}

export interface CompiledRule extends Indexed {
  readonly id: string;
  /** `rule:<id>`. */
  readonly origin: string;
  readonly source?: string;
  readonly condition?: CompiledCondition;
  readonly priority: number;
  readonly actions: readonly CompiledAction[];
  readonly limit?: FireLimit;
}

export interface FireLimit {
  readonly times: number;
  readonly within?: Duration;
}

export interface CompiledTemplateHeader {
  readonly header: TemplateHeader;
  /** The paths the content uses, split. */
  readonly variables: readonly (readonly string[])[];
}
