/** The compiled config: a plain-JSON snapshot that is published, and the program of closures made from it. */
import type { CompiledAction } from '../actions/compile-action.ts';
import type { CompiledCondition } from '../conditions/condition.ts';
import type { EqualityIndex, Indexed } from '../conditions/equality-index.ts';
import type { CompiledJourney, PublishedJourney } from '../journeys/compiled-journey.ts';
import type {
  CampaignDocument,
  Duration,
  PolicyDocument,
  RuleDocument,
  SegmentDocument,
  TemplateDocument,
  TraitDocument,
} from '../model/documents/documents.ts';
import type { Pauses } from '../model/pauses.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import type { ParsedDuration } from '../time/duration.ts';
import type { Aggregator } from '../turn/aggregator.ts';

/** What the engine needs to know of a template: never its content, which only senders load. See makeTemplateHeader. */
export interface TemplateHeader
  extends Omit<TemplateDocument, 'kind' | 'status' | 'name' | 'description' | 'content' | 'locales'> {
  /** Content hash; senders load exactly this revision. */
  readonly revision: string;
  /** Locales with content of their own, besides the default. */
  readonly locales: readonly string[];
  /** The content shows dates or money: the message carries the person's language and time zone. */
  readonly isFormatted?: true;
  /** Paths the content uses, such as `profile.traits.first_name`, `event.properties.total`. */
  readonly variables: readonly string[];
}

/** Everything live, validated and cross-checked. JSON; gzipped and chunked when stored. */
export interface ProgramSnapshot {
  readonly schemaVersion: 1;
  /** 1, 2, 3 ...; 0 = nothing published yet. */
  readonly version: number;
  /** Hash of the content without `version` and `publishedAt`: equal hash, nothing to publish. */
  readonly hash: string;
  /** Epoch ms. */
  readonly publishedAt: number;
  /** Segment id → version that brought its present meaning; 0 = before this was noted. See version-segments.ts. */
  readonly segmentsSince?: Readonly<Record<string, number>>;
  /** Campaign id → the moment (epoch ms) that its `at: now` means. */
  readonly startedNow?: Readonly<Record<string, number>>;
  readonly rules: readonly RuleDocument[];
  readonly segments: readonly SegmentDocument[];
  readonly traits: readonly TraitDocument[];
  readonly templates: readonly TemplateHeader[];
  readonly journeys: readonly PublishedJourney[];
  readonly campaigns: readonly CampaignDocument[];
  readonly policy: PolicyDocument;
  /** Absent where nothing is paused. See pauses.ts. */
  readonly pauses?: Pauses;
}

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
