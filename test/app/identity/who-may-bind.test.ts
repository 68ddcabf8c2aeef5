/** Who may bind a new id to a person: the table of docs/touchpoints.md, and the orders in which a stranger may try. */
import { describe, expect, it } from 'vitest';
import { createActor } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { createMemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
type Person = Readonly<Record<string, unknown>>;

/** `batches`: each is delivered at once, to one warm process or to a new one. The owner of each id at the end. */
async function run(batches: readonly (readonly Person[])[], { identity = '{}', isCold = false } = {}) {
  const stack = createMemoryStack({ now });
  const program = await makeProgram(`{ kind: policy, id: main, status: live, identity: ${identity} }`);
  await publishSnapshot(stack.ports.programStore, program);
  let actor = createActor(stack);
  for (const [index, batch] of batches.entries()) {
    for (const [place, detail] of batch.entries()) {
      const id = `t-${index}-${place}`;
      stack.queues.get('profile').sendText(makeEventText({ id, name: 'X', at: now + index, detail }));
    }
    await actor.advance();
    if (isCold) actor = createActor(stack);
  }
  const bindings = stack.ports.identities.bindings();
  const load = async (key: string) =>
    stack.ports.profiles.load(bindings.get(key) ?? '', { consistent: true });
  return {
    owner: async (key: string) => (await load(key))?.userId ?? (bindings.has(key) ? 'guest' : 'no one'),
    load,
  };
}

const email = 'vera@shop.example';
const phone = '+393331230301';
const strangers = '+393331239991';
const signUp: Person = { userId: 'vera', anonymousId: 'own', traits: { email, phone } };
const named = (more: Person, traits: object = {}): Person => ({ ...more, traits: { email, ...traits } });
const codes = (type: string, id: string) => ({ context: { externalIds: [{ type, id }] } });
const device = (token: string) => ({ context: { device: { type: 'ios', token } } });
const tokens = '{ kinds: { deviceToken: { unique: true } } }';

describe.each([false, true])('new processes: %s', (isCold) => {
  it.each<[string, Person, Record<string, string>]>([
    ['a user id', { userId: 'vera', ...named({}, { phone: strangers }) }, { phone: 'vera' }],
    ['a session of the user', { anonymousId: 'own', traits: { phone: strangers } }, { phone: 'vera' }],
    ['a system, by an email', named({}, { phone: strangers }), { phone: 'vera' }],
    ['a stranger, by an email', named({ anonymousId: 'bad' }, { phone: strangers }), { phone: 'no one' }],
    [
      'a stranger, an email by a phone',
      { anonymousId: 'bad', traits: { phone, email: 'bad@x.example' } },
      {},
    ],
    ['a stranger whose id is none', named({ anonymousId: 'null' }, { phone: strangers }), {}],
    ['a system, an external id', named(codes('crm', '9')), { 'crm:9': 'vera' }],
    ['a stranger, an external id', named({ anonymousId: 'bad', ...codes('crm', '9') }), {}],
    ['a user id, a device', { userId: 'vera', ...device('aa11') }, { 'deviceToken:apns:aa11': 'vera' }],
    ['a session, a device', { anonymousId: 'own', ...device('aa11') }, { 'deviceToken:apns:aa11': 'vera' }],
    ['a system, a device', named(device('aa11')), {}],
    ['a stranger, a device', named({ anonymousId: 'bad', ...device('aa11') }), {}],
    [
      'a stranger in a group call',
      { type: 'group', groupId: 'acme', ...named({ anonymousId: 'bad', ...codes('crm', '9') }) },
      { 'crm:9': 'guest' },
    ],
    [
      'a stranger in an alias call',
      { type: 'alias', previousId: 'old', ...named({ anonymousId: 'bad' }) },
      {},
    ],
    ['a stranger with several emails', named({ anonymousId: 'bad', ...codes('email', 'bad@x.example') }), {}],
  ])('%s', async (_who, detail, bound) => {
    const { owner } = await run([[signUp], [detail]], { identity: tokens, isCold });
    const found = {
      phone: await owner(`phone#${strangers}`),
      'crm:9': await owner('externalId#crm:9'),
      'deviceToken:apns:aa11': await owner('externalId#deviceToken:apns:aa11'),
      email: await owner('email#bad@x.example'),
      old: await owner('anonymousId#old'),
    };
    const none = Object.fromEntries(Object.keys(found).map((key) => [key, 'no one']));
    expect(found).toEqual({ ...none, ...bound });
  });
});

describe('a stranger who knows the email', () => {
  const form = named({ anonymousId: 'bad' }, { phone: strangers });
  const later: Person = { anonymousId: 'bad', traits: { phone: strangers } };
  const call: Person = { traits: { phone: strangers, first_name: 'Mallory' } };

  it.each<[string, readonly (readonly Person[])[]]>([
    ['in one event', [[signUp], [form], [call]]],
    ['in one batch with the sign-up', [[signUp, form], [call]]],
    ['in two steps', [[signUp], [named({ anonymousId: 'bad' })], [later], [call]]],
    ['in two steps of one batch', [[signUp], [named({ anonymousId: 'bad' }), later], [call]]],
    ['with the phone first', [[signUp], [later], [form], [call]]],
    ['with the call first', [[signUp], [call], [form], [call]]],
    [
      'by an alias',
      [
        [signUp],
        [form],
        [{ type: 'alias', previousId: 'bad', anonymousId: 'bad2', traits: { phone: strangers } }],
        [call],
      ],
    ],
    ['from a kiosk', [[signUp], [{ ...form, anonymousId: 'unknown' }], [call]]],
  ])('gets no message of the person by a call to the shop: %s', async (_how, batches) => {
    const { load } = await run(batches);
    expect((await load('userId#vera'))?.traits).toMatchObject({ phone: { value: phone } });
    expect((await load('userId#vera'))?.traits['first_name']).toBeUndefined();
    const other = await load(`phone#${strangers}`);
    expect(other).toMatchObject({ traits: { first_name: { value: 'Mallory' } } });
    expect(other?.userId).toBeUndefined();
  });

  it.each(['{ priority: [email] }', '{ kinds: { phone: { max: 3 }, anonymousId: { max: 3 } } }'])(
    'nor with the policy %s',
    async (identity) => {
      const { owner } = await run([[signUp], [form], [later], [call]], { identity });
      expect(await owner(`phone#${strangers}`)).toBe('guest');
      expect(await owner('anonymousId#bad')).toBe('vera');
    },
  );

  it('keeps what they state for the account of their own', async () => {
    const { owner } = await run([[signUp], [form], [later], [{ userId: 'mallory', ...later }], [call]]);
    expect(await owner(`phone#${strangers}`)).toBe('mallory');
    expect(await owner('anonymousId#bad')).toBe('mallory');
  });

  it('a person without a user id is named by others, but has no device of theirs', async () => {
    const guest: Person = { anonymousId: 'own', traits: { email } };
    const { owner } = await run(
      [
        [guest],
        [named({ anonymousId: 'bad', ...device('aa11') }, { phone: strangers })],
        [named(device('aa22'))],
        [{ anonymousId: 'own', ...device('aa33') }],
      ],
      { identity: tokens },
    );
    expect(await owner(`phone#${strangers}`)).toBe('guest');
    expect(await owner('externalId#deviceToken:apns:aa11')).toBe('no one');
    expect(await owner('externalId#deviceToken:apns:aa22')).toBe('no one');
    expect(await owner('externalId#deviceToken:apns:aa33')).toBe('guest');
  });
});
