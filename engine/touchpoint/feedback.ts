/** What a provider reported of one message, whichever provider it was. */
import type { JsonObject } from '../json.ts';

export type Outcome =
  | 'sent'
  | 'delivered'
  | 'bounced'
  | 'complained'
  | 'opened'
  | 'clicked'
  | 'failed'
  | 'delayed';

export interface Feedback {
  readonly outcome: Outcome;
  /** Our message id, from the tag `percorso-message`. */
  readonly message: string;
  /** From the tag `percorso-profile`. */
  readonly profileId: string;
  readonly channel: 'email' | 'sms';
  /** Epoch ms; undefined when the report does not say. */
  readonly occurredAt?: number | undefined;
  readonly properties: JsonObject;
}

export const messageTag = 'percorso-message';
export const profileTag = 'percorso-profile';

/** A tag's text, whether it stands alone (SMS context) or in a list (SES); undefined when it is no sane id. */
export function readTag(tags: unknown, name: string): string | undefined {
  if (!isRecord(tags) || !Object.hasOwn(tags, name)) return undefined;
  const tag = tags[name];
  const value: unknown = Array.isArray(tag) ? tag[0] : tag;
  return typeof value === 'string' && value.length > 0 && value.length <= 256 ? value : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
