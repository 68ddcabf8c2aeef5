/**
 * The sending protocol. No provider accepts an idempotency token, so a message is sent in one call, unless the call's
 * outcome is unknown. Then a promotional message is not sent again. A transactional one is sent again if no feedback
 * about it arrives in time.
 */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY } from '../../engine/base/time-units.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import type { Settlement } from '../ports/message-ledger.ts';
import type { ProviderAnswer } from '../ports/providers.ts';
import { claimDelivery, leaveUnclaimed } from './claim.ts';
import { isLastTry } from './devices/device-rest.ts';
import { keepReceipt } from './keep-receipt.ts';
import { persist } from './persist.ts';
import type { Decided, Later, Sending, SendingRun, SendResult, SettledDelivery } from './sending.ts';
import { feedbackWait, retryAsAsked, retryLater } from './waits.ts';

/** Throws when a store fails: the record is then retried. */
export async function deliver(delivery: Sending, run: SendingRun): Promise<SendResult> {
  if ((await delivery.isPaused?.()) === true) return { kind: 'later', seconds: pausedSeconds };
  // 1 prepare: expiry, content, and last, just before the call, the person's consent and quiet hours
  const preparation = isForgotten(delivery, run) ? tooOld : await delivery.prepare();

  if (preparation.kind === 'waiting') return leaveUnclaimed(delivery, preparation, run);
  if (preparation.kind === 'erased') {
    run.telemetry.count('ErasedWorkDropped');
    return { kind: 'done' };
  }
  // From here on, the message has the address that it goes to.
  const { chosen = delivery.effect } = preparation;
  const prepared = { ...delivery, effect: chosen };
  return preparation.kind === 'ready' && preparation.giveBack !== undefined
    ? deliverWithin(prepared, preparation, run, preparation.giveBack)
    : deliverPrepared(prepared, preparation, run);
}

/** Gives back what the preparation took of a limit, unless the provider has the message, or may have it. */
async function deliverWithin(
  delivery: Sending,
  preparation: Extract<Decided, { kind: 'ready' }>,
  run: SendingRun,
  giveBack: () => void,
): Promise<SendResult> {
  let isUsed = false;
  const call = async () => {
    isUsed = true;
    const answer = await preparation.call();
    isUsed = answer.kind === 'accepted';
    return answer;
  };
  try {
    return await deliverPrepared(delivery, { ...preparation, call }, run);
  } finally {
    if (!isUsed) giveBack();
  }
}

async function deliverPrepared(
  delivery: Sending,
  preparation: Decided,
  run: SendingRun,
): Promise<SendResult> {
  // 2 claim: conditional, under the deterministic id
  const claim = await claimDelivery(delivery, preparation, run);
  if (claim.kind !== 'claimed') return claim;

  // 3 call the provider exactly once
  const calledAt = run.now();
  const { choice } = preparation;
  const outcome = { ...(await callOnce(delivery, preparation, run)), calledAt, ...omitAbsent({ choice }) };
  if (outcome.state === 'sent') await delivery.queueRest?.(outcome.devices ?? [], outcome.lifeEndsAt);

  // 4 store the provider's id, and settle even if that fails: the message was sent
  const receipt = await keepReceipt(delivery, outcome.providerId, run).then(
    () => ({ isKept: true }) as const,
    (error: unknown) => ({ isKept: false, error }) as const,
  );
  const result = await settle(delivery, claim.attempt, outcome, run);
  if (!receipt.isKept) throw receipt.error;
  return result;
}

/** A message is delivered 20 times before it is a dead letter: ten hours of pause and half an hour after it. */
const pausedSeconds = 1800;
const tooOld: Decided = { kind: 'declined', state: 'suppressed', reason: 'expired' };

/** The ledger's record of a message this old may have expired. Whether it was sent is unknown: it is not sent. */
function isForgotten({ effect }: Sending, { timelineDays, now }: SendingRun): boolean {
  return now() >= effect.decidedAt + timelineDays * DAY;
}

type CallOutcome = Pick<Settlement, 'reason' | 'limit' | 'choice' | 'fallbacks' | 'providerId' | 'links'> &
  Pick<SettledDelivery, 'fault' | 'note' | 'devices' | 'calledAt'> & {
    readonly state: Settlement['state'] | 'claimed';
    readonly isBlocked?: boolean;
    readonly retryAfter?: number;
    readonly pausedUntil?: number;
    readonly lifeEndsAt?: number;
  };

