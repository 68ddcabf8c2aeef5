/** How many parts an SMS is sent, and billed, as. Source: GSM 03.38 and AWS's "SMS character limits". */

const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑܧ¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Written as two characters each. */
const GSM_EXTENDED = new Set('\f^{}\\[~]|€');

export interface SmsParts {
  readonly encoding: 'GSM' | 'Unicode';
  readonly parts: number;
}

/** 160 GSM characters or 70 UTF-16 units in one part; 153 or 67 in each of several. An empty text is one part. */
export function countSmsParts(text: string): SmsParts {
  let septets = 0;
  for (const character of text) {
    if (GSM_BASIC.has(character)) septets += 1;
    else if (GSM_EXTENDED.has(character)) septets += 2;
    else return { encoding: 'Unicode', parts: divide(text.length, 70, 67) };
  }
  return { encoding: 'GSM', parts: divide(septets, 160, 153) };
}

function divide(length: number, single: number, several: number): number {
  return length <= single ? 1 : Math.ceil(length / several);
}
