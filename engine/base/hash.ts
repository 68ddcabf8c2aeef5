/** Pure 64-bit string hash (two Murmur3-style lanes over UTF-16 units). Not for secrets. */

/** 64 bits as 16 hex digits. */
export function hashText(text: string, seed = 0): string {
  hashLanes(text, seed);
  return toHex(laneA) + toHex(laneB);
}

/** 32 bits of it, as an unsigned integer. */
export function hashToInteger(text: string, seed = 0): number {
  hashLanes(text, seed);
  return laneA;
}

/** Two unsigned 32-bit lanes. */
export function hashToLanes(text: string, seed = 0): readonly [number, number] {
  hashLanes(text, seed);
  return [laneA, laneB];
}

/** Spreads a 32-bit value over all 32 bits, so that similar inputs give unlike outputs. Unsigned. */
export function mixBits(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Unsigned 32-bit integer in 8 hex digits. */
export function toHex(value: number): string {
  return String.fromCharCode(
    hexDigit(value >>> 28),
    hexDigit(value >>> 24),
    hexDigit(value >>> 20),
    hexDigit(value >>> 16),
    hexDigit(value >>> 12),
    hexDigit(value >>> 8),
    hexDigit(value >>> 4),
    hexDigit(value),
  );
}

/** Character code of the lowest four bits; `toString(16)` takes three times as long for large numbers. */
function hexDigit(value: number): number {
  const bits = value & 15;
  return bits < 10 ? 48 + bits : 87 + bits;
}

// Results of hashLanes: returning a pair would allocate on every event.
let laneA = 0;
let laneB = 0;

function hashLanes(text: string, seed: number): void {
  let a = seed ^ 0x9e3779b9;
  let b = Math.imul(seed, 0x27d4eb2f) ^ 0x51ed270b;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0xcc9e2d51);
    a = (a << 15) | (a >>> 17);
    b = Math.imul(b ^ unit, 0x1b873593);
    b = (b << 13) | (b >>> 19);
  }
  a ^= text.length;
  b ^= text.length;
  // Each lane mixes in the other, so that the 64 bits are stronger than one lane twice.
  a = mixBits(a + Math.imul(b, 0x38b34ae5));
  b = mixBits(b + Math.imul(a, 0xa1e38b93));
  laneA = a >>> 0;
  laneB = b >>> 0;
}
