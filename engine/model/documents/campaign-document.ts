/** Campaigns: a message, or a journey entry, for a segment, once or at recurring times. */
import type { AudienceSchedule, DocumentBase, Duration, MessageOptions } from './document-base.ts';

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
  /** Counted as converted when it happens within `within` of the message. */
  readonly conversion?: { readonly event: string; readonly within: Duration };
}
