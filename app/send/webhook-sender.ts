/** Calls webhooks by the same protocol: claim, call, settle, count. Receivers get at least one call. */
import { HOUR } from '../../engine/base/time-units.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { MessageLedger } from '../ports/message-ledger.ts';
import type { WebhookCaller } from '../ports/providers.ts';
import type { VisibilityTimeouts } from '../ports/queues.ts';
import type { StatisticsStore } from '../ports/statistics-store.ts';
import { nameBatch } from '../runtime/batch-names.ts';
import type { Sender } from './message-sender.ts';
import { readCallWebhook } from './read-message.ts';
import { type DeliveryReader, runSender } from './run-sender.ts';
import type { SendingRun } from './sending.ts';

export interface WebhookSenderPorts {
  readonly ledger: MessageLedger;
  readonly statistics: Pick<StatisticsStore, 'has' | 'put'>;
  readonly events: EventBus;
  readonly visibility: VisibilityTimeouts;
  readonly webhooks: WebhookCaller;
}

export interface WebhookSenderSettings {
  readonly ports: WebhookSenderPorts;
  readonly timelineDays: number;
  /** Epoch ms. */
  now(): number;
  /** In [0, 1). */
  random(): number;
}

/** Twenty deliveries take eight hours on average. */
const retries = { base: 5, limit: HOUR / 1000 };

export function createWebhookSender({ ports, timelineDays, now, random }: WebhookSenderSettings): Sender {
  const { ledger, statistics, webhooks } = ports;
  const readDelivery: DeliveryReader = (body, receiveCount) => {
    const effect = readCallWebhook(body);
    return {
      effect,
      receiveCount,
      prepare: async () => ({ kind: 'ready', call: () => webhooks.call(effect) }),
      // The effect's id is the receiver's idempotency key.
      afterUnknown: 'again',
      backoff: retries,
    };
  };
  return (records, { requestId, telemetry }) => {
    const batch = nameBatch('webhook', now(), requestId);
    const run: SendingRun = { ledger, statistics, batch, timelineDays, now, random, telemetry };
    return runSender(records, readDelivery, ports, run);
  };
}
