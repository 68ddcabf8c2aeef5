/** Deterministic ids in the shape of a ULID: 10 characters of time, 16 of hash. */
import { hashToLanes } from './hash.ts';

/** Crockford's base 32, as ULIDs are written. */
export const ulidAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `time` in epoch ms (0 to 2^48 - 1, clamped); equal inputs give equal ids, at any time and anywhere. */
export function makeMessageId(time: number, ...parts: readonly string[]): string {
  const seed = parts.map((part) => `${part.length}:${part}`).join('|');
  const [a, b] = hashToLanes(seed, 1);
  const [c] = hashToLanes(seed, 2);
  return encodeUlidTime(time) + encodeHash(a, b, c);
}

/** The first 10 characters of a ULID. `time` in epoch ms (0 to 2^48 - 1, clamped). */
export function encodeUlidTime(time: number): string {
  let rest = Math.min(Math.max(Math.floor(time), 0), 2 ** 48 - 1);
  let text = '';
  for (let i = 0; i < 10; i++) {
    text = ulidAlphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** 80 bits: 30 + 30 + 20 of the three lanes. */
function encodeHash(a: number, b: number, c: number): string {
  return encodeBits(a, 6) + encodeBits(b, 6) + encodeBits(c, 4);
}

function encodeBits(value: number, characters: number): string {
  let rest = value;
  let text = '';
  for (let i = 0; i < characters; i++) {
    text += ulidAlphabet.charAt(rest & 31);
    rest >>>= 5;
  }
  return text;
}
