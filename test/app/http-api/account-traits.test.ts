/** Which group calls may state traits of an account: those of systems of the company, and pages with a token that names it. */
import { beforeEach, expect, it } from 'vitest';
import { changeUserIds } from '../../../app/write-keys/signing-keys.ts';
import { openApi, startedAt, type TestApi } from '../../harness/http-api.ts';
import { signUserToken } from '../../harness/user-tokens.ts';

let api: TestApi;
let privateKey: string;

beforeEach(async () => {
  api = await openApi();
  const id = (await api.store.list()).find(({ kind }) => kind === 'browser')?.id ?? '';
  const changed = await changeUserIds(
    id,
    { rule: 'signed', keepMs: 0, publicPem: undefined },
    api.store,
    startedAt,
  );
  privateKey = changed.outcome === 'changed' ? (changed.made?.privateKey ?? '') : '';
});

const traits = { plan: 'enterprise' };
const call = { type: 'group', groupId: 'acme', anonymousId: 'a-1', messageId: 'm-1', traits };
const { traits: _traits, ...membership } = call;
const makeToken = (claims: object) =>
  signUserToken(privateKey, { sub: '42', exp: startedAt / 1_000 + 3_600, ...claims });

async function send(path: string, body: object, key: string): Promise<Record<string, unknown>> {
  await api.post(path, { ...body, writeKey: key });
  return api.listCalls().at(-1) as Record<string, unknown>;
}
const sendOne = (more: object) => send('/v1/b', { batch: [{ ...call, ...more }] }, api.browser);

it('a stranger joins the account and states nothing of it', async () => {
  expect(await sendOne({})).toEqual({ ...membership, context: { unsignedTraits: traits } });
  expect(await send('/v1/g', { ...call, type: undefined }, api.browser)).toMatchObject({
    ...membership,
    context: { unsignedTraits: traits },
  });
});

it('a user with a token without the account, or of another one, states nothing of it', async () => {
  for (const groupId of [undefined, 'other', ['other'], 7, { acme: true }]) {
    const sent = await sendOne({ userId: '42', context: { userToken: makeToken({ groupId }) } });
    expect(sent).toEqual({ ...membership, userId: '42', context: { unsignedTraits: traits } });
  }
});

it('a user with a token that names the account states its traits', async () => {
  for (const groupId of ['acme', ['other', 'acme']]) {
    const sent = await sendOne({ userId: '42', context: { userToken: makeToken({ groupId }) } });
    expect(sent).toEqual({ ...call, userId: '42', context: {} });
  }
  const number = await sendOne({
    groupId: 7,
    userId: 42,
    context: { userToken: makeToken({ groupId: '7' }) },
  });
  expect(number).toHaveProperty('traits', traits);
});

it('a token of another user, or an expired one, proves no account', async () => {
  for (const claims of [{ sub: '43' }, { exp: 1 }]) {
    const userToken = makeToken({ groupId: 'acme', ...claims });
    const sent = await sendOne({ userId: '42', context: { userToken } });
    expect(sent).not.toHaveProperty('traits');
    expect(sent['context']).toMatchObject({ unsignedTraits: traits, unsignedUser: { userId: '42' } });
  }
});

it('a page cannot state the field itself, and a call without traits does not change', async () => {
  const context = { unsignedTraits: { plan: 'x' }, group: { id: 'acme', traits } };
  expect(await sendOne({ traits: undefined, context })).toEqual({ ...membership, context: {} });
});

it('traits of other calls are those of the person, and stay', async () => {
  expect(await sendOne({ type: 'identify', groupId: undefined })).toHaveProperty('traits', traits);
});

it('a server key states them without a token', async () => {
  expect(await send('/v1/b', { batch: [call] }, api.server)).toEqual(call);
});
