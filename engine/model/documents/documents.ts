/** The config documents that marketers write. The zod schemas in engine/config accept exactly these shapes. */

import type { Json, JsonObject } from '../../base/json.ts';
import type { Channel } from '../channels.ts';
import type { MessageClass } from '../effects.ts';
import type { HeaderValue, SecretReference } from '../secret-reference.ts';
import type { CampaignDocument } from './campaign-document.ts';
import type { JourneyDocument, MessageOptions } from './journey-document.ts';
import type { PolicyDocument } from './policy-document.ts';

export type { AudienceSchedule, CampaignDocument } from './campaign-document.ts';
export type * from './journey-document.ts';
export type * from './policy-document.ts';

export type DocumentStatus = 'draft' | 'live' | 'paused' | 'archived';
export type DocumentKind = 'rule' | 'segment' | 'trait' | 'template' | 'policy' | 'journey' | 'campaign';

export interface DocumentBase {
  /** Slug: `[a-z0-9][a-z0-9_-]{0,63}`. */
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly status: DocumentStatus;
}

/** ISO 8601 duration (`P30D`, `PT12H`). */
export type Duration = string;
/** An EventBridge event pattern plus the `date` matcher; see engine/patterns. */
export type Pattern = JsonObject;

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly segment: string }
  /** Against `{ id, userId, traits, computed, segments, consents, createdAt, lastSeenAt }`. */
  | { readonly profile: Pattern }
  /** Against `{ name, source, type, properties, traits, context, occurredAt }` of the current touchpoint. */
  | { readonly event: Pattern }
  | { readonly did: DidCondition };

export interface DidCondition {
  readonly event: string;
  /** Lifetime when absent. */
  readonly within?: Duration;
  /** 1 when neither is given. */
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Pattern on the touchpoint, as in `event`. */
  readonly where?: Pattern;
}

export type Trigger =
  | { readonly event: string | readonly string[]; readonly source?: string }
  | { readonly segment: string; readonly on: 'entered' | 'left' };

/** A value in an action: literal, or a path into `{ profile, event }` with an optional default. */
export type ValueExpression = Json | { readonly from: string; readonly default?: Json };

export type RuleAction =
  | ({ readonly send: string } & MessageOptions)
  | { readonly update: { readonly traits: Readonly<Record<string, ValueExpression>> } }
  | { readonly emit: string; readonly properties?: Readonly<Record<string, ValueExpression>> }
  | {
      readonly webhook: string;
      readonly method?: 'POST' | 'PUT';
      readonly headers?: Readonly<Record<string, HeaderValue>>;
      readonly sign?: Pick<SecretReference, 'secret'>;
      readonly body?: Readonly<Record<string, ValueExpression>>;
    };

export interface RuleDocument extends DocumentBase {
  readonly kind: 'rule';
  readonly trigger: Trigger;
  readonly condition?: Condition;
  readonly actions: readonly RuleAction[];
  /** Of its messages, when several compete: 0 to 1000, 0 when absent. */
  readonly priority?: number;
  /** At most `times` per person, lifetime or per sliding `within`. */
  readonly limit?: { readonly times: number; readonly within?: Duration };
}

export interface SegmentDocument extends DocumentBase {
  readonly kind: 'segment';
  /** Without `event` leaves: membership is a property of the person, not of the moment. */
  readonly condition: Condition;
}

export type TraitFunction =
  | 'count'
  | 'sum'
  | 'first'
  | 'last'
  | 'min'
  | 'max'
  | 'distinct'
  | 'mostFrequent'
  | 'recency';

export interface TraitDocument extends DocumentBase {
  readonly kind: 'trait';
  readonly function: TraitFunction;
  readonly event: string | readonly string[];
  readonly where?: Pattern;
  /** Path into the touchpoint, such as `properties.revenue`; needed by all but count and recency. */
  readonly path?: string;
  /** Path of a factor for each value, as `properties.products.quantity` for a price; of sum, min and max. */
  readonly times?: string;
  /** Sliding window; lifetime when absent. */
  readonly within?: Duration;
}

export interface TemplateContent {
  /** Sender of an email, `Lucerna <news@example.com>`; the stage's own when absent. */
  readonly from?: string;
  /** Where answers to an email go, when not to its sender. */
  readonly replyTo?: string;
  readonly subject?: string;
  /** What mail programs show beside the subject. */
  readonly preheader?: string;
  /** MJML or HTML, one of the two for email. */
  readonly mjml?: string;
  readonly html?: string;
  /** Plain-text part of an email (made from the HTML when absent). */
  readonly text?: string;
  /** SMS body, push body. */
  readonly body?: string;
  /** Push only. */
  readonly title?: string;
  readonly url?: string;
  readonly data?: Readonly<Record<string, string>>;
}

export interface TemplateDocument extends DocumentBase {
  readonly kind: 'template';
  readonly channel: Channel;
  readonly class: MessageClass;
  /** What it is about, such as `news`: consent and caps can be per topic. */
  readonly topic?: string;
  readonly content: TemplateContent;
  /** Overrides per locale (`it`, `pt-BR`); missing fields fall back to `content`. */
  readonly locales?: Readonly<Record<string, TemplateContent>>;
}

export type ConfigDocument =
  | RuleDocument
  | SegmentDocument
  | TraitDocument
  | TemplateDocument
  | PolicyDocument
  | JourneyDocument
  | CampaignDocument;
