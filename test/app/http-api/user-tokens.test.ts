/** A browser key with signed user ids: what a page states without a token of the company's server counts for no user. */
import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { rotateWriteKey } from '../../../app/write-keys/change-write-keys.ts';
import { revokeSigningKey } from '../../../app/write-keys/revoke-signing-key.ts';
import { changeUserIds, PublicKeyInvalidError } from '../../../app/write-keys/signing-keys.ts';
import { MINUTE } from '../../../engine/base/time-units.ts';
import { openApi, startedAt, type TestApi } from '../../harness/http-api.ts';
import { signUserToken } from '../../harness/user-tokens.ts';

let api: TestApi;
let id: string;
let privateKey: string;

const addKey = async (keepMs = 0, publicPem?: string): Promise<string> => {
  const changed = await changeUserIds(id, { rule: 'signed', keepMs, publicPem }, api.store, startedAt);
  if (changed.outcome !== 'changed') throw new Error(changed.outcome);
  return changed.made?.privateKey ?? '';
};

beforeEach(async () => {
  api = await openApi();
  id = (await api.store.list()).find(({ kind }) => kind === 'browser')?.id ?? '';
  privateKey = await addKey();
});

const inHour = startedAt / 1_000 + 3_600;
const makeToken = (claims: object = {}, header?: object): string =>
  signUserToken(privateKey, { sub: '42', exp: inHour, ...claims }, header);
const call = { type: 'track', event: 'Page Read', userId: '42', anonymousId: 'a-1', messageId: 'm-1' };
const { userId: _userId, ...withoutUser } = call;

async function send(more: object, shared: object = {}): Promise<Record<string, unknown>> {
  await api.post('/v1/b', { batch: [{ ...call, ...more }], ...shared, writeKey: api.browser });
  return api.listCalls().at(-1) as Record<string, unknown>;
}
const sendToken = async (userToken: unknown, more: object = {}) =>
  send({ ...more, context: { locale: 'it', userToken } });
const unsigned = (problem: string, userId: unknown = '42') => ({ unsignedUser: { userId, problem } });

describe('a call with a token of its user', () => {
  it('counts for the user, and the token goes no further', async () => {
    expect(await sendToken(makeToken())).toEqual({ ...call, context: { locale: 'it' } });
    expect(await send({}, { context: { userToken: makeToken() } })).toEqual(call);
    expect(JSON.stringify(api.put)).not.toContain('userToken');
  });

  it('may have a number as user id', async () => {
    expect(await sendToken(makeToken(), { userId: 42 })).toHaveProperty('userId', 42);
  });

  it.each([
    ['ends', { exp: startedAt / 1_000 }, 'expired'],
    ['begins', { nbf: startedAt / 1_000 }, 'not_yet_valid'],
  ])(
    'counts although the clock of the server is five minutes wrong: the token %s',
    async (_when, claims, problem) => {
      const step = problem === 'expired' ? 5 * MINUTE : -5 * MINUTE;
      api.setTime(startedAt + step - Math.sign(step));
      expect(await sendToken(makeToken(claims))).toHaveProperty('userId', '42');
      api.setTime(startedAt + step + (problem === 'expired' ? 0 : -1));
      expect(await sendToken(makeToken(claims))).toEqual({
        ...withoutUser,
        context: { locale: 'it', ...unsigned(problem) },
      });
    },
  );
});

describe('a call without a valid token', () => {
  const forge = (alg: string, secret = ''): string => {
    const signed = makeToken({}, { alg }).split('.').slice(0, 2).join('.');
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };

  it.each<[string, string, () => unknown]>([
    ['none', 'missing', () => undefined],
    ['an empty one', 'missing', () => ''],
    ['one of another user', 'other_user', () => makeToken({ sub: '43' })],
    ['one without an end', 'malformed', () => makeToken({ exp: undefined })],
    ['one without a user', 'malformed', () => makeToken({ sub: undefined })],
    ['one that says it has no signature', 'malformed', () => forge('none')],
    ['one signed with the public key as a secret', 'malformed', () => forge('HS256', 'MFkw')],
    ['one with a signature of another form', 'malformed', () => forge('ES256')],
    ['one with critical extensions', 'malformed', () => makeToken({}, { alg: 'ES256', crit: ['b64'] })],
    [
      'one with a changed user',
      'wrong_key',
      () => replaceClaims(makeToken({ sub: '43' }), { sub: '42', exp: inHour }),
    ],
    ['a number', 'malformed', () => 7],
    ['text', 'malformed', () => 'token'],
  ])('counts for its anonymousId, without user and device: %s', async (_what, problem, make) => {
    const device = { type: 'ios', token: 'abc' };
    const traits = { pushToken: 'apns:abc', plan: 'pro' };
    const sent = await send({ traits, context: { device, traits, userToken: make() } });
    expect(sent).toEqual({
      ...withoutUser,
      traits: { plan: 'pro' },
      context: { traits: { plan: 'pro' }, ...unsigned(problem) },
    });
  });

  it('states no device through the context of its batch either', async () => {
    const context = {
      device: { type: 'ios', token: 'abc' },
      traits: { pushToken: 'apns:abc' },
      ip: '192.0.2.1',
    };
    const sent = await send({ context: { locale: 'it' } }, { context });
    expect(sent['context']).toEqual({
      ip: '192.0.2.1',
      locale: 'it',
      device: null,
      traits: {},
      ...unsigned('missing'),
    });
  });

  it('may sign a device out', async () => {
    const device = { type: 'ios', token: 'abc' };
    const sent = await send({ event: 'Signed Out', context: { device } });
    expect(sent['context']).toEqual({ device, ...unsigned('missing') });
  });

  it('is no system that knows an email: it gets an anonymous id of its own, the same when it is sent again', async () => {
    const stated = { anonymousId: null, traits: { email: 'clara@example.com', phone: '+393331230301' } };
    const [first, again] = [await send(stated), await send({ ...stated, userId: '' })];
    expect(first['anonymousId']).toMatch(/^call-[0-9a-f]{32}$/);
    expect(again['anonymousId']).toBe(first['anonymousId']);
  });

  it('without any other id names no one, and the pipeline keeps it among the rejected events', async () => {
    const sent = await send({ anonymousId: undefined });
    expect(sent).toEqual({
      type: 'track',
      event: 'Page Read',
      messageId: 'm-1',
      context: unsigned('missing'),
    });
  });

  it.each([[7], ['x']])(
    'with the context %j is forwarded without its user: the pipeline rejects it',
    async (context) => {
      expect(await send({ context })).toEqual({ ...withoutUser, context });
    },
  );
});

