/** Credentials that a document only names: read right before the call, kept for a while, read again when refused. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemorySecretStore } from '../../../adapters/memory/secret-store.ts';
import { createWebhookCaller } from '../../../adapters/providers/http-webhook.ts';
import {
  createWebhookSecrets,
  refusedSecretAge,
  secretAge,
} from '../../../adapters/providers/webhook-secrets.ts';
import type { SecretReader } from '../../../app/ports/secrets.ts';
import type { CallWebhook } from '../../../engine/model/effects.ts';
import { type LoopbackServer, openLoopbackServer } from '../../harness/loopback-server.ts';
import { makeCall, start } from '../../harness/webhook-call.ts';

let server: LoopbackServer;
let store: ReturnType<typeof createMemorySecretStore>;
let reads: string[];
let now: number;
beforeEach(async () => {
  server = await openLoopbackServer();
  store = createMemorySecretStore();
  reads = [];
  now = start;
});
afterEach(() => server.close());

function createCaller(read: SecretReader['read'] = (name) => store.read(name)) {
  const reader: SecretReader = {
    read: (name) => {
      reads.push(name);
      return read(name);
    },
  };
  return createWebhookCaller({ secrets: createWebhookSecrets(reader, () => now), now: () => now });
}

const makeWebhook = (overrides: Partial<CallWebhook> = {}) => makeCall(`${server.url}/hook`, overrides);
const sentTokens = () => server.requests.map(({ headers }) => headers['authorization']);

describe('a secret of a webhook', () => {
  it('takes its place in the header, after the prefix', async () => {
    await store.set('crm-token', 'abc');
    expect(await createCaller().call(makeWebhook())).toMatchObject({ kind: 'accepted' });
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer abc', 'x-team': 'crm' });
  });

  it('is read once for many calls, and again after five minutes', async () => {
    await store.set('crm-token', 'old');
    const caller = createCaller();
    await Promise.all([caller.call(makeWebhook()), caller.call(makeWebhook())]);
    await store.set('crm-token', 'new');
    now += secretAge - 1;
    await caller.call(makeWebhook());
    expect(reads).toHaveLength(1);
    now += 1;
    await caller.call(makeWebhook());
    expect(sentTokens()).toEqual(['Bearer old', 'Bearer old', 'Bearer old', 'Bearer new']);
  });

  it.each([401, 403])(
    'that was changed is used at once when the old one is answered with %i',
    async (status) => {
      await store.set('crm-token', 'old');
      const caller = createCaller();
      await caller.call(makeWebhook());
      await store.set('crm-token', 'new');
      now += refusedSecretAge;
      server.answers.push({ status });
      expect(await caller.call(makeWebhook())).toMatchObject({ kind: 'accepted' });
      expect(sentTokens()).toEqual(['Bearer old', 'Bearer old', 'Bearer new']);
    },
  );

  const signed = { headers: {}, sign: { secret: 'crm-token' } };
  it.each([
    [401, {}, { kind: 'deferred', reason: 'secret_refused', isBlocked: true, host: 'answered' }],
    [401, signed, { kind: 'deferred', reason: 'secret_refused', isBlocked: true, host: 'answered' }],
    [403, {}, { kind: 'refused', reason: 'http_403', fault: 'message', host: 'answered' }],
  ])(
    'that is answered with %i and has not changed is not tried twice: %j %j',
    async (status, parts, answer) => {
      await store.set('crm-token', 'wrong');
      server.answers.push({ status });
      expect(await createCaller().call(makeWebhook(parts))).toEqual(answer);
      expect(server.requests).toHaveLength(1);
    },
  );

  it('loses no call when the receiver changes its credential first', async () => {
    await store.set('crm-token', 'old');
    const caller = createCaller();
    server.answers.push({ status: 401 });
    expect(await caller.call(makeWebhook())).toMatchObject({ kind: 'deferred', reason: 'secret_refused' });
    await store.set('crm-token', 'new');
    now += refusedSecretAge;
    server.answers.push({ status: 401 });
    expect(await caller.call(makeWebhook())).toMatchObject({ kind: 'accepted' });
    expect(sentTokens()).toEqual(['Bearer old', 'Bearer old', 'Bearer new']);
  });

  it('that is refused with its new value too keeps the call waiting', async () => {
    await store.set('crm-token', 'old');
    const caller = createCaller();
    await caller.call(makeWebhook());
    await store.set('crm-token', 'wrong as well');
    now += refusedSecretAge;
    server.answers.push({ status: 403 }, { status: 401 });
    expect(await caller.call(makeWebhook())).toMatchObject({ kind: 'deferred', reason: 'secret_refused' });
  });

  it('is read at most once in ten seconds, however many calls are refused', async () => {
    await store.set('crm-token', 'wrong');
    const caller = createCaller();
    const rejectAll = async () => {
      server.answers.push(...Array.from({ length: 3 }, () => ({ status: 401 })));
      for (let call = 0; call < 3; call += 1) await caller.call(makeWebhook());
    };
    await rejectAll();
    now += refusedSecretAge - 1;
    await rejectAll();
    expect(reads).toHaveLength(1);
    now += 1;
    await rejectAll();
    expect(reads).toHaveLength(2);
  });

  it.each([401, 403])('that was removed keeps a call waiting that is answered with %i', async (status) => {
    await store.set('crm-token', 'old');
    const caller = createCaller();
    await caller.call(makeWebhook());
    await store.remove('crm-token');
    now += refusedSecretAge;
    server.answers.push({ status });
    expect(await caller.call(makeWebhook())).toMatchObject({
      kind: 'deferred',
      reason: 'secret_missing',
      host: 'answered',
    });
  });

  it.each([undefined, 'two\nlines', ''])(
    'with the value %j keeps the call waiting, without a call',
    async (value) => {
      if (value !== undefined) await store.set('crm-token', value);
      const caller = createCaller();
      expect(await caller.call(makeWebhook())).toEqual({
        kind: 'deferred',
        reason: 'secret_missing',
        isBlocked: true,
      });
      expect(server.requests).toEqual([]);
      await store.set('crm-token', 'set since');
      expect(await caller.call(makeWebhook())).toMatchObject({ kind: 'accepted' });
    },
  );

  it.each([
    ['AccessDeniedException', { kind: 'deferred', reason: 'secret_denied', isBlocked: true }],
    ['KMSAccessDeniedException', { kind: 'deferred', reason: 'secret_denied', isBlocked: true }],
    ['ThrottlingException', { kind: 'deferred', reason: 'secret_unreadable' }],
    ['TimeoutError', { kind: 'deferred', reason: 'secret_unreadable' }],
  ])('that ends in %s is %j', async (name, expected) => {
    const caller = createCaller(() => Promise.reject(Object.assign(new Error('no'), { name })));
    expect(await caller.call(makeWebhook())).toEqual(expected);
    expect(server.requests).toEqual([]);
  });

  it('is not asked for by a webhook that names none, and 401 is final for it', async () => {
    server.answers.push({ status: 401 });
    const answer = await createCaller().call(makeWebhook({ headers: { 'x-team': 'crm' } }));
    expect(answer).toMatchObject({ kind: 'refused', reason: 'http_401' });
    expect(reads).toEqual([]);
  });
});
