/**
 * Calls webhooks by the same protocol: claim, call, settle, count. Receivers get at least one call. Calls to a host that
 * fails wait in the queue.
 */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { HOUR } from '../../engine/base/time-units.ts';
import type { CallWebhook } from '../../engine/model/effects.ts';
import type { Admission, HostBreaker, HostChange, HostOutcome } from '../breaker/host-breaker.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { MessageLedger } from '../ports/message-ledger.ts';
import type { WebhookAnswer, WebhookCaller } from '../ports/providers.ts';
import type { Queues, VisibilityTimeouts } from '../ports/queues.ts';
import type { StatisticsStore } from '../ports/statistics-store.ts';
import { nameBatch } from '../runtime/batch-names.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { Sender } from './message-sender.ts';
import { readCallWebhook } from './read-message.ts';
import { type DeliveryReader, runSender } from './run-sender.ts';
import type { Preparation, SendingRun } from './sending.ts';

export interface WebhookSenderPorts {
  readonly ledger: MessageLedger;
  readonly statistics: Pick<StatisticsStore, 'has' | 'put'>;
  readonly events: EventBus;
  readonly visibility: VisibilityTimeouts;
  readonly queues: Queues;
  readonly webhooks: WebhookCaller;
}

export interface WebhookSenderSettings {
  readonly ports: WebhookSenderPorts;
  readonly hosts: HostBreaker;
  readonly timelineDays: number;
  /** Epoch ms. */
  now(): number;
  /** In [0, 1). */
  random(): number;
}

/** Twenty deliveries take eight hours on average. */
const retries = { base: 5, limit: HOUR / 1000 };
/** Milliseconds: calls that wait for a host return within this time after its pause, so that one of them is early. */
const spread = 10_000;

export function createWebhookSender(settings: WebhookSenderSettings): Sender {
  const { ports, timelineDays, now, random } = settings;
  const { ledger, statistics } = ports;
  return (records, { requestId, telemetry }) => {
    const readDelivery: DeliveryReader = (body, receiveCount) => {
      const effect = readCallWebhook(body);
      return {
        effect,
        receiveCount,
        prepare: () => prepareCall(effect, settings, telemetry),
        // The effect's id is the receiver's idempotency key.
        afterUnknown: 'again',
        backoff: retries,
      };
    };
    const batch = nameBatch('webhook', now(), requestId);
    const run: SendingRun = { ledger, statistics, batch, timelineDays, now, random, telemetry };
    return runSender(records, readDelivery, ports, run);
  };
}

async function prepareCall(
  effect: CallWebhook,
  { ports: { webhooks }, hosts, random }: WebhookSenderSettings,
  telemetry: Telemetry,
): Promise<Preparation> {
  const host = URL.parse(effect.url)?.host ?? '';
  // No host can be called: the caller refuses it.
  if (host === '') return { kind: 'ready', call: () => webhooks.call(effect) };
  const admission = await hosts.admit(host);
  if (admission.kind === 'held') {
    return { kind: 'waiting', until: admission.until + random() * spread, reason: 'held_by_host' };
  }
  return {
    kind: 'ready',
    call: async () => {
      const answer = await webhooks.call(effect);
      const outcome = describeHost(answer);
      if (outcome === undefined) return answer;
      const { pausedUntil } = await report(host, outcome, admission, telemetry);
      if (answer.kind !== 'deferred' || outcome.kind !== 'failed' || pausedUntil === undefined) return answer;
      return { ...answer, pausedUntil: pausedUntil + random() * spread };
    },
  };
}

function describeHost(answer: WebhookAnswer): HostOutcome | undefined {
  if (answer.host === undefined) return undefined;
  if (answer.host === 'answered' || answer.kind === 'accepted') return { kind: 'answered' };
  const { reason } = answer;
  const retryAfter = answer.kind === 'deferred' ? answer.retryAfter : undefined;
  return { kind: 'failed', reason, ...omitAbsent({ retryAfter }) };
}

/** The call was made, and its outcome must be settled even if the breaker cannot be reached. */
async function report(
  host: string,
  outcome: HostOutcome,
  admission: Extract<Admission, { kind: 'admitted' }>,
  telemetry: Telemetry,
): Promise<HostChange> {
  try {
    const changed = await admission.report(outcome);
    const fields = { host, reason: outcome.kind === 'failed' ? outcome.reason : undefined };
    if (changed.change === 'paused') telemetry.warn('Calls to a host wait: it fails', fields);
    if (changed.change === 'resumed') telemetry.info('Calls to a host go on: it answers', fields);
    return changed;
  } catch (error) {
    telemetry.error('The state of a host was not stored', error, { host });
    return {};
  }
}
