import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryHostStore } from '../../../adapters/memory/host-store.ts';
import { createMemorySecretStore } from '../../../adapters/memory/secret-store.ts';
import { createWebhookCaller, type WebhookSettings } from '../../../adapters/providers/http-webhook.ts';
import { createWebhookSecrets } from '../../../adapters/providers/webhook-secrets.ts';
import { createHostBreaker } from '../../../app/breaker/host-breaker.ts';
import type { WebhookAnswer } from '../../../app/ports/providers.ts';
import { createWebhookSender } from '../../../app/send/webhook-sender.ts';
import type { CallWebhook } from '../../../engine/model/effects.ts';
import { type LoopbackServer, openLoopbackServer } from '../../harness/loopback-server.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup, start } from '../../harness/sending-setup.ts';

let server: LoopbackServer;
beforeEach(async () => {
  server = await openLoopbackServer();
});
afterEach(() => server.close());

function createCaller(settings: Partial<WebhookSettings> = {}) {
  const now = () => start;
  return createWebhookCaller({
    secrets: createWebhookSecrets(createMemorySecretStore(), now),
    now,
    ...settings,
  });
}

function makeWebhook(overrides: Partial<CallWebhook> = {}): CallWebhook {
  return {
    kind: 'CallWebhook',
    id: '01J0000000WEBHOOK000000001',
    profileId: 'P1',
    origin: 'rule:crm',
    url: `${server.url}/hook?a=1`,
    method: 'POST',
    headers: { 'X-Team': 'crm' },
    body: { name: 'Ann', n: 1 },
    decidedAt: start,
    ...overrides,
  };
}

describe('a webhook call', () => {
  it('is JSON under an idempotency key that the headers of a rule cannot change', async () => {
    const headers = {
      'X-Team': 'crm',
      'Idempotency-Key': 'mine',
      'Content-Type': 'text/plain',
      Host: 'other',
    };
    const webhook = makeWebhook({ method: 'PUT', headers });
    expect(await createCaller().call(webhook)).toEqual({
      kind: 'accepted',
      providerId: 'http_200',
      host: 'answered',
    });
    expect(server.requests).toMatchObject([
      {
        method: 'PUT',
        path: '/hook?a=1',
        headers: { 'x-team': 'crm', 'idempotency-key': webhook.id, 'content-type': 'application/json' },
        body: { name: 'Ann', n: 1 },
      },
    ]);
  });

  const answers: readonly (readonly [number, Partial<WebhookAnswer>])[] = [
    [204, { kind: 'accepted', host: 'answered' }],
    [408, { kind: 'deferred', reason: 'http_408', host: 'answered' }],
    [425, { kind: 'deferred', reason: 'http_425', host: 'answered' }],
    [429, { kind: 'deferred', reason: 'http_429', host: 'answered' }],
    [500, { kind: 'deferred', reason: 'http_500', host: 'failed' }],
    [503, { kind: 'deferred', reason: 'http_503', host: 'failed' }],
    [400, { kind: 'refused', reason: 'http_400', host: 'answered' }],
    [410, { kind: 'refused', reason: 'http_410', host: 'answered' }],
  ];

  it.each(answers)('answered with %i is %j', async (status, expected) => {
    server.answers.push({ status });
    expect(await createCaller().call(makeWebhook())).toMatchObject(expected);
  });

  it('follows no redirect', async () => {
    const elsewhere = await openLoopbackServer();
    server.answers.push({ status: 307, headers: { location: elsewhere.url } });
    expect(await createCaller().call(makeWebhook())).toMatchObject({
      kind: 'refused',
      reason: 'http_307',
    });
    expect(elsewhere.requests).toHaveLength(0);
    await elsewhere.close();
  });

  it('that hangs, breaks or finds no server is deferred', async () => {
    const caller = createCaller({ timeLimit: 200 });
    server.answers.push('hang', 'reset');
    expect(await caller.call(makeWebhook())).toEqual({
      kind: 'deferred',
      reason: 'timed_out',
      host: 'failed',
    });
    expect(await caller.call(makeWebhook())).toMatchObject({ kind: 'deferred', host: 'failed' });
    const gone = await openLoopbackServer();
    await gone.close();
    const unreachable = makeWebhook({ url: gone.url });
    expect(await caller.call(unreachable)).toEqual({
      kind: 'deferred',
      reason: 'econnrefused',
      host: 'failed',
    });
  });

  it.each([
    ['ftp://files.example/x', 'url_invalid'],
    ['file:///etc/passwd', 'url_invalid'],
    ['crm', 'url_invalid'],
    ['http://169.254.169.254/latest/meta-data', 'host_forbidden'],
    ['http://127.0.0.1:9001/2018-06-01/runtime', 'host_forbidden'],
    ['http://2852039166/latest', 'host_forbidden'],
    ['http://0xa9.0xfe.0xa9.0xfe/latest', 'host_forbidden'],
    ['http://[::ffff:169.254.169.254]/latest', 'host_forbidden'],
    ['http://[fe80::1]/', 'host_forbidden'],
    ['http://[fd00:ec2::254]/latest', 'host_forbidden'],
    ['http://metadata.example/latest', 'host_forbidden'],
    ['http://localhost:9001/', 'host_forbidden'],
    ['http://[::1]:9001/', 'host_forbidden'],
    ['http://[::ffff:127.0.0.1]:9001/', 'host_forbidden'],
    ['http://0:9001/', 'host_forbidden'],
    ['http://127.1.2.3:9001/', 'host_forbidden'],
    // NAT64, 6to4, IPv4-compatible and Teredo forms of the same addresses.
    ['http://[64:ff9b::169.254.169.254]/', 'host_forbidden'],
    ['http://[64:ff9b:1::169.254.169.254]/', 'host_forbidden'],
    ['http://[64:ff9b::7f00:1]:9001/', 'host_forbidden'],
    ['http://[2002:a9fe:a9fe::1]/', 'host_forbidden'],
    ['http://[2002:7f00:1::]:9001/', 'host_forbidden'],
    ['http://[::169.254.169.254]/', 'host_forbidden'],
    ['http://[::127.0.0.1]:9001/', 'host_forbidden'],
    ['http://[2001:0:4136:e378:8000:63bf:5601:5601]/', 'host_forbidden'],
    ['http://nat64.example/', 'host_forbidden'],
  ])('to %s is refused without a call', async (url, reason) => {
    const names: Readonly<Record<string, readonly string[]>> = {
      'metadata.example': ['93.184.216.34', '169.254.169.254'],
      localhost: ['127.0.0.1'],
      'nat64.example': ['64:ff9b::a9fe:a9fe'],
    };
    const resolve = async (name: string) => names[name] ?? [];
    const caller = createCaller({ isOwnMachineForbidden: true, resolve });
    expect(await caller.call(makeWebhook({ url }))).toEqual({
      kind: 'refused',
      reason,
      fault: 'message',
      isOwn: true,
    });
  });

  it('connects to the address that was checked: a name that answers differently later changes nothing', async () => {
    const url = `${server.url.replace('127.0.0.1', 'localhost')}/hook`;
    const answers = [['127.0.0.2'], ['127.0.0.1']];
    const resolve = async () => answers.shift() ?? [];
    expect(await createCaller({ resolve }).call(makeWebhook({ url }))).toEqual({
      kind: 'deferred',
      reason: 'econnrefused',
      host: 'failed',
    });
    expect(server.requests).toEqual([]);
    expect(answers).toHaveLength(1);
  });

  it('whose name is not found at first is deferred, without a second lookup', async () => {
    const url = `${server.url.replace('127.0.0.1', 'localhost')}/hook`;
    const resolve = () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
    const caller = createCaller({ isOwnMachineForbidden: true, resolve });
    expect(await caller.call(makeWebhook({ url }))).toEqual({
      kind: 'deferred',
      reason: 'enotfound',
      host: 'failed',
    });
    expect(server.requests).toEqual([]);
  });

  it('with an invalid header is refused', async () => {
    const webhook = makeWebhook({ headers: { 'X-Bad': 'a\r\nb' } });
    expect(await createCaller().call(webhook)).toMatchObject({
      kind: 'refused',
      reason: 'request_invalid',
      isOwn: true,
    });
  });
});

