/** Which of several emails or phone numbers a message goes to, decided with the deployed policy. */
import { expect, it } from 'vitest';
import { listOwnAddresses } from '../../../engine/channels/own-addresses.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import type { AddressPolicy } from '../../../engine/model/documents/deliverability-policy.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const yes = { state: 'granted', at: 1 } as const;
type Traits = Readonly<Record<string, unknown>>;

function makePerson(traits: Traits, more: Partial<Profile> = {}): Profile {
  const stated = Object.entries(traits).map(([name, value]) => [name, { value, at: 1 }]);
  const consents = { email: yes, sms: yes };
  return { ...createProfile('p', 1), traits: Object.fromEntries(stated), consents, ...more };
}

it.each<[string, Traits, readonly string[]]>([
  ['the first label of an address', { emails: [{ address: 'a@x.io', label: 'l' }, 'a@x.io'] }, ['a@x.io']],
  ['the trait alone', { email: 'A@x.io' }, ['a@x.io']],
  ['texts', { email: 'a@x.io', emails: ['b@x.io', 'c@x.io'] }, ['a@x.io', 'b@x.io', 'c@x.io']],
  [
    'one address in two spellings once',
    { email: 'a@x.io', emails: ['A@X.io', 'b@x.io'] },
    ['a@x.io', 'b@x.io'],
  ],
  [
    'the primary entry of the list after the trait',
    { email: 'a@x.io', emails: ['b@x.io', { address: 'c@x.io', isPrimary: true }] },
    ['a@x.io', 'c@x.io', 'b@x.io'],
  ],
  ['a list without the trait', { emails: [{ address: 'b@x.io' }] }, ['b@x.io']],
  ['an invalid entry as it was stated', { emails: ['nowhere', 'b@x.io'] }, ['nowhere', 'b@x.io']],
  ['nothing of another form', { emails: [7, null, { mail: 'b@x.io' }, ['c@x.io']] }, []],
  ['nothing of a list that is none', { emails: 'b@x.io' }, []],
])('a person has %s', (_title, traits, expected) => {
  expect(listOwnAddresses(makePerson(traits), 'email').map(({ address }) => address)).toEqual(expected);
});

it('ten entries of a list count, and labels are kept', () => {
  const emails = Array.from({ length: 12 }, (_, index) => ({
    address: `a${index}@x.io`,
    label: `l${index}`,
  }));
  const own = listOwnAddresses(makePerson({ emails }), 'email');
  expect(own).toHaveLength(10);
  expect(own[9]).toEqual({ address: 'a9@x.io', label: 'l9' });
});

const traits = { email: 'a@x.io', emails: ['b@x.io', 'c@x.io'] };
const bounced = { email: { address: 'a@x.io', reason: 'bounced', at: 1 } } as const;
const usable = { email: 'first_usable' } as const;
const byUse = { email: 'last_used' } as const;

function send(person: Profile, addresses: AddressPolicy, channel: 'email' | 'sms' = 'email') {
  const content = channel === 'email' ? { subject: 'Hi', html: '<p>Hi</p>' } : { body: 'Hi' };
  const template = {
    kind: 'template',
    id: 'hi',
    status: 'live',
    channel,
    class: 'promotional',
    content,
  } as const;
  const compiled = { ...sampleSnapshot.templates[0], ...template, revision: 'r', locales: [], variables: [] };
  const rule = {
    kind: 'rule',
    id: 'hi',
    status: 'live',
    trigger: { event: 'Go' },
    actions: [{ send: 'hi' }],
  } as const;
  const policy = {
    kind: 'policy',
    id: 'main',
    status: 'live',
    addresses,
    sms: { statutoryHours: 'off' },
  } as const;
  const snapshot = {
    ...sampleSnapshot,
    policy,
    rules: [rule],
    templates: [compiled],
    purposes: [],
    topics: [],
  };
  const touchpoint = {
    id: 't',
    source: 's',
    name: 'Go',
    type: 'track',
    occurredAt: now,
    receivedAt: now,
  } as const;
  const whole = { ...touchpoint, traits: {}, properties: {}, context: {} };
  const { effects, entries } = decide(
    person,
    [{ kind: 'touchpoint', touchpoint: whole }],
    compileProgram(snapshot as never),
    now,
  );
  const [message] = effects.flatMap((effect) => (effect.kind === 'SendMessage' ? [effect] : []));
  const trace = entries[0]?.traces.find(({ action }) => action === 'send');
  return message === undefined ? trace?.reason : [message.to, message.alternatives, trace?.note];
}

it.each<[string, Profile, AddressPolicy, unknown]>([
  ['the primary address by default', makePerson(traits), {}, ['a@x.io', undefined, 'hi']],
  [
    'nowhere by default once that failed',
    makePerson(traits, { suppressions: bounced }),
    {},
    'suppressed_address',
  ],
  ['the first, with the others', makePerson(traits), usable, ['a@x.io', ['b@x.io', 'c@x.io'], 'hi']],
  [
    'the second once the first failed',
    makePerson(traits, { suppressions: bounced }),
    usable,
    ['b@x.io', ['c@x.io'], 'hi: addresses skipped: suppressed_address'],
  ],
  [
    'no invalid or role address',
    makePerson({ email: 'nowhere', emails: ['abuse@x.io', 'b@x.io'] }),
    usable,
    ['b@x.io', undefined, 'hi: addresses skipped: invalid_address, role_address'],
  ],
  ['nowhere when all are invalid', makePerson({ emails: ['nowhere'] }), usable, 'invalid_address'],
  [
    'nowhere after a no of the person',
    makePerson(traits, { consents: { email: { state: 'denied', at: 2 } } }),
    usable,
    'unsubscribed',
  ],
  ['nowhere without any address', makePerson({}), usable, 'no_address'],
  [
    'the first, by use too: the sender knows the order',
    makePerson(traits),
    byUse,
    ['a@x.io', ['b@x.io', 'c@x.io'], 'hi'],
  ],
  [
    'the only usable one as a choice, by use',
    makePerson({ email: 'a@x.io', emails: ['b@x.io'] }, { suppressions: bounced }),
    byUse,
    ['b@x.io', [], 'hi: addresses skipped: suppressed_address'],
  ],
  [
    'the only address without a choice, by use',
    makePerson({ email: 'a@x.io' }),
    byUse,
    ['a@x.io', undefined, 'hi'],
  ],
])('a message goes to %s', (_title, person, policy, expected) => {
  expect(send(person, policy)).toEqual(expected);
});

it('STOP is about its number alone, and a no to SMS about all', () => {
  const phones = { phone: '+393331234567', phones: ['+393337654321'] };
  const stop = { 'sms:!stop': { state: 'denied', at: 2 } } as const;
  const stopped = makePerson(phones, { consents: { sms: yes, ...stop } });
  expect(send(stopped, {}, 'sms')).toBe('unsubscribed');
  const further = ['+393337654321', undefined, 'hi: addresses skipped: unsubscribed'];
  expect(send(stopped, { sms: 'first_usable' }, 'sms')).toEqual(further);
  const no = makePerson(phones, { consents: { sms: yes, 'sms:*': { state: 'denied', at: 2 } } });
  expect(send(no, { sms: 'first_usable' }, 'sms')).toBe('unsubscribed');
});
