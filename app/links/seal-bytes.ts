/**
 * Sealed bytes in an address: AES-256-GCM. They show nothing but their length and the version of their key. The nonce is
 * derived from the key and the content, so the same content has exactly one text per key.
 *
 * Bytes: format (1), key version (4, big endian), nonce (12), sealed content, tag (16). In base64url.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import type { LinkKey, LinkKeys } from '../ports/link-keys.ts';

const headerLength = 5;
const nonceLength = 12;
const tagLength = 16;
const shortest = headerLength + nonceLength + tagLength;
/** Characters. A claim with an address of 2,500 characters has fewer. */
const longest = 4096;

/** `format`: 0 to 255. What is sealed in one format is not opened in another. */
export function sealBytes(format: number, plain: Uint8Array, { version, key }: LinkKey): string {
  const header = Buffer.alloc(headerLength);
  header.writeUInt8(format);
  header.writeUInt32BE(version, 1);
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
 * Undefined when it is no such text, when one of its bits was changed, or when no such key exists. Throws only when the
 * key cannot be read.
 */
export async function openBytes(
  format: number,
  text: string,
  keys: Pick<LinkKeys, 'find'>,
): Promise<Buffer | undefined> {
  const bytes = decode(format, text);
  if (bytes === undefined) return undefined;
  const key = await keys.find(readVersion(bytes));
  return key === undefined ? undefined : decrypt(bytes, key);
}

/** The key that a text was sealed with; undefined when it does not exist. Throws when it cannot be read. */
export async function findKeyOf(text: string, keys: Pick<LinkKeys, 'find'>): Promise<LinkKey | undefined> {
  const version = readVersion(Buffer.from(text, 'base64url'));
  const key = await keys.find(version);
  return key && { version, key };
}

function readVersion(bytes: Buffer): number {
  return bytes.readUInt32BE(1);
}

/** Only the one spelling: base64url has unused bits at its end, and decoders ignore other characters. */
function decode(format: number, text: string): Buffer | undefined {
  if (text.length > longest) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length <= shortest || bytes[0] !== format) return undefined;
  return bytes.toString('base64url') === text ? bytes : undefined;
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
    // The tag does not match: the text was changed, or never made with this key.
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
