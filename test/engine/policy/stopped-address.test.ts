/** What STOP means for messages to its number: all of them, as providers do, or the promotional ones. */
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../engine/model/documents/policy-document.ts';
import { type AddressRecord, admitAddress, findMessageDenial } from '../../../engine/policy/admit.ts';
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

  it('is over for the number after START, and after no later yes, confirmed or not', () => {
    const started = makeRecord({}, { 'sms:!stop': at + 1 });
    const consented = makeRecord({ 'sms:!stop': at }, { sms: at + 1 });
    for (const messageClass of ['promotional', 'transactional'] as const) {
      expect(admit(started, messageClass)).toBeUndefined();
      expect(admit(consented, messageClass)).toBe('unsubscribed');
    }
    const confirmed = { ...makeRecord({ 'sms:!stop': at }), confirmedAt: { 'sms/news': at + 1 } };
    expect(findMessageDenial(confirmed, { channel: 'sms', topic: 'news' })).toBe(at);
    expect(findMessageDenial(started, { channel: 'sms', topic: 'news' })).toBeUndefined();
  });

  it('of another channel, and any other no, end no transactional message', () => {
    expect(admit(makeRecord({ 'push:!stop': at }), 'transactional')).toBeUndefined();
    expect(admit(makeRecord({ 'sms:*': at, sms: at }), 'transactional')).toBeUndefined();
  });
});
