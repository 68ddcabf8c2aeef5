/** Counts the parts in which an SMS is sent and billed: 160 characters of GSM 03.38 or 70 of UCS-2, fewer in each of several. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Encoded as two characters each. */
const extended = new Set('\f^{}\\[~]|€');

/** Longest text that AWS accepts, in characters. */
export const longestSms = 1600;

/** Parts of an SMS where the policy has no `maxParts`: as many as AWS's longest text has in the GSM alphabet. */
export const defaultMaxParts = 11;

export interface SmsParts {
  readonly encoding: 'GSM' | 'Unicode';
  readonly parts: number;
}

/** The different characters that GSM does not have, in order: one of them makes the whole text Unicode. */
export function listUnicodeCharacters(text: string): readonly string[] {
  return [...new Set(text)].filter((letter) => !basic.has(letter) && !extended.has(letter));
}

export function countSmsParts(text: string): SmsParts {
  const letters = [...text];
  const isGsm = letters.every((letter) => basic.has(letter) || extended.has(letter));
  const sizes = letters.map((letter) => (isGsm ? (extended.has(letter) ? 2 : 1) : letter.length));
  const [alone, each] = isGsm ? [160, 153] : [70, 67];
  return { encoding: isGsm ? 'GSM' : 'Unicode', parts: divide(sizes, alone, each) };
}

/** No character is split between parts. */
function divide(sizes: readonly number[], alone: number, each: number): number {
  if (sizes.reduce((sum, size) => sum + size, 0) <= alone) return 1;
  let [parts, used] = [1, 0];
  for (const size of sizes) {
    if (used + size > each) [parts, used] = [parts + 1, 0];
    used += size;
  }
  return parts;
}
