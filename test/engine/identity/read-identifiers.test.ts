/** The ids of a touchpoint, as a policy has them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { isNever, normalizeKey } from '../../../engine/identity/identity-rules.ts';
import { readIdentifiers } from '../../../engine/identity/read-identifiers.ts';
import { type IdentityPolicy, idForms } from '../../../engine/model/documents/identity-policy.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';

function read(detail: JsonObject, policy?: IdentityPolicy) {
  const event = { id: 'e', source: 's', 'detail-type': 'n', time: '2026-01-01T00:00:00Z', detail };
  return readIdentifiers(parseTouchpoint(event), policy);
}

const list = (detail: JsonObject, policy?: IdentityPolicy) =>
  read(detail, policy).keys.map(({ type, value }) => `${type}=${value}`);

describe('without a policy', () => {
  it.each([
    ...['null', 'undefined', 'NULL', 'none', 'n/a', 'unknown', 'anonymous', 'Guest', '0', '-1', '(not set)'],
    ...['00000000-0000-0000-0000-000000000000', '0000000000', '[object Object]'],
    // Of two ids of which characters were lost, both would become this one.
    ...['jos\ufffd', '\ufffd'],
  ])('"%s" identifies no one, in any kind, and is no id of the touchpoint', (value) => {
    const externalIds = [{ type: 'crm', id: value }];
    const { keys, touchpoint, ignored } = read({
      userId: value,
      anonymousId: value,
      context: { externalIds },
    });
    expect(keys).toEqual([]);
    expect([touchpoint.userId, touchpoint.anonymousId]).toEqual([undefined, undefined]);
    expect(ignored?.map(({ kind }) => kind)).toEqual(['userId', 'anonymousId', 'crm']);
  });

  it.each([
    ...['null@null.com', 'test@test.com', 'noemail@shop.example'],
    'Undefined@x.example',
    'jos\ufffd@x.it',
  ])('the email %s identifies no one and stays a trait', (email) => {
    const { keys, touchpoint } = read({ userId: 'anna', traits: { email, phone: '+390000000000' } });
    expect(keys).toEqual([{ type: 'userId', value: 'anna' }]);
    expect(touchpoint.traits).toEqual({ email, phone: '+390000000000' });
  });

  it.each(['null', 'Undefined', ' none ', '0', 0, '(not set)', '-', 'caf\ufffd'])(
    'the groupId "%s" names no account, in a group call and in the context',
    (groupId) => {
      for (const detail of [{ type: 'group', groupId, traits: { plan: 'pro' } }, { context: { groupId } }]) {
        const { touchpoint, ignored } = read({ userId: 'anna', ...detail });
        expect(touchpoint.context).not.toHaveProperty('groupId');
        expect(ignored).toEqual([{ kind: 'groupId', note: 'the value names no account' }]);
      }
    },
  );

  it.each(['acme', 'none-7', 7, '', null, {}])('the groupId %j stays as it is', (groupId) => {
    const { touchpoint, ignored } = read({ userId: 'anna', context: { groupId } });
    expect([touchpoint.context['groupId'], ignored]).toEqual([groupId, undefined]);
  });

  it('external ids of a type that has a field of its own are no ids', () => {
    const types = ['userId', ' anonymousId ', 'deviceToken', 'groupId', 'owner', 'slot', 'userid', 'email'];
    const externalIds = types.map((type) => ({ type, id: 'x@example.com' }));
    expect(list({ anonymousId: 'a', context: { externalIds } })).toEqual([
      'anonymousId=a',
      'email=x@example.com',
      'externalId=userid:x@example.com',
    ]);
  });

  it('ids that only contain such a word, or few zeros, are ids', () => {
    const externalIds = [{ type: 'crm', id: 'null-7' }];
    const traits = { email: 'anna.none@example.com', phone: '+393330000000' };
    expect(list({ userId: 'guest-12', anonymousId: '00a', traits, context: { externalIds } })).toEqual([
      'userId=guest-12',
      'anonymousId=00a',
      'email=anna.none@example.com',
      'phone=+393330000000',
      'externalId=crm:null-7',
    ]);
  });
});

describe('a policy', () => {
  it('allows a built-in value of one kind', () => {
    const policy = { kinds: { userId: { allow: ['0'] } } };
    expect(list({ userId: 0, anonymousId: '0' }, policy)).toEqual(['userId=0']);
  });

  it('says which ids name no account, and which do', () => {
    const policy = { kinds: { groupId: { never: ['Demo*'], allow: ['0'] } } };
    const account = (groupId: string) =>
      read({ userId: 'anna', context: { groupId } }, policy).touchpoint.context['groupId'];
    expect(['demo 1', '0', 'acme', 'null'].map(account)).toEqual([undefined, '0', 'acme', undefined]);
  });

  it('compares ids in its forms, and the touchpoint has them', () => {
    const policy: IdentityPolicy = {
      kinds: {
        userId: { normalize: ['lower-case'] },
        loyalty: { normalize: ['no-leading-zeros', 'digits'] },
      },
    };
    const externalIds = ['LC 0042', '42', '000'].map((id) => ({ type: 'loyalty', id }));
    const result = read({ userId: 'ANNA', context: { externalIds } }, policy);
    expect(result.keys.map(({ value }) => value)).toEqual(['anna', 'loyalty:42']);
    expect(result.touchpoint.userId).toBe('anna');
    expect(result.ignored).toEqual([{ kind: 'loyalty', note: 'the value identifies no one' }]);
  });

  it('lists values that identify no one: in any case and spelling, and with stars', () => {
    const never = ['Info@Shop.example', '*@test.example', 'a*b*c@x.example'];
    const policy = { kinds: { email: { never }, phone: { never: ['+39 02 1234567'] } } };
    for (const email of ['INFO@shop.example', 'x@test.example', 'aXbYc@x.example'])
      expect(list({ userId: 'u', traits: { email, phone: '0039021234567' } }, policy)).toEqual(['userId=u']);
    for (const email of ['info@shop.example.com', 'x@test.example.com', 'acb@x.example'])
      expect(list({ userId: 'u', traits: { email } }, policy)).toHaveLength(2);
  });

  it('reads phones without their country by its calling code', () => {
    const readPhone = (phone: string, phonePrefix: string) =>
      list({ traits: { phone } }, { kinds: { phone: { phonePrefix } } });
    expect(readPhone('333 123 4567', '+39')).toEqual(['phone=+393331234567']);
    expect(readPhone('02 1234567', '+39')).toEqual(['phone=+39021234567']);
    expect(readPhone('020 7946 0000', '+44')).toEqual(['phone=+442079460000']);
    expect(readPhone('1 (415) 555-2671', '+1')).toEqual(['phone=+14155552671']);
    expect(readPhone('8 912 345-67-89', '+7')).toEqual(['phone=+79123456789']);
    expect(readPhone('+442079460000', '+39')).toEqual(['phone=+442079460000']);
    expect(readPhone('extension 12', '+39')).toEqual([]);
  });

  it('orders the kinds, after the userId', () => {
    const externalIds = [{ type: 'loyalty', id: '7' }];
    const detail = {
      userId: 'u',
      anonymousId: 'a',
      traits: { email: 'e@x.example' },
      context: { externalIds },
    };
    expect(list(detail, { priority: ['loyalty', 'email'], kinds: { loyalty: {} } })).toEqual([
      'userId=u',
      'externalId=loyalty:7',
      'email=e@x.example',
      'anonymousId=a',
    ]);
  });

  it('leaves out kinds that are not unique without a note, and keeps them as facts', () => {
    const result = read({ userId: 'u', anonymousId: 'kiosk' }, { kinds: { anonymousId: { unique: false } } });
    expect(result).toMatchObject({
      touchpoint: { anonymousId: 'kiosk' },
      ignored: [{ kind: 'anonymousId' }],
    });
    expect(result.keys).toHaveLength(1);
    expect(result.ignored?.[0]).not.toHaveProperty('note');
  });

  it('makes device tokens ids only if it says that they are unique', () => {
    const detail = { anonymousId: 'a', context: { device: { type: 'ios', token: 'AAFF' } } };
    expect(list(detail, { kinds: { deviceToken: {} } })).toEqual(['anonymousId=a']);
    expect(list(detail, { kinds: { deviceToken: { unique: true } } })).toEqual([
      'anonymousId=a',
      'externalId=deviceToken:apns:aaff',
    ]);
  });
});

describe('for any ids and any policy', () => {
  const values = fc.oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.constantFrom('0', 'null', ' 00-A_b.C '),
  );
  const policies = fc.record({
    normalize: fc.uniqueArray(fc.constantFrom(...idForms)),
    never: fc.array(fc.oneof(values, fc.constantFrom('*', 'a*', '*a*b')), { maxLength: 4 }),
  });

  it('the normal form of a normal form is the same', () => {
    fc.assert(
      fc.property(values, policies, (value, policy) => {
        const once = normalizeKey(
          { type: 'externalId', value: `card:${value}` },
          { kinds: { card: policy } },
        );
        const twice = once && normalizeKey(once, { kinds: { card: policy } });
        expect(twice).toEqual(once);
      }),
    );
  });

  it('a listed value is never a key, in any spelling that has its normal form', () => {
    // A star makes it a pattern, which is compared with the ids as they are.
    const plain = values.map((value) => value.replaceAll('*', '+'));
    fc.assert(
      fc.property(plain, policies, fc.array(values, { maxLength: 5 }), (listed, policy, others) => {
        const kinds = { card: { ...policy, never: [...policy.never, listed] } };
        const externalIds = [listed, listed.toUpperCase(), ...others].map((id) => ({ type: 'card', id }));
        const { keys } = read({ userId: 'u', context: { externalIds } }, { kinds });
        const forms = keys.filter(({ type }) => type === 'externalId').map(({ value }) => value.slice(5));
        const own = normalizeKey({ type: 'externalId', value: `card:${listed.trim()}` }, { kinds });
        expect(forms).not.toContain(own?.value.slice(5) ?? listed);
        for (const key of keys.slice(1)) expect(isNever(key, key.value.slice(5), { kinds })).toBe(false);
      }),
    );
  });
});
