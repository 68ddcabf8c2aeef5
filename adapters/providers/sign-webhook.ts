/** Signs the body of a webhook as in Standard Webhooks (https://www.standardwebhooks.com), version 1. */
import { createHmac } from 'node:crypto';

export interface SignedParts {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly body: string;
}

/**
 * Headers that the receiver verifies: HMAC-SHA256 of `id.timestamp.body`. `key` contains one key, or two separated by a
 * space during a key rotation: `whsec_` and base64, or any other text as it is.
 */
export function signWebhook({ id, at, body }: SignedParts, key: string): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = key
    .split(' ')
    .filter((each) => each !== '')
    .map((each) => {
      const digest = createHmac('sha256', readKey(each))
        .update(`${id}.${timestamp}.${body}`)
        .digest('base64');
      return `v1,${digest}`;
    });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/** False for a key without content: blank, or `whsec_` without base64. */
export function isSigningKey(key: string): boolean {
  const keys = key.split(' ').filter((each) => each !== '');
  return keys.length > 0 && keys.every((each) => !each.startsWith('whsec_') || isEncodedKey(each));
}

function isEncodedKey(key: string): boolean {
  return /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(key) && readKey(key).length > 0;
}

function readKey(key: string): Buffer {
  return key.startsWith('whsec_') ? Buffer.from(key.slice('whsec_'.length), 'base64') : Buffer.from(key);
}