async function callOnce(delivery: Sending, preparation: Decided, run: SendingRun): Promise<CallOutcome> {
  if (preparation.kind === 'declined') {
    const { state, reason, limit } = preparation;
    return { state, reason, ...omitAbsent({ limit }) };
  }
  const { fallbacks, links } = preparation;
  const shown = omitAbsent({ fallbacks, links });
  try {
    const outcome = readAnswer(await preparation.call(), delivery);
    return { ...outcome, ...(outcome.state === 'sent' ? shown : omitAbsent({ links })) };
  } catch (error) {
    const { id, profileId } = delivery.effect;
    run.telemetry.error('Outcome of the call unknown', error, { messageId: id, profileId });
    return delivery.afterUnknown === 'never'
      ? { state: 'unknown', reason: 'outcome_unknown', ...shown }
      : { state: 'claimed' };
  }
}

function readAnswer(answer: ProviderAnswer, { effect }: Sending): CallOutcome {
  const { devices, lifeEndsAt } = answer;
  if (answer.kind === 'accepted')
    return { state: 'sent', providerId: answer.providerId, ...omitAbsent({ devices, lifeEndsAt }) };
  if (answer.kind === 'deferred') {
    const { reason, isBlocked = false, retryAfter, pausedUntil } = answer;
    return { state: 'released', reason, isBlocked, ...omitAbsent({ retryAfter, pausedUntil }) };
  }
  // No failure of the address, which a failure would suppress for good: START, or the operator, ends it.
  if (answer.isOptOut)
    return { state: 'suppressed', reason: 'unsubscribed', note: answer.reason, limit: { isListed: true } };
  const webhook: ReasonCode = answer.isOwn === true ? 'webhook_blocked' : 'webhook_refused';
  const refused: ReasonCode = effect.kind === 'CallWebhook' ? webhook : 'provider_refused';
  // The tokens may be good and a setting wrong (burst-guard.ts): nothing is said of an address of the person.
  const wrong: ReasonCode = devices?.every(({ action }) => action === 'remove')
    ? 'tokens_refused'
    : 'invalid_address';
  const reason: ReasonCode = answer.fault === 'address' ? wrong : refused;
  return { state: 'failed', reason, fault: answer.fault, note: answer.reason, ...omitAbsent({ devices }) };
}

/** Conditional on the attempt. */
async function settle(
  delivery: Sending,
  attempt: number,
  called: CallOutcome,
  run: SendingRun,
): Promise<SendResult> {
  const later = waitAfter(called, delivery, run);
  const outcome = isLastTry(delivery, run.now() + later.seconds * 1000) ? endTries(called) : called;
  const { fault, note, state, isBlocked = fault === 'account', retryAfter: _asked, ...details } = outcome;
  const { devices, calledAt, pausedUntil, lifeEndsAt: _end, ...rest } = details;
  // The claim stays open: it records since when the outcome is unknown.
  if (state === 'claimed') return later;
  const { effect } = delivery;
  const at = run.now();
  const settlement: Settlement = { state, ...rest, batch: run.batch, at };
  if (isBlocked) run.telemetry.count('SendingDisabled');
  const isOurs = await persist(() => run.ledger.settle(effect.profileId, effect.id, attempt, settlement));
  if (!isOurs) return retryLater(delivery, run);
  if (pausedUntil !== undefined) return { kind: 'waiting', until: pausedUntil, reason: 'held_by_host' };
  if (state === 'released') {
    const fields = { messageId: effect.id, profileId: effect.profileId, reason: rest.reason };
    run.telemetry.info('Sending deferred', fields);
    run.telemetry.count('MessagesDeferred');
    return later;
  }
  const known = omitAbsent({ reason: rest.reason, fault, note, devices, calledAt: devices && calledAt });
  return { kind: 'settled', settled: { effect, state, at, ...known } };
}

function waitAfter({ state, retryAfter }: CallOutcome, delivery: Sending, run: SendingRun): Later {
  if (state === 'claimed') return { kind: 'later', seconds: Math.ceil(feedbackWait / 1000) };
  return retryAsAsked(delivery, run, retryAfter);
}

/** Of a further try for devices of a push: the message itself was sent, so that no one has to act. */
function endTries(called: CallOutcome): CallOutcome {
  if (called.state === 'claimed') return { ...called, state: 'unknown', reason: 'outcome_unknown' };
  if (called.state !== 'released') return called;
  const { pausedUntil: _pause, reason: note, ...rest } = called;
  return { ...rest, state: 'failed', reason: 'devices_unavailable', ...omitAbsent({ note }) };
}
