/** Decisions and messages as lines of a story: when, at what, what was decided. */

import type { LedgerMessage } from '../../app/ports/ports.ts';
import { MINUTE } from '../../engine/base/time-units.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { describeTrace } from '../output/describe-trace.ts';
import { formatMoment } from '../output/format-moment.ts';
import { explainReason } from '../output/reason-words.ts';
import type { Evidence } from './known.ts';

/** `2026-11-22 10:00  at Order Completed (from shop): rule third-order: send email "third-order"`. */
export function describeEvidence({ entry, trace }: Evidence): string {
  return `${formatMoment(entry.receivedAt)}  ${describeCause(entry)}: ${describeTrace(trace)}`;
}

/** What the sender and the provider said later, each with its time. */
export function describeLedger(message: LedgerMessage): string[] {
  const { state, claimedAt, settledAt, attempt, reason, outcomes } = message;
  const tries = attempt > 1 ? ` after ${attempt} tries` : '';
  const why = reason === undefined ? '' : `: ${explainReason(reason)}`;
  return [
    `${formatMoment(settledAt ?? claimedAt)}  sender: ${stateWords[state]}${tries}${why}`,
    ...Object.entries(outcomes)
      .filter(([outcome]) => outcome !== state)
      .sort(([, left], [, right]) => left - right)
      .map(([outcome, at]) => `${formatMoment(at)}  provider: ${outcome}`),
  ];
}

/** `when Order Completed happened`, `when time had passed`. */
export function describeCause({ name, source, occurredAt, receivedAt }: TimelineEntry): string {
  if (source === 'percorso' && name === 'Time Passed') return 'time passed';
  if (source === 'percorso') return name;
  const isLate = receivedAt - occurredAt >= MINUTE;
  return `${name} (from ${source}${isLate ? `, happened ${formatMoment(occurredAt)}` : ''})`;
}

export const stateWords: Record<LedgerMessage['state'], string> = {
  claimed: 'being sent',
  released: 'waiting to be tried again',
  sent: 'handed to the provider',
  failed: 'failed',
  suppressed: 'held back right before sending',
  unknown: 'outcome unknown, not sent again',
};
