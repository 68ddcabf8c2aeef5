/** The claim: of all workers and all deliveries of one message, exactly one calls the provider. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { expireAfter, formatUtcDay } from '../../engine/base/time-units.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import type { LedgerMessage, RecordedWait, Settlement } from '../ports/message-ledger.ts';
import { nameRecipient } from '../ports/name-recipient.ts';
import { keepReceipt } from './keep-receipt.ts';
import { persist } from './persist.ts';
import type { Decided, Sending, SendingRun, SendResult, SettledDelivery, Waiting } from './sending.ts';
import { feedbackWait, invocationOver, retryLater } from './waits.ts';

/** The number of the attempt that this worker has claimed, or the reason why it has none. */
export async function claimDelivery(
  delivery: Sending,
  preparation: Decided,
  run: SendingRun,
): Promise<{ readonly kind: 'claimed'; readonly attempt: number } | SendResult> {
  const { effect } = delivery;
  const now = run.now();
  const expiresAt = expireAfter(now, run.timelineDays);
  if (await persist(() => run.ledger.claim(effect, run.batch, now, expiresAt))) {
    return { kind: 'claimed', attempt: 1 };
  }
  const entry = await run.ledger.read(effect.profileId, effect.id);
  if (entry === undefined) return retryLater(delivery, run);
  if (entry.state === 'released') {
    return isReported(entry) ? settleOpen(delivery, entry, reported, run) : reclaim(delivery, entry, run);
  }
  if (entry.state === 'claimed') return resolveClaimed(delivery, preparation, entry, run);
  return resolveSettled(delivery, entry, entry.state, run);
}

/** A message that waits gets no claim. An attempt that an earlier delivery left open is settled now. */
export async function leaveUnclaimed(
  delivery: Sending,
  waiting: Waiting,
  run: SendingRun,
): Promise<SendResult> {
  const { effect } = delivery;
  const entry = await run.ledger.read(effect.profileId, effect.id);
  if (entry === undefined) return recordWait(delivery, waiting, entry, run);
  if (entry.state !== 'released' && entry.state !== 'claimed') {
    return resolveSettled(delivery, entry, entry.state, run);
  }
  const isOpen = entry.state === 'released' || delivery.afterUnknown !== 'never';
  if (isOpen && !isReported(entry)) return recordWait(delivery, waiting, entry, run);
  const remaining = entry.state === 'released' ? 0 : entry.claimedAt + invocationOver - run.now();
  if (remaining > 0) return retryLater(delivery, run, remaining);
  return settleOpen(delivery, entry, isReported(entry) ? reported : unanswered, run);
}

/**
 * One write per moment until which the message waits, so that `percorso why` shows it. The message waits without the
 * record, too. A call to a host that fails has none: there may be many, and each is looked at again every 15 minutes.
 */
async function recordWait(
  { effect }: Sending,
  waiting: Waiting,
  entry: LedgerMessage | undefined,
  run: SendingRun,
): Promise<Waiting> {
  const { reason = 'held_quiet_hours', until } = waiting;
  if (reason === 'held_by_host' || (entry !== undefined && entry.state !== 'released')) return waiting;
  // A pause of a domain has no known end: until the next look at it.
  const wait: RecordedWait = reason === 'held_by_breaker' ? { reason } : { reason, waitsUntil: until };
  if (entry?.reason === reason && entry.waitsUntil === wait.waitsUntil) return waiting;
  const { id, profileId } = effect;
  const { ledger, batch, now, timelineDays } = run;
  const at = now();
  try {
    if (entry === undefined) await ledger.wait(effect, wait, batch, at, expireAfter(at, timelineDays));
    else await ledger.settle(profileId, id, entry.attempt, { ...wait, state: 'released', batch, at });
  } catch (error) {
    run.telemetry.error('A wait was not recorded', error, { messageId: id, profileId });
  }
  return waiting;
}