describe('call-webhook', () => {
  async function run(bodies: readonly unknown[]) {
    const setup = await createSendingSetup();
    const { ledger, statistics, events, visibility, queues } = setup.ports;
    const now = () => setup.clock.now;
    const send = createWebhookSender({
      ports: { ledger, statistics, events, visibility, queues, webhooks: createCaller() },
      hosts: createHostBreaker(createMemoryHostStore(), now),
      timelineDays: 30,
      now,
      random: () => 0.5,
    });
    return { setup, report: await drainQueue(setup, send, bodies) };
  }

  it('calls until the receiver accepts it, and counts it once', async () => {
    server.answers.push({ status: 503 }, { status: 429 }, 'reset');
    const { setup, report } = await run([makeWebhook()]);
    expect(report).toEqual({ invocations: 4, dead: [] });
    expect(server.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(
      Array.from({ length: 4 }, () => '01J0000000WEBHOOK000000001'),
    );
    expect(setup.statistics.sumAll()).toEqual({ 'rule:crm': { 'webhook.sent': 1 } });
    expect(setup.events).toEqual([]);
  });

  it.each([
    [{ url: 'http://169.254.169.254/latest' }, 'host_forbidden'],
    [{ url: 'crm' }, 'url_invalid'],
    [{ headers: { 'X-Bad': 'a\r\nb' } }, 'request_invalid'],
  ])('says of %j that Percorso made no call', async (fields, note) => {
    const { setup } = await run([makeWebhook(fields)]);
    expect(setup.events).toMatchObject([
      { name: 'Webhook Failed', properties: { reason: 'webhook_blocked', note } },
    ]);
    expect(setup.statistics.sumAll()).toEqual({
      'rule:crm': { 'webhook.failed': 1, 'webhook.failed.webhook_blocked': 1 },
    });
  });

  it('records a refusal once, with its reason, and reports it', async () => {
    server.answers.push({ status: 404 });
    const { setup } = await run([makeWebhook(), makeWebhook()]);
    expect(server.requests).toHaveLength(1);
    expect(setup.ledger.listAll()).toMatchObject([
      { channel: 'webhook', state: 'failed', reason: 'webhook_refused' },
    ]);
    expect(setup.events).toMatchObject([
      {
        name: 'Webhook Failed',
        properties: { reason: 'webhook_refused', note: 'http_404', origin: 'rule:crm' },
      },
    ]);
    expect(setup.statistics.sumAll()).toEqual({
      'rule:crm': { 'webhook.failed': 1, 'webhook.failed.webhook_refused': 1 },
    });
  });
});
