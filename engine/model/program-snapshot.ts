/** The config as it is published and stored: plain JSON, validated and cross-checked. */
import type { CampaignDocument } from './documents/campaign-document.ts';
import type { EventDocument } from './documents/event-document.ts';
import type { JourneyDocument, JourneyGraph } from './documents/journey-document.ts';
import type { LinkDocument } from './documents/link-document.ts';
import type { PolicyDocument } from './documents/policy-document.ts';
import type { PurposeDocument, TopicDocument } from './documents/purpose-document.ts';
import type { QueryDocument } from './documents/query-document.ts';
import type { RuleDocument } from './documents/rule-document.ts';
import type { SegmentDocument } from './documents/segment-document.ts';
import type { TemplateDocument } from './documents/template-document.ts';
import type { TraitDocument } from './documents/trait-document.ts';
import type { Pauses } from './pauses.ts';

/** Everything live, validated and cross-checked. JSON; gzipped and chunked when stored. */
export interface ProgramSnapshot {
  readonly schemaVersion: 1;
  /** 1, 2, 3 ...; 0 = nothing published yet. */
  readonly version: number;
  /** Hash of the content without `version` and `publishedAt`: equal hash, nothing to publish. */
  readonly hash: string;
  /** Epoch ms. */
  readonly publishedAt: number;
  /** Segment id → version that introduced its present meaning; 0 = before this was recorded. See version-segments.ts. */
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
  /** Absent where there are none. */
  readonly purposes?: readonly PurposeDocument[];
  readonly topics?: readonly TopicDocument[];
  readonly contracts?: readonly EventDocument[];
  readonly links?: readonly LinkDocument[];
  readonly queries?: readonly QueryDocument[];
  /** Absent where nothing is paused. See pauses.ts. */
  readonly pauses?: Pauses;
}

/** What the engine needs to know of a template: never its content, which only senders load. See makeTemplateHeader. */
export interface TemplateHeader
  extends Omit<
    TemplateDocument,
    | 'kind'
    | 'status'
    | 'name'
    | 'description'
    | 'content'
    | 'locales'
    | 'transliterate'
    | 'layout'
    | 'shortLinks'
    | 'fetch'
  > {
  /** Content hash; senders load exactly this revision. */
  readonly revision: string;
  /** Locales with content of their own, without the default. */
  readonly locales: readonly string[];
  /** The content shows dates or money: the message carries the person's language and time zone. */
  readonly isFormatted?: true;
  /** Paths the content uses, such as `profile.traits.first_name`, `event.properties.total`. */
  readonly variables: readonly string[];
}

/** A journey in the published program. */
export interface PublishedJourney {
  /** The newest accepted document, live, paused or archived. */
  readonly document: JourneyDocument;
  /** Number of its graph: one more each time the graph changes. */
  readonly version: number;
  /** Earlier graphs that people may still be in, oldest first. */
  readonly earlier: readonly { readonly version: number; readonly graph: JourneyGraph }[];
  /** Step maps that retired the graphs before `to`, oldest first. */
  readonly moves: readonly {
    readonly to: number;
    readonly steps: Readonly<Record<string, string | null>>;
  }[];
  /** True while no one can be inside `version`: it was never live, and no step map moved a person to it. */
  readonly isUnused?: true;
  /** A key of it, also of an earlier graph, is a sensitive field that it may not pass on: its events have none. */
  readonly hidesKey?: true;
}
