/** Creates the keys of the Profile API. */
import { randomBytes } from 'node:crypto';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY } from '../../engine/base/time-units.ts';
import type { ApiKey, ApiKeyStore, ApiScope } from '../ports/api-keys.ts';
import { hashKey } from '../runtime/key-finder.ts';

export interface CreatedApiKey {
  readonly outcome: 'created';
  /** Known to no one else from now on: the store has only its hash. */
  readonly text: string;
  readonly key: ApiKey;
}

/** Nothing was changed: a name has 1 to 64 letters, digits and `._-`. */
export interface InvalidName {
  readonly outcome: 'invalid_name';
}

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  /** Requests a minute; 1 to `mostPerMinute`. */
  readonly perMinute: number;
  /** Days from now; absent: it does not expire. */
  readonly days?: number | undefined;
}

const nameForm = /^[A-Za-z0-9._-]{1,64}$/;
const idLength = 12;
export const defaultPerMinute = 600;
/** One item counts the requests of a key: DynamoDB writes it up to 1,000 times a second. */
export const mostPerMinute = 30_000;

/** `now` in epoch ms. */
export async function createApiKey(
  { name, scopes, perMinute, days }: NewApiKey,
  store: ApiKeyStore,
  now: number,
): Promise<CreatedApiKey | InvalidName> {
  if (!nameForm.test(name)) return { outcome: 'invalid_name' };
  const text = `pa_${randomBytes(32).toString('hex')}`;
  const hash = hashKey(text);
  const key: ApiKey = {
    ...{ id: hash.slice(0, idLength), hash, name, scopes, status: 'active', perMinute, createdAt: now },
    ...omitAbsent({ expiresAt: days === undefined ? undefined : now + days * DAY }),
  };
  await store.put(key);
  return { outcome: 'created', text, key };
}
