/** Key pairs for user tokens: a server of the company has the private half, the stage has the public half. */
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { SigningKey, UserIdRule, WriteKey, WriteKeyStore } from '../ports/write-keys.ts';
import { describeKeyState } from '../runtime/key-finder.ts';
import type { UnknownWriteKey } from './change-write-keys.ts';
import { describeSigningState } from './revoke-signing-key.ts';

/** The PEM is no public key of the curve P-256. Nothing was changed. */
export class PublicKeyInvalidError extends Error {
  readonly code = 'public_key_invalid';
  readonly remedy = 'Give a public key as PEM: openssl ec -in private.pem -pubout.';
  constructor() {
    super('The file has no public key of the curve P-256 (ES256).');
    this.name = 'PublicKeyInvalidError';
  }
}

export interface MadeSigningKey {
  readonly signingKey: SigningKey;
  /** PEM (PKCS 8), known to no one else from now on; absent if the company has made the pair itself. */
  readonly privateKey?: string;
}

const idLength = 12;
/** Revoked keys that a write key remembers: each request reads its item. */
const maxRevoked = 10;

/** `publicPem`: of a pair that the company has made. `now` in epoch ms. Throws PublicKeyInvalidError. */
export function makeSigningKey(publicPem: string | undefined, now: number): MadeSigningKey {
  const pair = publicPem === undefined ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : undefined;
  const spki = pair?.publicKey.export({ format: 'der', type: 'spki' }) ?? readPublicKey(publicPem ?? '');
  const id = createHash('sha256').update(spki).digest('hex').slice(0, idLength);
  const privateKey = pair?.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return {
    signingKey: { id, publicKey: spki.toString('base64'), createdAt: now },
    ...omitAbsent({ privateKey }),
  };
}

function readPublicKey(pem: string): Buffer {
  // A private key is a public key, too, for Node: it must not be stored by mistake, and need not be.
  if (pem.includes('PRIVATE KEY')) throw new PublicKeyInvalidError();
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1')
      return key.export({ format: 'der', type: 'spki' });
  } catch {
    // No key at all.
  }
  throw new PublicKeyInvalidError();
}

export interface ChangedUserIds {
  readonly outcome: 'changed';
  readonly key: WriteKey;
  /** Absent where no pair was made. */
  readonly made?: MadeSigningKey;
  /** Ids of the keys whose tokens stay valid for a time. */
  readonly expiring: readonly string[];
}

/** The public key is of a pair that was revoked. Nothing was changed. */
export interface RevokedPair {
  readonly outcome: 'revoked_pair';
}

/** The key is a server key, whose calls need no token. Nothing was changed. */
export interface NoBrowserKey {
  readonly outcome: 'no_browser_key';
}

export interface UserIdChange {
  readonly rule: UserIdRule;
  /** Milliseconds for which tokens of the earlier signing keys stay valid. */
  readonly keepMs: number;
  readonly publicPem?: string | undefined;
}

/**
 * `signed` adds a signing key, also if there is one: tokens of the earlier ones stay valid for `keepMs`. `any` keeps
 * them, for a later change back. Throws PublicKeyInvalidError.
 */
export async function changeUserIds(
  id: string,
  { rule, keepMs, publicPem }: UserIdChange,
  store: WriteKeyStore,
  now: number,
): Promise<ChangedUserIds | UnknownWriteKey | NoBrowserKey | RevokedPair> {
  const found = (await store.list()).find((key) => key.id === id && describeKeyState(key, now) === 'active');
  if (found === undefined) return { outcome: 'unknown_key' };
  if (found.kind === 'server') return { outcome: 'no_browser_key' };
  if (rule === 'any') {
    const key: WriteKey = { ...found, userIds: 'any' };
    await store.put(key);
    return { outcome: 'changed', key, expiring: [] };
  }
  const made = makeSigningKey(publicPem, now);
  const revoked = found.signingKeys.filter(({ revokedAt }) => revokedAt !== undefined);
  if (revoked.some((each) => each.id === made.signingKey.id)) return { outcome: 'revoked_pair' };
  const others = found.signingKeys.filter(
    (each) => each.id !== made.signingKey.id && describeSigningState(each, now) === 'active',
  );
  const earlier = others.map((each) => {
    const end = now + keepMs;
    return { ...each, expiresAt: Math.min(each.expiresAt ?? end, end) };
  });
  const key: WriteKey = {
    ...found,
    userIds: 'signed',
    signingKeys: [...revoked.slice(-maxRevoked), ...earlier, made.signingKey],
  };
  await store.put(key);
  return { outcome: 'changed', key, made, expiring: earlier.map((each) => each.id) };
}
