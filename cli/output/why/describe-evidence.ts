/** Decisions and messages in words: when, at which event, what was decided. */
import type { Evidence } from '../../../app/explain/explanation.ts';
import type { AddressChoice, LedgerMessage } from '../../../app/ports/message-ledger.ts';
import { MINUTE } from '../../../engine/base/time-units.ts';
import { explainLimit } from '../describe-limit.ts';
import { describeTrace } from '../describe-trace.ts';
import { formatMoment } from '../format-moment.ts';
import { describeFallback, describeHold, describeOutcome } from '../format-timeline.ts';
import { explainReason } from '../reason-words.ts';

/** `2026-11-22 10:00  Order Completed (from shop): rule third-order: send email "third-order"`. */
export function describeEvidence({ cause, trace }: Evidence): string {
  return `${formatMoment(cause.receivedAt)}  ${describeCause(cause)}: ${describeTrace(trace)}`;
}

/** What the sender and the provider reported later, each with its time. */
export function describeLedger(message: LedgerMessage): string[] {
  const { state, claimedAt, settledAt, outcomes, choice, fallbacks = [] } = message;
  return [
    `${formatMoment(settledAt ?? claimedAt)}  sender: ${describeState(message)}`,
    ...(choice === undefined ? [] : describeChoice(choice, state)),
    ...fallbacks.map((each) => `  ${describeFallback(each)}`),
    ...Object.entries(outcomes)
      .filter(([outcome]) => outcome !== state)
      .sort(([, left], [, right]) => left - right)
      .map(
        ([outcome, at]) =>
          `${formatMoment(at)}  ${nameReporter(message, outcome)}: ${describeOutcome(message, outcome)}`,
      ),
  ];
}

/** Of a push, the app reports the open. */
function nameReporter({ channel }: LedgerMessage, outcome: string): string {
  if (channel === 'push' && outcome === 'opened') return 'app';
  return readerOutcomes.has(outcome) ? 'reader' : 'provider';
}

/** What the reader does; every other outcome is what the provider did or found. */
const readerOutcomes: ReadonlySet<string> = new Set(['opened', 'clicked', 'unsubscribed']);

/** `to b@example.com`, `not to a@example.com: the address is suppressed (suppressed_address)`. */
function describeChoice(
  { to, skipped, isByUse, usedAt }: AddressChoice,
  state: LedgerMessage['state'],
): string[] {
  const isUsed = to !== undefined && state !== 'suppressed';
  return [
    ...skipped.map(({ address, reason }) => `not to ${address}: ${explainReason(reason)}`),
    ...(isUsed ? [`to ${to}${isByUse === true ? describeUse(usedAt) : ''}`] : []),
  ].map((line) => `  address: ${line}`);
}

function describeUse(usedAt: number | undefined): string {
  return usedAt === undefined ? ' (no use of it is known)' : ` (last used ${formatMoment(usedAt)})`;
}

/** `suppressed right before sending: consent was refused or withdrawn, by the person or for the address (unsubscribed)`. */
export function describeState(message: LedgerMessage): string {
  const { state, attempt, reason, limit } = message;
  const attempts = attempt > 1 ? ` after ${attempt} attempts` : '';
  return `${describeHold(message) ?? stateWords[state]}${attempts}${reason === undefined ? '' : `: ${explainLimit(reason, limit)}`}`;
}

/** `Order Completed (from shop)`, `time passed`. */
export function describeCause({ name, source, occurredAt, receivedAt }: Evidence['cause']): string {
  if (source === 'percorso' && name === 'Time Passed') return 'time passed';
  if (source === 'percorso') return name;
  const isLate = receivedAt - occurredAt >= MINUTE;
  return `${name} (from ${source}${isLate ? `, happened ${formatMoment(occurredAt)}` : ''})`;
}

const stateWords: Record<LedgerMessage['state'], string> = {
  claimed: 'being sent',
  released: 'waiting for a retry',
  sent: 'handed to the provider',
  failed: 'failed',
  suppressed: 'suppressed right before sending',
  unknown: 'outcome unknown, not sent again',
};
