/** Bodies that are signed with a secret, as Standard Webhooks describes it. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemorySecretStore } from '../../../adapters/memory/secret-store.ts';
import { createWebhookCaller } from '../../../adapters/providers/http-webhook.ts';
import { createWebhookSecrets } from '../../../adapters/providers/webhook-secrets.ts';
import type { CallWebhook } from '../../../engine/model/effects.ts';
import { type LoopbackServer, openLoopbackServer } from '../../harness/loopback-server.ts';
import { makeCall, start } from '../../harness/webhook-call.ts';

let server: LoopbackServer;
let store: ReturnType<typeof createMemorySecretStore>;
let now: number;
beforeEach(async () => {
  server = await openLoopbackServer();
  store = createMemorySecretStore();
  now = start;
});
afterEach(() => server.close());

const createCaller = () =>
  createWebhookCaller({ secrets: createWebhookSecrets(store, () => now), now: () => now });
const makeWebhook = (overrides: Partial<CallWebhook>) => makeCall(`${server.url}/hook`, overrides);

/** As Standard Webhooks describes it, for receivers. */
function verify(headers: Readonly<Record<string, unknown>>, rawBody: string, key: Buffer): boolean {
  const signed = [headers['webhook-id'], headers['webhook-timestamp'], rawBody].join('.');
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(expected);
}

describe('a signed webhook', () => {
  const sent = () => {
    const [request] = server.requests;
    return { headers: request?.headers ?? {}, body: JSON.stringify(request?.body) };
  };

  it('carries the moment and a signature over id, moment and body, whatever the rule’s own headers say', async () => {
    await store.set('key', 'plain-text-key');
    const headers = { 'Webhook-Signature': 'v1,forged', 'webhook-id': 'mine' };
    await createCaller().call(makeWebhook({ headers, sign: { secret: 'key' } }));
    const { headers: received, body } = sent();
    expect(received).toMatchObject({
      'webhook-id': '01J0000000WEBHOOK000000001',
      'webhook-timestamp': String(start / 1000),
    });
    expect(verify(received, body, Buffer.from('plain-text-key'))).toBe(true);
    expect(verify(received, '{"name":"Bob"}', Buffer.from('plain-text-key'))).toBe(false);
  });

  it('has the signature of the published example', async () => {
    // The example of the specification's reference libraries.
    const { signWebhook } = await import('../../../adapters/providers/sign-webhook.ts');
    const parts = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330_000, body: '{"test": 2432232314}' };
    expect(signWebhook(parts, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')['webhook-signature']).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  it('passes the check that docs/webhooks.md gives to receivers, and a changed body or an old call does not', async () => {
    const page = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8');
    const code = /^```js\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
    const { isFromPercorso } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    await store.set('key', 'whsec_bmV3LWtleQ== old-key');
    now = Date.now();
    await createCaller().call(makeWebhook({ headers: {}, sign: { secret: 'key' } }));
    const { headers, body } = sent();
    expect(isFromPercorso(headers, body, 'whsec_bmV3LWtleQ==')).toBe(true);
    expect(isFromPercorso(headers, body, 'old-key')).toBe(true);
    expect(isFromPercorso(headers, body, 'other-key')).toBe(false);
    expect(isFromPercorso(headers, `${body} `, 'old-key')).toBe(false);
    const old = { ...headers, 'webhook-timestamp': String(Math.floor(now / 1000) - 3600) };
    expect(isFromPercorso(old, body, 'old-key')).toBe(false);
  });

  it.each([' ', 'whsec_', 'whsec_!!!', 'whsec_a', 'old-key whsec_'])(
    'waits when its key (%j) would sign with nothing',
    async (key) => {
      await store.set('key', key);
      const answer = await createCaller().call(makeWebhook({ headers: {}, sign: { secret: 'key' } }));
      expect(answer).toEqual({ kind: 'deferred', reason: 'secret_missing', isBlocked: true });
      expect(server.requests).toEqual([]);
    },
  );

  it('is signed with both keys while a key is being changed', async () => {
    await store.set('key', 'whsec_bmV3LWtleQ== old-key');
    await createCaller().call(makeWebhook({ headers: {}, sign: { secret: 'key' } }));
    const { headers, body } = sent();
    expect(verify(headers, body, Buffer.from('new-key'))).toBe(true);
    expect(verify(headers, body, Buffer.from('old-key'))).toBe(true);
  });
});
