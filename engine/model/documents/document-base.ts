/** Fields that documents of several kinds share. */

import type { Json, JsonObject } from '../../base/json.ts';
import type { SenderOptions } from '../sender-address.ts';

export type DocumentStatus = 'draft' | 'live' | 'paused' | 'archived';

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

/** A value in an action: literal, or a path into `{ profile, event }` with an optional default. */
export type ValueExpression = Json | { readonly from: string; readonly default?: Json };

/** Options for a message that cannot be sent now. */
export interface MessageOptions extends SenderOptions {
  /** Address override; default is the person's own trait for the template's channel. */
  readonly to?: string;
  /** The message expires after this duration. */
  readonly expiresAfter?: Duration;
  /**
   * A cap is full, or higher-ranked messages used it: skip this one (`skip`, the default) or wait until the cap allows
   * it.
   */
  readonly ifCapped?: 'skip' | 'wait';
  /** Quiet hours: hold until they end, or drop; the policy's setting when absent. */
  readonly ifQuiet?: 'hold' | 'drop';
  /** Longest hold, for any reason; the policy's when absent. */
  readonly maxHold?: Duration;
  /** 0 to 1000; that of the rule, journey or campaign when absent. */
  readonly priority?: number;
  /** Orders messages of equal priority: a number, or a path to one; 0 when absent. */
  readonly score?: ValueExpression;
}

/** What a message is for: counted as converted when the event occurs within `within` of it. */
export interface Conversion {
  readonly event: string;
  readonly within: Duration;
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

export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