async function reclaim(
  delivery: Sending,
  { attempt }: LedgerMessage,
  run: SendingRun,
): Promise<{ readonly kind: 'claimed'; readonly attempt: number } | SendResult> {
  const { effect } = delivery;
  const { profileId, id } = effect;
  const to = nameRecipient(effect);
  const isOurs = await persist(() => run.ledger.reclaim(profileId, id, attempt, run.batch, run.now(), to));
  return isOurs ? { kind: 'claimed', attempt: attempt + 1 } : retryLater(delivery, run);
}

/** Another attempt has claimed it and not settled it: it is still running, or it died and the outcome is unknown. */
async function resolveClaimed(
  delivery: Sending,
  preparation: Decided,
  entry: LedgerMessage,
  run: SendingRun,
): Promise<{ readonly kind: 'claimed'; readonly attempt: number } | SendResult> {
  // A claim of our own batch belongs to an earlier record of this run. It is as open as any other claim.
  const wait = delivery.afterUnknown === 'after-feedback' ? feedbackWait : invocationOver;
  const remaining = entry.claimedAt + wait - run.now();
  if (remaining > 0) return retryLater(delivery, run, remaining);
  if (isReported(entry)) return settleOpen(delivery, entry, reported, run);
  if (delivery.afterUnknown === 'never' || preparation.kind === 'declined') {
    return settleOpen(delivery, entry, unanswered, run);
  }
  return reclaim(delivery, entry, run);
}

/** A provider's report proves that it was sent, by an attempt whose own answer was lost. */
function isReported({ outcomes }: LedgerMessage): boolean {
  return Object.keys(outcomes).length > 0;
}

type OpenOutcome = Pick<Settlement, 'reason'> & { readonly state: 'sent' | 'unknown' };
const reported: OpenOutcome = { state: 'sent' };
const unanswered: OpenOutcome = { state: 'unknown', reason: 'outcome_unknown' };

async function settleOpen(
  delivery: Sending,
  { attempt }: LedgerMessage,
  outcome: OpenOutcome,
  run: SendingRun,
): Promise<SendResult> {
  const { effect } = delivery;
  const at = run.now();
  const settlement: Settlement = { ...outcome, batch: run.batch, at };
  const isOurs = await persist(() => run.ledger.settle(effect.profileId, effect.id, attempt, settlement));
  return isOurs ? { kind: 'settled', settled: { effect, ...outcome, at } } : retryLater(delivery, run);
}

/** It has its outcome. The worker that settled it may have died before it counted it: then it is counted here. */
async function resolveSettled(
  delivery: Sending,
  entry: LedgerMessage,
  state: SettledDelivery['state'],
  run: SendingRun,
): Promise<SendResult> {
  const { batch = '', settledAt: at = entry.claimedAt, reason, providerId, choice } = entry;
  const { to } = choice ?? {};
  // It went to the address that was chosen then.
  const { effect: given } = delivery;
  const effect = to !== undefined && given.kind === 'SendMessage' ? { ...given, to } : given;
  if (batch !== run.batch) {
    if (await run.statistics.has(formatUtcDay(at), batch)) return { kind: 'done' };
    // The receipt is written before the count: the worker that settled it may have failed to write it.
    await keepReceipt({ ...delivery, effect }, providerId, run);
    // The worker that settled it or took it over may still be about to count it.
    const remaining = (entry.recountedAt ?? at) + invocationOver - run.now();
    if (remaining > 0) return retryLater(delivery, run, remaining);
    const now = run.now();
    const isOurs = await persist(() =>
      run.ledger.recount(effect.profileId, effect.id, batch, run.batch, now),
    );
    if (!isOurs) return retryLater(delivery, run);
  }
  // The first report may be lost, so this one names the address too: nothing may be sent to it again.
  const isAddress = state === 'failed' && reason === ('invalid_address' satisfies ReasonCode);
  const more = omitAbsent({ reason, fault: isAddress ? 'address' : undefined });
  return { kind: 'settled', settled: { effect, state, at, ...more } };
}
