/** What STOP means for messages to its number: all of them, as providers do, or the promotional ones. */
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../engine/model/documents/policy-document.ts';
import { type AddressRecord, admitAddress } from '../../../engine/policy/admit.ts';
import { compilePolicy } from '../../../engine/policy/compile-policy.ts';

const at = Date.parse('2026-11-20T10:00:00Z');
const contact = (messageClass: 'transactional' | 'promotional') =>
  ({ channel: 'sms', class: messageClass }) as const;

function makeRecord(denied: Record<string, number>, granted: Record<string, number> = {}): AddressRecord {
  return { isSuppressed: false, isShared: false, consents: {}, deniedAt: denied, grantedAt: granted };
}

function admit(
  record: AddressRecord,
  messageClass: 'transactional' | 'promotional',
  stop?: 'all' | 'promotional',
) {
  const policy = compilePolicy({ ...defaultPolicy, ...(stop && { replies: { stop } }) });
  return admitAddress(record, contact(messageClass), policy, at + 1000);
}

describe('STOP', () => {
  const stopped = makeRecord({ 'sms:!stop': at });

  it('ends messages of both classes to its number, unless the policy limits it to promotional ones', () => {
    expect(admit(stopped, 'promotional')).toBe('unsubscribed');
    expect(admit(stopped, 'transactional')).toBe('unsubscribed');
    expect(admit(stopped, 'transactional', 'all')).toBe('unsubscribed');
    expect(admit(stopped, 'transactional', 'promotional')).toBeUndefined();
    expect(admit(stopped, 'promotional', 'promotional')).toBe('unsubscribed');
  });

  it('is over for the number after START, and after a later yes to what the message is about', () => {
    const started = makeRecord({}, { 'sms:!stop': at + 1 });
    const consented = makeRecord({ 'sms:!stop': at }, { sms: at + 1 });
    const before = makeRecord({ 'sms:!stop': at }, { sms: at });
    for (const record of [started, consented]) {
      expect(admit(record, 'promotional')).toBeUndefined();
      expect(admit(record, 'transactional')).toBeUndefined();
    }
    expect(admit(before, 'promotional')).toBe('unsubscribed');
    expect(admit(before, 'transactional')).toBe('unsubscribed');
  });

  it('of another channel, and any other no, end no transactional message', () => {
    expect(admit(makeRecord({ 'push:!stop': at }), 'transactional')).toBeUndefined();
    expect(admit(makeRecord({ 'sms:*': at, sms: at }), 'transactional')).toBeUndefined();
  });

  it('and a no to every purpose need a yes that is later than both', () => {
    const both = { 'sms:!stop': at, 'sms:*': at + 2 };
    expect(admit(makeRecord(both, { sms: at + 1 }), 'promotional')).toBe('unsubscribed');
    expect(admit(makeRecord(both, { sms: at + 3 }), 'promotional')).toBeUndefined();
  });
});
