/**
 * The part of the compiled program that every turn may read. It does not act on a turn, so it is below the code that does:
 * rules, journeys and campaigns each declare what they read beyond it.
 */
import type { Channel } from '../model/channels.ts';
import type { DocumentStatus } from '../model/documents/document-base.ts';
import type { TemplateHeader } from '../model/program-snapshot.ts';
import type { EqualityIndex } from '../patterns/equality-index.ts';
import type { ConversionTerms } from '../policy/compile-conversion.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import type { CompiledSegments } from '../segments/compile-segments.ts';
import type { ParsedDuration } from '../time/duration.ts';
import type { CompiledTrait } from '../traits/compile-trait.ts';

export interface Definitions extends CompiledSegments {
  readonly version: number;
  readonly policy: CompiledPolicy;
  /** Purposes that have a document, by id. */
  readonly purposes: ReadonlyMap<string, CompiledPurpose>;
  /** The purpose of each topic that has a document. */
  readonly topicPurposes: ReadonlyMap<string, string>;
  /** By event name. */
  readonly plans: ReadonlyMap<string, TraitPlan>;
  /** Computed traits and hidden counters by id. */
  readonly traits: ReadonlyMap<string, CompiledTrait>;
  readonly templates: ReadonlyMap<string, CompiledTemplate>;
  /** Live and paused ones, by id. */
  readonly campaigns: ReadonlyMap<string, CampaignTerms>;
  /** What messages are for, by origin, where its document declares it. */
  readonly conversions: ReadonlyMap<string, ConversionTerms>;
}

export interface CompiledPurpose {
  readonly confirmation?: Confirmation;
}

/** Double opt-in of a purpose. */
export interface Confirmation {
  readonly purpose: string;
  readonly template: string;
  /** That of the template; undefined while it is not live: then no yes counts before it is confirmed. */
  readonly channel?: Channel;
  /** How long the link can be used. */
  readonly expires: ParsedDuration;
}

/** The part of a campaign that follows its messages after it reached a person. */
export interface CampaignTerms {
  readonly status: DocumentStatus;
}

/** The definitions that read an event. */
export interface TraitPlan {
  readonly traits: EqualityIndex<CompiledTrait>;
}

export interface CompiledTemplate {
  readonly header: TemplateHeader;
  /** The paths the content uses, split. */
  readonly variables: readonly (readonly string[])[];
}
