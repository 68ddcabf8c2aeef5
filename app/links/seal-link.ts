/**
 * Link tokens: a claim sealed by AES-256-GCM. A token shows nothing but its length and the version of its key. The nonce
 * is derived from the key and the claim, so a claim has exactly one token per key, and sending again gives the same link.
 *
 * Bytes of a token: format (1), key version (4, big endian), nonce (12), sealed claim, tag (16). In base64url.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import type { LinkKey, LinkKeys } from '../ports/link-keys.ts';
import type { LinkClaim, LinkKind } from './link-claim.ts';
import { packClaim, unpackClaim } from './pack-claim.ts';

const format = 1;
const headerLength = 5;
const nonceLength = 12;
const tagLength = 16;
const shortest = headerLength + nonceLength + tagLength;
/** Characters. A claim with an address of 2,500 characters has fewer. */
const longest = 4096;

/** The token of a claim: 150 to 300 characters of base64url for a usual address. */
export function sealLink(claim: LinkClaim, { version, key }: LinkKey): string {
  const header = Buffer.alloc(headerLength);
  header.writeUInt8(format);
  header.writeUInt32BE(version, 1);
  const plain = packClaim(claim);
  const keys = deriveKeys(key);
  const nonce = createHmac('sha256', keys.nonce)
    .update(header)
    .update(plain)
    .digest()
    .subarray(0, nonceLength);
  const cipher = createCipheriv('aes-256-gcm', keys.cipher, nonce).setAAD(header);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([header, nonce, sealed, cipher.getAuthTag()]).toString('base64url');
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
  const bytes = decode(token);
  if (bytes === undefined) return undefined;
  const key = await keys.find(bytes.readUInt32BE(1));
  const plain = key === undefined ? undefined : decrypt(bytes, key);
  const claim = plain === undefined ? undefined : unpackClaim(plain);
  return isOfKind(claim, kind) ? claim : undefined;
}

function isOfKind<Kind extends LinkKind>(
  claim: LinkClaim | undefined,
  kind: Kind,
): claim is Extract<LinkClaim, { kind: Kind }> {
  return claim?.kind === kind;
}

/** Only the one spelling: base64url has unused bits at its end, and decoders ignore other characters. */
function decode(token: string): Buffer | undefined {
  if (token.length > longest) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length <= shortest || bytes[0] !== format) return undefined;
  return bytes.toString('base64url') === token ? bytes : undefined;
}

function decrypt(bytes: Buffer, key: Uint8Array): Buffer | undefined {
  const nonceEnd = headerLength + nonceLength;
  const tagStart = bytes.length - tagLength;
  const options = { authTagLength: tagLength };
  const nonce = bytes.subarray(headerLength, nonceEnd);
  const decipher = createDecipheriv('aes-256-gcm', deriveKeys(key).cipher, nonce, options)
    .setAAD(bytes.subarray(0, headerLength))
    .setAuthTag(bytes.subarray(tagStart));
  const plain = decipher.update(bytes.subarray(nonceEnd, tagStart));
  try {
    decipher.final();
    return plain;
  } catch {
    // The tag does not match: the token was changed, or never made with this key.
    return undefined;
  }
}

interface DerivedKeys {
  readonly cipher: Buffer;
  readonly nonce: Buffer;
}

/** By the stored key's object, which the callers cache. */
const derived = new WeakMap<Uint8Array, DerivedKeys>();

function deriveKeys(key: Uint8Array): DerivedKeys {
  const found = derived.get(key);
  if (found !== undefined) return found;
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `percorso link ${use} 1`, 32));
  const keys = { cipher: derive('cipher'), nonce: derive('nonce') };
  derived.set(key, keys);
  return keys;
}
