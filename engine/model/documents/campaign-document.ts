/** Campaigns: a message, or a journey entry, for a segment, once or at recurring times. */
import type { DocumentBase, Duration } from './documents.ts';
import type { MessageOptions } from './journey-document.ts';

export interface CampaignDocument extends DocumentBase, MessageOptions {
  readonly kind: 'campaign';
  readonly audience: { readonly segment: string };
  /** Template id; exactly one of `send` and `enter`. */
  readonly send?: string;
  /** Journey id, whose trigger is `api`. */
  readonly enter?: string;
  readonly schedule: AudienceSchedule;
  /** Recipients handed out per minute; unlimited when absent. */
  readonly throttle?: { readonly perMinute: number };
  /** Profile ids or user ids that `percorso campaign test` writes to. */
  readonly seeds?: readonly string[];
  /** Counted as converted when it happens within `within` of the message. */
  readonly conversion?: { readonly event: string; readonly within: Duration };
}

export interface AudienceSchedule {
  /** `2026-12-24T18:00` in `timeZone`, or with an offset or Z. The first occurrence. */
  readonly at: string;
  /** RFC 5545 recurrence rule, such as `FREQ=WEEKLY;BYDAY=MO`; once when absent. */
  readonly repeat?: string;
  /**
   * IANA name, or `recipient`: each person at that local time; the run starts with the first zone on earth and ends
   * with the last. Required when `at` has no offset.
   */
  readonly timeZone?: string;
}
