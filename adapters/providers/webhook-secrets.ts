/** Inserts the values of secrets right before a call. They are kept in this process only. */

import type { ProviderAnswer } from '../../app/ports/providers.ts';
import type { SecretReader } from '../../app/ports/secrets.ts';
import { MINUTE } from '../../engine/base/time-units.ts';
import type { CallWebhook } from '../../engine/model/effects.ts';
import { headerTextPattern, type SecretReference } from '../../engine/model/secret-reference.ts';
import { block, defer } from './classify-error.ts';
import { isSigningKey } from './sign-webhook.ts';

/** No secret of that name, or a value that cannot be a header or a signing key. */
export class SecretMissingError extends Error {
  readonly code = 'secret_missing';
  readonly secret: string;
  constructor(secret: string) {
    super(
      `The secret "${secret}" has no value that can be used as a header or as a signing key. Set it: percorso secret set ${secret}.`,
    );
    this.name = 'SecretMissingError';
    this.secret = secret;
  }
}

export interface WebhookCredentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly signingKey?: string;
}

export interface WebhookSecrets {
  /**
   * `isRefused`: the receiver refused the secrets, so values older than `refusedSecretAge` are read again. Throws
   * SecretMissingError, or the error of the read.
   */
  resolve(webhook: CallWebhook, options?: { readonly isRefused: boolean }): Promise<WebhookCredentials>;
}

/** Milliseconds before a value is read again: a new value is used everywhere after this time. */
export const secretAge = 5 * MINUTE;

/**
 * The same for a value that a receiver refused. Otherwise a receiver that refuses every call would cause one read per
 * call, and Parameter Store allows 40 reads a second in an account.
 */
export const refusedSecretAge = 10_000;

export function createWebhookSecrets(reader: SecretReader, now: () => number): WebhookSecrets {
  const kept = new Map<string, { readonly value: Promise<string>; readonly readAt: number }>();

  const read = (name: string, age: number): Promise<string> => {
    const found = kept.get(name);
    if (found !== undefined && now() - found.readAt < age) return found.value;
    const value = readUsable(reader, name);
    const entry = { value, readAt: now() };
    kept.set(name, entry);
    // A failed read is not cached: the next call reads again.
    value.catch(() => {
      if (kept.get(name) === entry) kept.delete(name);
    });
    return value;
  };
  const fill = async ({ secret, prefix = '' }: SecretReference, age: number): Promise<string> =>
    `${prefix}${await read(secret, age)}`;

  return {
    async resolve({ headers, sign }, { isRefused } = { isRefused: false }) {
      const age = isRefused ? refusedSecretAge : secretAge;
      const filled = await Promise.all(
        Object.entries(headers).map(async ([name, value]): Promise<[string, string]> => {
          return [name, typeof value === 'string' ? value : await fill(value, age)];
        }),
      );
      const values = { headers: Object.fromEntries(filled) };
      if (sign === undefined) return values;
      const signingKey = await fill(sign, age);
      if (!isSigningKey(signingKey)) throw new SecretMissingError(sign.secret);
      return { ...values, signingKey };
    },
  };
}

async function readUsable(reader: SecretReader, name: string): Promise<string> {
  const value = await reader.read(name);
  if (value === undefined || !headerTextPattern.test(value)) throw new SecretMissingError(name);
  return value;
}

export function usesSecrets({ headers, sign }: CallWebhook): boolean {
  return sign !== undefined || Object.values(headers).some((value) => typeof value !== 'string');
}

/** No call was made; it waits until the secret can be read. */
export function classifySecretFailure(error: unknown): ProviderAnswer {
  if (error instanceof SecretMissingError) return block(error.code);
  const name = error instanceof Error ? error.name : '';
  return /AccessDenied|KMS|InvalidKeyId/.test(name) ? block('secret_denied') : defer('secret_unreadable');
}
