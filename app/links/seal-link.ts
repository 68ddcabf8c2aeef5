/** Link tokens: a sealed claim. A claim has exactly one token per key, so sending again gives the same link. */
import type { LinkKey, LinkKeys } from '../ports/link-keys.ts';
import type { LinkClaim, LinkKind } from './link-claim.ts';
import { packClaim, unpackClaim } from './pack-claim.ts';
import { openBytes, sealBytes } from './seal-bytes.ts';

const format = 1;

/** The token of a claim: 150 to 300 characters of base64url for a usual address. */
export function sealLink(claim: LinkClaim, key: LinkKey): string {
  return sealBytes(format, packClaim(claim), key);
}

/**
 * The claim of a token; undefined when it is no token, when one of its bits was changed, when no such key exists, or
 * when it is of another kind. Throws only when the key cannot be read.
 */
export async function openLink<Kind extends LinkKind>(
  token: string,
  keys: Pick<LinkKeys, 'find'>,
  kind: Kind,
): Promise<Extract<LinkClaim, { kind: Kind }> | undefined> {
  const plain = await openBytes(format, token, keys);
  const claim = plain === undefined ? undefined : unpackClaim(plain);
  return isOfKind(claim, kind) ? claim : undefined;
}

function isOfKind<Kind extends LinkKind>(
  claim: LinkClaim | undefined,
  kind: Kind,
): claim is Extract<LinkClaim, { kind: Kind }> {
  return claim?.kind === kind;
}
