/** When a webhook call that failed is made again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemorySecretStore } from '../../../adapters/memory/secret-store.ts';
import { createWebhookCaller } from '../../../adapters/providers/http-webhook.ts';
import { createWebhookSecrets } from '../../../adapters/providers/webhook-secrets.ts';
import { createWebhookSender } from '../../../app/send/webhook-sender.ts';
import { type LoopbackServer, openLoopbackServer } from '../../harness/loopback-server.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup } from '../../harness/sending-setup.ts';
import { makeCall } from '../../harness/webhook-call.ts';

let server: LoopbackServer;
beforeEach(async () => {
  server = await openLoopbackServer();
});
afterEach(() => server.close());

/** Seconds between the calls until the receiver accepts. */
async function listWaits(random: number): Promise<readonly number[]> {
  const setup = await createSendingSetup();
  const { ledger, statistics, events, visibility, queues } = setup.ports;
  const now = () => setup.clock.now;
  const caller = createWebhookCaller({ secrets: createWebhookSecrets(createMemorySecretStore(), now), now });
  const calledAt: number[] = [];
  const webhooks: typeof caller = {
    call(webhook) {
      calledAt.push(now());
      return caller.call(webhook);
    },
  };
  const send = createWebhookSender({
    ports: { ledger, statistics, events, visibility, queues, webhooks },
    hosts: { admit: async () => ({ kind: 'admitted', report: async () => ({}) }) },
    timelineDays: 30,
    now,
    random: () => random,
  });
  const { dead } = await drainQueue(setup, send, [makeCall(`${server.url}/hook`, { headers: {} })]);
  expect(dead).toEqual([]);
  return calledAt.slice(1).map((at, index) => (at - (calledAt[index] ?? 0)) / 1000);
}

const failing = (count: number, headers: Readonly<Record<string, string>> = {}) =>
  Array.from({ length: count }, () => ({ status: 503, headers }));

describe('a call that is not accepted', () => {
  it('waits twice as long each time, up to an hour, and at random half of that', async () => {
    server.answers.push(...failing(12));
    expect(await listWaits(1)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
    server.answers.push(...failing(4));
    expect(await listWaits(0)).toEqual([3, 5, 10, 20]);
  });

  it('is not made before the moment that Retry-After asks for, nor all calls at that moment', async () => {
    server.answers.push({ status: 429, headers: { 'retry-after': '120' } });
    expect(await listWaits(0)).toEqual([120]);
    server.answers.push({ status: 429, headers: { 'retry-after': '120' } });
    expect(await listWaits(1)).toEqual([132]);
  });

  it('keeps its own wait when Retry-After asks for less', async () => {
    server.answers.push(...failing(4, { 'retry-after': '1' }));
    expect(await listWaits(1)).toEqual([5, 10, 20, 40]);
  });

  it('is made after an hour when Retry-After asks for more', async () => {
    server.answers.push(...failing(1, { 'retry-after': '86400' }));
    expect(await listWaits(0)).toEqual([3600]);
  });
});
