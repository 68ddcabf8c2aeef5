/** How people are known, and which addresses can be written to. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { normalizeAddress } from '../../../engine/channels/addresses.ts';
import { identityKeys } from '../../../engine/touchpoint/identity-keys.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';

function listKeys(detail: JsonObject): string[] {
  const event = { id: 'e', source: 's', 'detail-type': 'n', time: '2026-01-01T00:00:00Z', detail };
  return identityKeys(parseTouchpoint(event)).map(({ type, value }) => `${type}=${value}`);
}

describe('identityKeys', () => {
  it('lists the strongest key first, each in its normal form', () => {
    const externalIds = [
      { id: 9, type: 'loyalty' },
      { id: 'X', type: 'crm' },
    ];
    const traits = { email: ' Anna@Example.COM ', phone: '+39 (347) 123-4567' };
    expect(listKeys({ userId: 'U', anonymousId: 'A', traits, context: { externalIds } })).toEqual([
      'userId=U',
      'anonymousId=A',
      'email=anna@example.com',
      'phone=+393471234567',
      'externalId=crm:X',
      'externalId=loyalty:9',
    ]);
  });

  it('lists keys of one type in the same order, in any order of arrival', () => {
    const externalIds = [
      { id: 'b', type: 'crm' },
      { id: 'z@example.com', type: 'email' },
      { id: 'a', type: 'crm' },
    ];
    const traits = { email: 'y@example.com' };
    const keys = ['email=y@example.com', 'email=z@example.com', 'externalId=crm:a', 'externalId=crm:b'];
    expect(listKeys({ traits, context: { externalIds } })).toEqual(keys);
    expect(listKeys({ traits, context: { externalIds: externalIds.toReversed() } })).toEqual(keys);
  });

  it('leaves out malformed ids', () => {
    const externalIds = [null, 5, {}, { id: '', type: 'x' }, { id: 'x' }, { id: 'x'.repeat(257), type: 'y' }];
    const traits = { email: 'not an email', phone: '347 1234567' };
    expect(listKeys({ userId: 'U', traits, context: { externalIds } })).toEqual(['userId=U']);
  });

  it('reads an email among external ids as the same key as the trait', () => {
    const externalIds = [{ id: 'A@example.com', type: 'email' }];
    expect(listKeys({ traits: { email: 'a@example.com' }, context: { externalIds } })).toEqual([
      'email=a@example.com',
    ]);
    expect(listKeys({ context: { externalIds } })).toEqual(['email=a@example.com']);
  });
});

describe('normalizeAddress', () => {
  it.each(['a@example.com', 'a.b+c@sub.example.co.uk', "o'neil@example.com", 'ü@example.de'])(
    'takes the email %s',
    (text) => {
      expect(normalizeAddress('email', text)).toBe(text);
    },
  );

  it.each([
    '',
    'a',
    'a@b',
    'a@@b.com',
    'a b@example.com',
    'a@example..com',
    'a@-example.com',
    '.a@example.com',
    'a@example.com, b@example.com',
    'a@example.com\nBcc: x@y.z',
    '<a@example.com>',
  ])('refuses the email %j', (text) => {
    expect(normalizeAddress('email', text)).toBeUndefined();
  });

  it.each(['+', '+0123456789', '0039347', '+12', '+1234567890123456', 'call me'])(
    'refuses the phone %j',
    (text) => {
      expect(normalizeAddress('sms', text)).toBeUndefined();
    },
  );

  it('accepts push tokens with a known service only', () => {
    expect(normalizeAddress('push', 'apns:t0k:en')).toBe('apns:t0k:en');
    expect(normalizeAddress('push', 'pigeon:token')).toBeUndefined();
    expect(normalizeAddress('push', 'gcm:')).toBeUndefined();
  });
});
