/** The claim: of all workers and all deliveries of one message, one goes on to call the provider. */

import { expireAfter, formatUtcDay } from '../../engine/base/time-units.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import type { LedgerMessage, Settlement } from '../ports/ports.ts';
import { keepReceipt } from './keep-receipt.ts';
import { persist } from './persist.ts';
import type { Decided, Sending, SendingRun, SendResult, SettledDelivery, Waiting } from './sending.ts';
import { feedbackWait, invocationOver, retryLater } from './waits.ts';

/** The number of the attempt that is ours now, or why there is none. */
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
  const standing = await run.ledger.read(effect.profileId, effect.id);
  if (standing === undefined) return retryLater(delivery, run);
  if (standing.state === 'released') {
    return isReported(standing)
      ? settleStanding(delivery, standing, reported, run)
      : reclaim(delivery, standing, run);
  }
  if (standing.state === 'claimed') return resolveClaimed(delivery, preparation, standing, run);
  return resolveSettled(delivery, standing, standing.state, run);
}

/** A message that is put off gets no claim. What an earlier delivery began with it is brought to its end now. */
export async function leaveUnclaimed(
  delivery: Sending,
  waiting: Waiting,
  run: SendingRun,
): Promise<SendResult> {
  const { effect } = delivery;
  const standing = await run.ledger.read(effect.profileId, effect.id);
  if (standing === undefined) return waiting;
  if (standing.state !== 'released' && standing.state !== 'claimed') {
    return resolveSettled(delivery, standing, standing.state, run);
  }
  const isOpen = standing.state === 'released' || delivery.afterUnknown !== 'never';
  if (isOpen && !isReported(standing)) return waiting;
  const remaining = standing.state === 'released' ? 0 : standing.claimedAt + invocationOver - run.now();
  if (remaining > 0) return retryLater(delivery, run, remaining);
  return settleStanding(delivery, standing, isReported(standing) ? reported : unanswered, run);
}

async function reclaim(
  delivery: Sending,
  { attempt }: LedgerMessage,
  run: SendingRun,
): Promise<{ readonly kind: 'claimed'; readonly attempt: number } | SendResult> {
  const { profileId, id } = delivery.effect;
  const isOurs = await persist(() => run.ledger.reclaim(profileId, id, attempt, run.batch, run.now()));
  return isOurs ? { kind: 'claimed', attempt: attempt + 1 } : retryLater(delivery, run);
}

/** Somebody claimed it and did not settle: at work this moment, or gone with the outcome unknown. */
async function resolveClaimed(
  delivery: Sending,
  preparation: Decided,
  standing: LedgerMessage,
  run: SendingRun,
): Promise<{ readonly kind: 'claimed'; readonly attempt: number } | SendResult> {
  // A claim of our own batch is an earlier record's of this very run: as open as anybody's.
  const wait = delivery.afterUnknown === 'after-feedback' ? feedbackWait : invocationOver;
  const remaining = standing.claimedAt + wait - run.now();
  if (remaining > 0) return retryLater(delivery, run, remaining);
  if (isReported(standing)) return settleStanding(delivery, standing, reported, run);
  if (delivery.afterUnknown === 'never' || preparation.kind === 'declined') {
    return settleStanding(delivery, standing, unanswered, run);
  }
  return reclaim(delivery, standing, run);
}

/** The provider told what became of it, so it was sent: by an attempt whose own answer was lost. */
function isReported({ outcomes }: LedgerMessage): boolean {
  return Object.keys(outcomes).length > 0;
}

type StandingOutcome = Pick<Settlement, 'reason'> & { readonly state: 'sent' | 'unknown' };
const reported: StandingOutcome = { state: 'sent' };
const unanswered: StandingOutcome = { state: 'unknown', reason: 'outcome_unknown' };

async function settleStanding(
  delivery: Sending,
  { attempt }: LedgerMessage,
  outcome: StandingOutcome,
  run: SendingRun,
): Promise<SendResult> {
  const { effect } = delivery;
  const at = run.now();
  const settlement: Settlement = { ...outcome, batch: run.batch, at };
  const isOurs = await persist(() => run.ledger.settle(effect.profileId, effect.id, attempt, settlement));
  return isOurs ? { kind: 'settled', settled: { effect, ...outcome, at } } : retryLater(delivery, run);
}

/** It has its outcome. Whoever settled it may have died before counting it: then it is counted here. */
async function resolveSettled(
  delivery: Sending,
  standing: LedgerMessage,
  state: SettledDelivery['state'],
  run: SendingRun,
): Promise<SendResult> {
  const { effect } = delivery;
  const { batch = '', settledAt: at = standing.claimedAt, reason, providerId } = standing;
  if (batch !== run.batch) {
    if (await run.statistics.has(formatUtcDay(at), batch)) return { kind: 'done' };
    // Counted means receipted: whoever settled it may have failed to write the receipt.
    await keepReceipt(delivery, providerId, run);
    // Whoever holds it now, by settling it or by taking it over, may still be about to count it.
    const remaining = (standing.recountedAt ?? at) + invocationOver - run.now();
    if (remaining > 0) return retryLater(delivery, run, remaining);
    const now = run.now();
    const isOurs = await persist(() =>
      run.ledger.recount(effect.profileId, effect.id, batch, run.batch, now),
    );
    if (!isOurs) return retryLater(delivery, run);
  }
  // As first reported, should that report be lost: the address must not be written to again.
  const isAddress = state === 'failed' && reason === ('invalid_address' satisfies ReasonCode);
  const more = {
    ...(reason === undefined ? {} : { reason }),
    ...(isAddress ? { fault: 'address' as const } : {}),
  };
  return { kind: 'settled', settled: { effect, state, at, ...more } };
}
