/** Checks user tokens: JWTs by which a server of the company states who is signed in on a page or in an app. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { isObject } from '../../engine/base/json.ts';
import { MINUTE } from '../../engine/base/time-units.ts';
import type { SigningKey } from '../ports/write-keys.ts';
import { describeSigningState } from '../write-keys/revoke-signing-key.ts';

/** Why a user id does not count. `other_user`: the token is of another one. */
export type UserTokenProblem =
  | 'missing'
  | 'malformed'
  | 'wrong_key'
  | 'expired'
  | 'not_yet_valid'
  | 'other_user';

/** Milliseconds by which the clock of the server that signs may be wrong. */
export const tokenClockTolerance = 5 * MINUTE;
/** A session of a page sends the same token with each of its calls: a signature is verified once per process. */
const maxKnown = 1_000;
const maxTokenLength = 4_096;
const signatureBytes = 64;

export interface SignedClaims {
  readonly userId: string;
  /** The accounts whose traits the page may state: claim `groupId`, a text or a list of them. */
  readonly accounts: readonly string[];
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly notBefore: number;
}

/** `now` in epoch ms. */
export type UserTokenCheck = (
  token: unknown,
  userId: string,
  keys: readonly SigningKey[],
  now: number,
) => SignedClaims | UserTokenProblem;

/** Answers the claims if the token is of this user, is in force and has the signature of a valid key. */
export function createUserTokenCheck(): UserTokenCheck {
  const publicKeys = new Map<string, KeyObject>();
  /** Of a token that has a right signature: by the key that verified it. */
  const verified = new Map<string, SignedClaims>();

  function readKey({ publicKey }: SigningKey): KeyObject {
    const found = publicKeys.get(publicKey);
    if (found !== undefined) return found;
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    if (publicKeys.size >= maxKnown) publicKeys.clear();
    publicKeys.set(publicKey, key);
    return key;
  }

  function findClaims(token: string, keys: readonly SigningKey[]): SignedClaims | UserTokenProblem {
    for (const { id } of keys) {
      const known = verified.get(`${id} ${token}`);
      if (known !== undefined) return known;
    }
    const parts = readToken(token);
    if (parts === undefined) return 'malformed';
    const { claims, signed, signature } = parts;
    const key = keys.find((each) =>
      verify('sha256', signed, { key: readKey(each), dsaEncoding: 'ieee-p1363' }, signature),
    );
    if (key === undefined) return 'wrong_key';
    if (verified.size >= maxKnown) verified.clear();
    verified.set(`${key.id} ${token}`, claims);
    return claims;
  }

  return (token, userId, keys, now) => {
    if (token === undefined || token === null || token === '') return 'missing';
    if (typeof token !== 'string' || token.length > maxTokenLength) return 'malformed';
    const valid = keys.filter((key) => describeSigningState(key, now) === 'active');
    const claims = findClaims(token, valid);
    if (typeof claims === 'string') return claims;
    if (claims.expiresAt + tokenClockTolerance <= now) return 'expired';
    if (claims.notBefore - tokenClockTolerance > now) return 'not_yet_valid';
    return claims.userId === userId ? claims : 'other_user';
  };
}

/** Only ES256: a token that names another algorithm, or none, is not read further. */
function readToken(
  token: string,
): { readonly claims: SignedClaims; readonly signed: Buffer; readonly signature: Buffer } | undefined {
  const [, head, body, tail] = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token) ?? [];
  if (head === undefined || body === undefined || tail === undefined) return undefined;
  const [header, payload] = [readPart(head), readPart(body)];
  if (header?.['alg'] !== 'ES256' || 'crit' in header || payload === undefined) return undefined;
  const { sub, exp, nbf = 0, groupId = [] } = payload;
  if (typeof sub !== 'string' || !isSeconds(exp) || !isSeconds(nbf)) return undefined;
  const signature = Buffer.from(tail, 'base64url');
  if (signature.length !== signatureBytes) return undefined;
  const accounts = [groupId].flat().filter((id) => typeof id === 'string');
  const claims = { userId: sub, accounts, expiresAt: exp * 1_000, notBefore: nbf * 1_000 };
  return { claims, signed: Buffer.from(`${head}.${body}`), signature };
}

function readPart(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
