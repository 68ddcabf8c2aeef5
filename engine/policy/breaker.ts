/** The circuit breaker of promotional email: the shares of complaints and bounces that a stream may have. */

import type { StreamCounts } from '../channels/email-streams.ts';
import type { BreakerPolicy } from '../model/documents/deliverability-policy.ts';
import { oneDay, type ParsedDuration, parseDuration } from '../time/duration.ts';

export interface CompiledBreaker {
  /** Shares of the emails sent. */
  readonly limits: Readonly<Record<'complained' | 'bounced', number>>;
  readonly window: ParsedDuration;
  /** Fewer emails in the window say nothing. */
  readonly minimum: number;
}

/** Percent, as mailbox providers and SES state them: SES reviews an account above these. */
const defaults = { complaints: 0.1, bounces: 5, minimum: 1000 };

/** Undefined when the policy turns it off. */
export function compileBreaker(breaker: BreakerPolicy | false = {}): CompiledBreaker | undefined {
  if (breaker === false) return undefined;
  const {
    complaints = defaults.complaints,
    bounces = defaults.bounces,
    minimum = defaults.minimum,
  } = breaker;
  return {
    limits: { complained: complaints / 100, bounced: bounces / 100 },
    window: (breaker.window === undefined ? undefined : parseDuration(breaker.window)) ?? oneDay,
    minimum,
  };
}

export interface Trip {
  readonly measure: 'complained' | 'bounced';
  readonly count: number;
  readonly sent: number;
  /** Share that is allowed. */
  readonly limit: number;
}

/** Undefined = within the limits. Complaints come first: they weigh more. */
export function findTrip(
  { sent = 0, ...counts }: StreamCounts[string],
  { limits, minimum }: CompiledBreaker,
): Trip | undefined {
  if (sent < minimum) return undefined;
  for (const measure of ['complained', 'bounced'] as const) {
    const count = counts[measure] ?? 0;
    const limit = limits[measure];
    if (count > sent * limit) return { measure, count, sent, limit };
  }
  return undefined;
}
