/** The compiled config: a plain-JSON snapshot that is published, and the program of closures made from it. */
import type { PolicyDocument, RuleDocument, SegmentDocument, TraitDocument } from './documents.ts';
import type { Channel, MessageClass } from './effects.ts';

/** What the engine needs to know of a template: never its content, which only senders load. */
export interface TemplateHeader {
  readonly id: string;
  readonly channel: Channel;
  readonly class: MessageClass;
  /** Content hash; senders load exactly this revision. */
  readonly revision: string;
  /** Locales with content of their own, besides the default. */
  readonly locales: readonly string[];
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
  readonly rules: readonly RuleDocument[];
  readonly segments: readonly SegmentDocument[];
  readonly traits: readonly TraitDocument[];
  readonly templates: readonly TemplateHeader[];
  readonly policy: PolicyDocument;
}
