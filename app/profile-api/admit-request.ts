/** Who asks, and whether the key has requests left in this minute. */
import { MINUTE } from '../../engine/base/time-units.ts';
import { readBasicUser } from '../http-api/find-write-key.ts';
import type { ApiKey, ApiKeyReader, ApiScope } from '../ports/api-keys.ts';
import type { CallCounter } from '../ports/call-counter.ts';
import { createKeyFinder } from '../runtime/key-finder.ts';
import { RequestRefusedError } from './web.ts';

/** The key of a request. Throws RequestRefusedError, and what the stores throw. */
export type AdmitRequest = (authorization: string | undefined, scope: ApiScope) => Promise<ApiKey>;

/** A text that is longer is no key: it is not looked up. */
const longestKey = 200;
/** Keys whose limit this process remembers as reached. */
const mostReached = 1_000;

/** `now` in epoch ms. */
export function createAdmission(keys: ApiKeyReader, calls: CallCounter, now: () => number): AdmitRequest {
  const find = createKeyFinder(keys, now);
  /** By key id: the minute in which the limit was reached. */
  const reached = new Map<string, number>();

  async function count({ id, perMinute }: ApiKey): Promise<void> {
    const at = now();
    const minute = Math.floor(at / MINUTE);
    if (reached.get(id) !== minute) {
      if (await calls.count(id, minute, perMinute)) return;
      if (reached.size >= mostReached) reached.clear();
      reached.set(id, minute);
    }
    const seconds = Math.ceil(((minute + 1) * MINUTE - at) / 1000);
    throw new RequestRefusedError(
      'limit_reached',
      `The key has used its ${perMinute} requests of this minute.`,
      { headers: { 'retry-after': String(seconds) } },
    );
  }

  return async (authorization, scope) => {
    const text = readKey(authorization);
    const key = text === undefined ? undefined : await find(text);
    if (key === undefined) throw unauthorized;
    await count(key);
    if (!key.scopes.includes(scope))
      throw new RequestRefusedError('scope_missing', `The key has not the scope ${scope}.`, { scope });
    return key;
  };
}

/** `Bearer`, or the user name of `Basic`. */
function readKey(authorization = ''): string | undefined {
  if (authorization.length > 2 * longestKey) return undefined;
  const [, bearer] = /^bearer\s+(\S+)\s*$/i.exec(authorization) ?? [];
  const text = bearer ?? readBasicUser(authorization);
  return text === undefined || text.length > longestKey ? undefined : text;
}

const unauthorized = new RequestRefusedError(
  'key_invalid',
  'The key is missing, unknown, revoked or expired. Send it as Authorization: Bearer KEY.',
  { headers: { 'www-authenticate': 'Bearer realm="percorso"' } },
);
