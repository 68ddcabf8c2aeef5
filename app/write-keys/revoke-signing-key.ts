/** Revokes a signing key at once, in every write key that has it: its private half is in other hands. */
import type { SigningKey, WriteKey, WriteKeyStore } from '../ports/write-keys.ts';

export interface RevokedSigningKey {
  readonly outcome: 'revoked';
  /** Of the write keys that had it, and how many valid signing keys are left there. */
  readonly changed: readonly { readonly writeKey: string; readonly left: number }[];
}

/** Nothing was changed: no write key has a signing key of this id. */
export interface UnknownSigningKey {
  readonly outcome: 'unknown_signing_key';
}

/**
 * The HTTP API accepts no token of it within a minute, also one that it had verified. The key stays in the list, so that it
 * cannot be added again by mistake. A repeat after a failure revokes what is left. `now` in epoch ms.
 */
export async function revokeSigningKey(
  id: string,
  store: WriteKeyStore,
  now: number,
): Promise<RevokedSigningKey | UnknownSigningKey> {
  const having = (await store.list()).filter(({ signingKeys }) => signingKeys.some((each) => each.id === id));
  if (having.length === 0) return { outcome: 'unknown_signing_key' };
  const changed = [];
  for (const found of having) {
    const signingKeys = found.signingKeys.map((each) => (each.id === id ? revoke(each, now) : each));
    const key: WriteKey = { ...found, signingKeys };
    await store.put(key);
    const left = signingKeys.filter((each) => describeSigningState(each, now) === 'active').length;
    changed.push({ writeKey: found.id, left });
  }
  return { outcome: 'revoked', changed };
}

/** As the HTTP API treats its tokens at `now` (epoch ms). */
export function describeSigningState(
  { expiresAt, revokedAt }: SigningKey,
  now: number,
): 'active' | 'expired' | 'revoked' {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && expiresAt <= now ? 'expired' : 'active';
}

function revoke(key: SigningKey, now: number): SigningKey {
  return { ...key, expiresAt: Math.min(key.expiresAt ?? now, now), revokedAt: key.revokedAt ?? now };
}
