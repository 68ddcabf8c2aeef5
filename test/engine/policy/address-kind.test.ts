/** Which email addresses get nothing promotional for what they are. */
import { describe, expect, it } from 'vitest';
import type { AddressPolicy } from '../../../engine/model/documents/deliverability-policy.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { findAddressRefusal } from '../../../engine/policy/address-kind.ts';
import { admitMessage } from '../../../engine/policy/admit.ts';

const refuseDisposable: AddressPolicy = { disposable: 'refuse', disposableDomains: ['short.example'] };

describe('an email address', () => {
  it.each<[string, AddressPolicy | undefined, string | undefined]>([
    ['abuse@example.com', undefined, 'role_address'],
    ['no-reply+shop@example.com', undefined, 'role_address'],
    ['abusement@example.com', undefined, undefined],
    ['info@example.com', undefined, undefined],
    ['info@example.com', { roleNames: ['info'] }, 'role_address'],
    ['postmaster@example.com', { roles: 'allow', roleNames: ['info'] }, undefined],
    ['ada@mailinator.com', undefined, undefined],
    ['ada@mailinator.com', refuseDisposable, 'disposable_address'],
    ['ada@eu.short.example', refuseDisposable, 'disposable_address'],
    ['ada@notshort.example', refuseDisposable, undefined],
  ])('%s under the policy %j: %s', (address, policy, expected) => {
    expect(findAddressRefusal(address, policy)).toBe(expected);
  });

  it('of a role still gets transactional messages, and SMS are not concerned', () => {
    const admit = (channel: 'email' | 'sms', messageClass: 'promotional' | 'transactional', to: string) =>
      admitMessage(createProfile('P1', 1), { channel, class: messageClass }, to, {});
    expect(admit('email', 'promotional', 'Abuse@Example.com')).toBe('role_address');
    expect(admit('email', 'transactional', 'abuse@example.com')).toBeUndefined();
    expect(admit('sms', 'promotional', '+393331234567')).toBe('no_consent');
  });
});
