/** Campaigns: a message, or a journey entry, for a segment, once or at recurring times. */
import type { AudienceSchedule, Conversion, DocumentBase, MessageOptions } from './document-base.ts';

export interface CampaignDocument extends DocumentBase, MessageOptions {
  readonly kind: 'campaign';
  readonly audience: { readonly segment: string };
  /** Template id; exactly one of `send` and `enter`. */
  readonly send?: string;
  /** Journey id, whose trigger is `api`. */
  readonly enter?: string;
  readonly schedule: AudienceSchedule;
  /** Recipients per minute; unlimited when absent. */
  readonly throttle?: { readonly perMinute: number };
  /** Profile ids or user ids that `percorso campaign test` writes to. */
  readonly seeds?: readonly string[];
  /** What its message is for; the policy's when absent. */
  readonly conversion?: Conversion;
}
