/** The contact policy, case by case. */
import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../../engine/model/documents/policy-document.ts';
import { type Consent, createProfile, type Profile } from '../../../engine/model/profile.ts';
import type { ReasonCode } from '../../../engine/model/reason-codes.ts';
import { admitAddress, admitMessage, type Contact } from '../../../engine/policy/admit.ts';
import { compilePolicy } from '../../../engine/policy/compile-policy.ts';

const policy: PolicyDocument = { kind: 'policy', id: 'contact', status: 'live' };
const optOut: PolicyDocument = { ...policy, consent: { sms: 'opt-out' } };
const person = createProfile('person', 0);
const email = 'a@example.com';

function withConsents(states: Readonly<Record<string, Consent['state']>>): Profile {
  const consents = Object.fromEntries(Object.entries(states).map(([key, state]) => [key, { state, at: 1 }]));
  return { ...person, consents };
}

function admit(
  profile: Profile,
  contact: Partial<Contact> = {},
  to: string | undefined = email,
  by = policy,
) {
  return admitMessage(profile, { channel: 'email', class: 'promotional', ...contact }, to, by);
}

describe('admitMessage', () => {
  const cases: readonly (readonly [string, ReasonCode | undefined, ReasonCode | undefined])[] = [
    ['says no_consent where nothing was said', admit(person), 'no_consent'],
    ['admits an explicit yes', admit(withConsents({ email: 'granted' })), undefined],
    ['says unsubscribed after a no', admit(withConsents({ email: 'denied' })), 'unsubscribed'],
    ['does not take a yes for another channel', admit(withConsents({ sms: 'granted' })), 'no_consent'],
    [
      'admits a yes to the topic alone',
      admit(withConsents({ 'email/news': 'granted' }), { topic: 'news' }),
      undefined,
    ],
    [
      'lets a no to the topic win over a yes to the channel',
      admit(withConsents({ email: 'granted', 'email/news': 'denied' }), { topic: 'news' }),
      'unsubscribed',
    ],
    [
      'lets a no to the channel win over a yes to the topic',
      admit(withConsents({ email: 'denied', 'email/news': 'granted' }), { topic: 'news' }),
      'unsubscribed',
    ],
    [
      'says consent_pending before a confirmation',
      admit(withConsents({ email: 'pending' })),
      'consent_pending',
    ],
    [
      'admits a yes to the topic while the channel is pending',
      admit(withConsents({ email: 'pending', 'email/news': 'granted' }), { topic: 'news' }),
      undefined,
    ],
    [
      'does not take a yes for the default purpose as one for another purpose',
      admit(withConsents({ email: 'granted' }), { purpose: 'surveys' }),
      'no_consent',
    ],
    [
      'admits a yes to the purpose, whatever the default purpose says',
      admit(withConsents({ email: 'denied', 'email:surveys': 'granted' }), { purpose: 'surveys' }),
      undefined,
    ],
    [
      'asks no consent for transactional messages',
      admit(withConsents({ email: 'denied' }), { class: 'transactional' }),
      undefined,
    ],
    ['opts out per channel: sms', admit(person, { channel: 'sms' }, '+393471234567', optOut), undefined],
    ['opts out per channel: not email', admit(person, {}, email, optOut), 'no_consent'],
    [
      'names a missing address first',
      admitMessage(person, { channel: 'push', class: 'promotional' }, undefined, policy),
      'no_address',
    ],
    ['names an empty address', admit(person, {}, ''), 'no_address'],
    ['names an invalid address before consent', admit(person, {}, 'unknown'), 'invalid_address'],
  ];

  it.each(cases)('%s', (_, given, wanted) => {
    expect(given).toBe(wanted);
  });

  it('holds a suppression for its address and channel only, however it is written', () => {
    const suppressions = { email: { address: 'A@Example.com', reason: 'bounced', at: 1 } } as const;
    const suppressed = { ...withConsents({ email: 'granted', sms: 'granted' }), suppressions };
    expect(admit(suppressed)).toBe('suppressed_address');
    expect(admit(suppressed, { class: 'transactional' }, ' a@EXAMPLE.com')).toBe('suppressed_address');
    expect(admit(suppressed, {}, 'b@example.com')).toBeUndefined();
    expect(admit(suppressed, { channel: 'sms' }, '+393471234567')).toBeUndefined();
  });

  it('holds a complaint for promotional messages of every purpose, and for no transactional one', () => {
    const suppressions = { email: { address: 'A@Example.com', reason: 'complained', at: 1 } } as const;
    const consents = { email: 'granted', 'email:surveys': 'granted' } as const;
    const complained = { ...withConsents(consents), suppressions };
    expect(admit(complained)).toBe('suppressed_address');
    expect(admit(complained, { purpose: 'surveys' })).toBe('suppressed_address');
    expect(admit(complained, { class: 'transactional' })).toBeUndefined();
    const record = { isSuppressed: false, hasComplained: true, isShared: false, consents: {} } as const;
    const admitTo = (messageClass: 'promotional' | 'transactional') =>
      admitAddress(record, { channel: 'email', class: messageClass }, compilePolicy(policy), 0);
    expect(admitTo('promotional')).toBe('suppressed_address');
    expect(admitTo('transactional')).toBeUndefined();
  });
});
