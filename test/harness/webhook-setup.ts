/** The sender of webhooks with everything around it in memory, and receivers that the test breaks. */
import { createMemoryHostStore } from '../../adapters/memory/host-store.ts';
import { createHostBreaker } from '../../app/breaker/host-breaker.ts';
import type { WebhookAnswer, WebhookCaller } from '../../app/ports/providers.ts';
import type { Sender } from '../../app/send/message-sender.ts';
import { createWebhookSender } from '../../app/send/webhook-sender.ts';
import type { Fault } from './faults.ts';
import { createSendingSetup } from './sending-setup.ts';

export interface ReceivedCall {
  readonly host: string;
  readonly key: string;
  /** Epoch ms. */
  readonly at: number;
  readonly isAccepted: boolean;
}

const accepted: WebhookAnswer = { kind: 'accepted', providerId: 'http_200', host: 'answered' };
const down: WebhookAnswer = { kind: 'deferred', reason: 'timed_out', host: 'failed' };

/** `isDown`: whether the host fails at that moment (epoch ms), after so many calls. */
export async function createWebhookSetup(
  isDown: (host: string, at: number, calls: number) => boolean,
  faults: readonly Fault[] = [],
) {
  const setup = await createSendingSetup(faults);
  const { clock, injector, invocation } = setup;
  const received: ReceivedCall[] = [];
  const receiver: WebhookCaller = {
    async call({ url, id }) {
      const { host } = new URL(url);
      const calls = received.filter((each) => each.host === host).length;
      const isAccepted = !isDown(host, clock.now, calls);
      received.push({ host, key: id, at: clock.now, isAccepted });
      return isAccepted ? accepted : down;
    },
  };
  const { webhooks, store } = injector.wrap(
    { webhooks: receiver, store: createMemoryHostStore() },
    invocation,
  );
  const now = () => clock.now;
  /** A process: it has a breaker of its own, and shares the stores. */
  const startProcess = (): Sender =>
    createWebhookSender({
      ports: { ...setup.ports, webhooks },
      hosts: createHostBreaker(store, now),
      timelineDays: 30,
      now,
      random: () => 0.5,
    });
  return { ...setup, received, store, startProcess };
}
