/** SMS parts against another counter, on every character of the GSM alphabet and on random texts. */
import { fc, test } from '@fast-check/vitest';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { countSmsParts } from '../../../../local/services/sms/parts.ts';

/** Single characters of one code point: the other counter keeps joined ones together, networks do not. */
const plain =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCXYZÄÖÑÜ§¿abcxyzäöñüà{}\\[~]|^€';
const outside = 'çęш中あ😀😎';

const expectSame = (text: string): void => {
  const other = new SegmentedMessage(text);
  expect(countSmsParts(text)).toEqual({
    encoding: other.encodingName === 'GSM-7' ? 'GSM' : 'Unicode',
    parts: Math.max(1, other.segmentsCount),
  });
};

test('knows the alphabet and cuts between characters only', () => {
  for (const character of [...plain, ...outside]) {
    for (const length of [71, 160, 307]) {
      expectSame(character.padStart(length, 'a'));
      expectSame(character.repeat(length));
    }
  }
});

test.prop([fc.array(fc.constantFrom(...plain), { maxLength: 500 }), fc.subarray([...outside])])(
  'counts any text alike',
  (characters, more) => expectSame([...characters, ...more].join('')),
);

describe('message parts', () => {
  it.each([
    ['', 'GSM', 1],
    ['a'.repeat(160), 'GSM', 1],
    ['a'.repeat(161), 'GSM', 2],
    ['a'.repeat(306), 'GSM', 2],
    ['€'.repeat(80), 'GSM', 1],
    ['€'.repeat(81), 'GSM', 2],
    ['perché no?', 'GSM', 1],
    ['ç'.repeat(70), 'Unicode', 1],
    ['ç'.repeat(71), 'Unicode', 2],
    ['😀'.repeat(35), 'Unicode', 1],
    ['😀'.repeat(36), 'Unicode', 2],
    ['Ü'.padEnd(150, 'a'), 'GSM', 1],
    ['§ 5'.padEnd(150, 'a'), 'GSM', 1],
    [`${'a'.repeat(152)}[${'a'.repeat(152)}`, 'GSM', 3],
    ['\u{1F60E}'.repeat(67), 'Unicode', 3],
  ])('of %j are those that are billed', (text, encoding, parts) => {
    expect(countSmsParts(text)).toEqual({ encoding, parts });
  });
});
