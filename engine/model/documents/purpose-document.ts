/** Purposes and topics: what people consent to. */
import type { Channel } from '../channels.ts';
import type { DocumentBase, Duration } from './document-base.ts';

/** The same text in all languages, or one per locale (`{ en: 'News', it: 'Notizie' }`). */
export type LocalizedText = string | Readonly<Record<string, string>>;

export type ConsentNeeds = Readonly<Partial<Record<Channel, 'opt-in' | 'opt-out'>>>;

interface ConsentDocument extends Omit<DocumentBase, 'name' | 'description'> {
  /** For the person, in the preference centre. */
  readonly name: LocalizedText;
  readonly description?: LocalizedText;
}

/** A reason for which people are written to. `marketing`, the default purpose, exists without a document. */
export interface PurposeDocument extends ConsentDocument {
  readonly kind: 'purpose';
  /** What a promotional message of the purpose needs; per channel, the policy's when absent. */
  readonly consent?: ConsentNeeds;
  readonly doubleOptIn?: DoubleOptIn;
}

/** A yes on the template's channel counts only after the person confirms it by the link in that message. */
export interface DoubleOptIn {
  /** Transactional template with `{{ confirm_url }}`. */
  readonly template: string;
  /** How long the link can be used. Default P7D. */
  readonly expires?: Duration;
}

/** What a message is about: a part of one purpose that people can choose by itself. */
export interface TopicDocument extends ConsentDocument {
  readonly kind: 'topic';
  /** `marketing` when absent. */
  readonly purpose?: string;
  /** All of them when absent. */
  readonly channels?: readonly Channel[];
}

/** By purpose: what it needs, where its document differs from the policy. */
export type PurposeNeeds = Readonly<Record<string, ConsentNeeds>>;

export function listPurposeNeeds(purposes: readonly PurposeDocument[] = []): PurposeNeeds | undefined {
  const needs = purposes.flatMap(({ id, consent }) =>
    consent === undefined ? [] : [[id, consent] as const],
  );
  return needs.length === 0 ? undefined : Object.fromEntries(needs);
}