describe('signing keys', () => {
  it('that are replaced stay valid for a time: after it, tokens that were verified before count no more', async () => {
    const old = makeToken({ exp: inHour * 2 });
    expect(await sendToken(old)).toHaveProperty('userId', '42');
    const next = await addKey(10 * MINUTE);
    await readKeysAgain(10 * MINUTE - 1);
    expect(await sendToken(old)).toHaveProperty('userId', '42');
    await readKeysAgain(10 * MINUTE);
    expect((await sendToken(old))['context']).toMatchObject(unsigned('wrong_key'));
    privateKey = next;
    expect(await sendToken(makeToken({ exp: inHour * 2 }))).toHaveProperty('userId', '42');
  });

  it('that are revoked count no more within a minute, also at a key that replaced theirs', async () => {
    const token = makeToken();
    expect(await sendToken(token)).toHaveProperty('userId', '42');
    const rotated = await rotateWriteKey(id, 60 * MINUTE, api.store, startedAt);
    const [signing = { id: '' }] = rotated.outcome === 'created' ? rotated.key.signingKeys : [];
    const revoked = await revokeSigningKey(signing.id, api.store, startedAt);
    expect(revoked).toMatchObject({ outcome: 'revoked', changed: [{ left: 0 }, { left: 0 }] });
    const known = await api.store.list();
    expect(known.flatMap((key) => key.signingKeys).map(({ revokedAt }) => revokedAt)).toEqual([
      startedAt,
      startedAt,
    ]);
    await readKeysAgain(MINUTE);
    expect((await sendToken(token))['context']).toMatchObject(unsigned('wrong_key'));
    const publicPem = createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString();
    const again = { rule: 'signed', keepMs: 0, publicPem } as const;
    expect(await changeUserIds(id, again, api.store, startedAt)).toEqual({ outcome: 'revoked_pair' });
    expect(await revokeSigningKey('none', api.store, startedAt)).toEqual({ outcome: 'unknown_signing_key' });
  });

  it('of a pair that the company made are public keys of P-256, and no others', async () => {
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = (key: { export(options: object): unknown }, type: string) =>
      String(key.export({ format: 'pem', type }));
    expect(await addKey(0, pem(own.publicKey, 'spki'))).toBe('');
    await readKeysAgain(MINUTE);
    privateKey = pem(own.privateKey, 'pkcs8');
    expect(await sendToken(makeToken())).toHaveProperty('userId', '42');
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    for (const odd of [privateKey, pem(other.publicKey, 'spki'), 'x', '']) {
      await expect(addKey(0, odd)).rejects.toBeInstanceOf(PublicKeyInvalidError);
    }
    expect(JSON.stringify(await api.store.list())).not.toContain('PRIVATE');
  });

  it('are no matter of a server key, nor of a browser key that accepts every user id', async () => {
    await api.post('/v1/b', { batch: [{ ...call, context: { userToken: 'x' } }] }, api.server);
    expect(api.listCalls().at(-1)).toEqual({ ...call, context: {} });
    await changeUserIds(id, { rule: 'any', keepMs: 0 }, api.store, startedAt);
    await readKeysAgain(MINUTE);
    expect(await sendToken('x')).toEqual({ ...call, context: { locale: 'it' } });
    const server = (await api.store.list()).find(({ kind }) => kind === 'server')?.id ?? '';
    const change = { rule: 'signed', keepMs: 0 } as const;
    expect(await changeUserIds(server, change, api.store, startedAt)).toEqual({ outcome: 'no_browser_key' });
    expect(await changeUserIds('none', change, api.store, startedAt)).toEqual({ outcome: 'unknown_key' });
  });
});

/** A process reads a write key once a minute. */
async function readKeysAgain(after: number): Promise<void> {
  api.setTime(startedAt + after - MINUTE);
  await send({});
  api.setTime(startedAt + after);
}

function replaceClaims(token: string, claims: object): string {
  const [head, , signature] = token.split('.');
  return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}
