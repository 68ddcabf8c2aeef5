/** Counts the parts in which an SMS is sent and billed. Source: GSM 03.38 and AWS's "SMS character limits". */

const gsmBasic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Encoded as two characters each. */
const gsmExtended = new Set('\f^{}\\[~]|€');

export interface SmsParts {
  readonly encoding: 'GSM' | 'Unicode';
  readonly parts: number;
}

/**
 * 160 GSM characters or 70 UTF-16 units in one part; 153 or 67 in each of several. An empty text is one part. No part
 * ends between the two halves of an escaped character or of a surrogate pair, so that a part may be shorter.
 */
export function countSmsParts(text: string): SmsParts {
  const septets: number[] = [];
  for (const character of text) {
    if (gsmBasic.has(character)) septets.push(1);
    else if (gsmExtended.has(character)) septets.push(2);
    else
      return {
        encoding: 'Unicode',
        parts: pack(
          [...text].map((each) => each.length),
          70,
          67,
        ),
      };
  }
  return { encoding: 'GSM', parts: pack(septets, 160, 153) };
}

/** `sizes` of the characters, in order. */
function pack(sizes: readonly number[], single: number, several: number): number {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= single) return 1;
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > several) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
}
