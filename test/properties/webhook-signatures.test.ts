/** The reference library of Standard Webhooks verifies what Percorso signs, and nothing else. */
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type SignedParts, signWebhook } from '../../adapters/providers/sign-webhook.ts';

interface Key {
  /** As it is stored in the secret. */
  readonly text: string;
  readonly bytes: Uint8Array;
  /** The receiver's side. */
  readonly receiver: Webhook;
}

const encodedKey = fc.uint8Array({ minLength: 24, maxLength: 64 }).map((bytes): Key => {
  const text = `whsec_${Buffer.from(bytes).toString('base64')}`;
  return { text, bytes, receiver: new Webhook(text) };
});
const plainKey = fc.stringMatching(/^[!-~]{1,64}$/).map((text): Key => {
  return { text, bytes: Buffer.from(text), receiver: new Webhook(text, { format: 'raw' }) };
});
const key = fc.oneof(encodedKey, plainKey);
/** HMAC fills short keys with zeros: keys that differ only in these are one key. */
const identify = ({ bytes }: Key) =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/(?:00)+$/, '');
const distinctKeys = fc.tuple(key, key, key).filter((keys) => new Set(keys.map(identify)).size === 3);
/** Epoch ms of the years 2001 to 2286, whose seconds have ten digits. */
const at = fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 });
const body = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())
  .map((value) => JSON.stringify(value));
const parts: fc.Arbitrary<SignedParts> = fc.record({
  id: fc.string({ minLength: 1, unit: 'grapheme' }),
  at,
  body,
});

function isVerified({ receiver }: Key, payload: string, headers: Readonly<Record<string, string>>): boolean {
  try {
    receiver.verify(payload, headers);
    return true;
  } catch {
    return false;
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a signature by one key', () => {
  it('is verified by the reference library, with the same bytes as its own', () => {
    fc.assert(
      fc.property(parts, key, (signed, { text, receiver }) => {
        vi.setSystemTime(signed.at);
        const headers = signWebhook(signed, text);
        expect(receiver.verify(signed.body, headers)).toEqual(JSON.parse(signed.body));
        expect(headers['webhook-signature']).toBe(receiver.sign(signed.id, new Date(signed.at), signed.body));
      }),
    );
  });

  it('fails for another id, moment, body or key', () => {
    fc.assert(
      fc.property(parts, distinctKeys, (signed, [own, other]) => {
        vi.setSystemTime(signed.at);
        const headers = signWebhook(signed, own.text);
        const later = String(Number(headers['webhook-timestamp']) + 1);
        expect(isVerified(own, `${signed.body} `, headers)).toBe(false);
        expect(isVerified(own, signed.body, { ...headers, 'webhook-id': `${signed.id}x` })).toBe(false);
        expect(isVerified(own, signed.body, { ...headers, 'webhook-timestamp': later })).toBe(false);
        expect(isVerified(other, signed.body, headers)).toBe(false);
      }),
    );
  });

  it('is too old for the receiver after five minutes', () => {
    fc.assert(
      fc.property(parts, key, (signed, own) => {
        const headers = signWebhook(signed, own.text);
        vi.setSystemTime(signed.at + 301_000);
        expect(isVerified(own, signed.body, headers)).toBe(false);
      }),
    );
  });
});

it('a signature by two keys is verified with either during a rotation, and with no third key', () => {
  fc.assert(
    fc.property(parts, distinctKeys, (signed, [next, previous, other]) => {
      vi.setSystemTime(signed.at);
      const headers = signWebhook(signed, `${next.text} ${previous.text}`);
      expect(isVerified(next, signed.body, headers)).toBe(true);
      expect(isVerified(previous, signed.body, headers)).toBe(true);
      expect(isVerified(other, signed.body, headers)).toBe(false);
    }),
  );
});
