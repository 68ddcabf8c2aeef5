/** Parts of an SMS against an independent counter, and transliteration, which only makes a text cheaper. */
import { fc, test } from '@fast-check/vitest';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { countSmsParts, listUnicodeCharacters } from '../../../engine/channels/count-sms-parts.ts';
import { transliterateSms } from '../../../engine/channels/transliterate-sms.ts';
import { checkSmsCharacters } from '../../../engine/config/check/check-sms-characters.ts';

const gsm = '@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà{}\\[~]|^€';
const other = 'çęш中😀“’…–';
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...gsm), maxLength: 500 }),
  fc.string({ unit: fc.constantFrom(...gsm, ...other), maxLength: 300 }),
);

test.prop([texts])('counts encoding and parts as the independent counter', (text) => {
  const { encodingName, segmentsCount } = new SegmentedMessage(text);
  expect(countSmsParts(text)).toEqual({
    encoding: encodingName === 'GSM-7' ? 'GSM' : 'Unicode',
    parts: Math.max(1, segmentsCount),
  });
});

test.prop([texts])('transliterates to GSM, or not at all, and never to more parts', (text) => {
  const result = transliterateSms(text);
  expect(result === text || listUnicodeCharacters(result).length === 0).toBe(true);
  expect(transliterateSms(result)).toBe(result);
  expect(countSmsParts(result).parts).toBeLessThanOrEqual(countSmsParts(text).parts);
});

describe('transliteration', () => {
  it.each([
    ['“Già”, l’offerta – finché dura…', '"Già", l\'offerta - finché dura...'],
    ['Łukasz, Tőke, Çağla, façade, Zoë', 'Lukasz, Töke, Çagla, facade, Zoe'],
    ['finche\u0301 10\u00A0€', 'finché 10 €'],
    ['“Già” 😀', '“Già” 😀'],
    ['“中”', '“中”'],
    // 70 ellipses are one part, 210 dots are two.
    ['…'.repeat(70), '…'.repeat(70)],
    ['“Привет”', '“Привет”'],
    ['👨‍👩‍👧 …', '👨‍👩‍👧 …'],
  ])('of %j is %j', (text, result) => expect(transliterateSms(text)).toBe(result));
});

it('writes the spaces of money and dates as plain ones, so that the SMS stays GSM', async () => {
  const document = {
    ...({ kind: 'template', id: 'a', status: 'live', channel: 'sms', class: 'promotional' } as const),
    content: { body: "Totale {{ 1234.5 | money: 'EUR' }}, ore\u202F10\u2009h" },
  };
  const { compiled } = await compileTemplate(document);
  const render = createContentRenderer(defaultLimits);
  const { body = '' } = render({ template: compiled, variables: {}, now: 0, language: 'it-IT' });
  expect(body).toBe('Totale 1234,50 €, ore 10 h');
  expect(countSmsParts(body).encoding).toBe('GSM');
  expect(checkSmsCharacters(document)).toEqual([]);
});

it('applies to the rendered message, a person’s name included', async () => {
  const document = {
    ...({ kind: 'template', id: 'a', status: 'live', channel: 'sms', class: 'promotional' } as const),
    content: { body: 'Ciao {{ profile.traits.first_name }}…' },
  };
  const render = createContentRenderer(defaultLimits);
  const shown = async (transliterate: boolean, name: string) => {
    const { compiled } = await compileTemplate({ ...document, transliterate });
    return render({ template: compiled, variables: { profile: { traits: { first_name: name } } }, now: 0 });
  };
  expect(await shown(true, 'Łukasz')).toEqual({ body: 'Ciao Lukasz...' });
  expect(await shown(true, '李')).toEqual({ body: 'Ciao 李…' });
  expect(await shown(false, 'Łukasz')).toEqual({ body: 'Ciao Łukasz…' });
});

describe('publishing', () => {
  const check = (body: string, transliterate?: boolean) =>
    checkSmsCharacters({
      ...{ kind: 'template', id: 'a', status: 'live', channel: 'sms', class: 'promotional' },
      ...(transliterate !== undefined && { transliterate }),
      content: { body },
    }).map(({ remedy }) => remedy);

  it('names the characters that make an SMS Unicode, and the effect on its parts', () => {
    const [remedy = ''] = check(`“${'a'.repeat(70)} {{ profile.traits.“x” }}`);
    expect(remedy).toContain('“ (U+201C) makes this SMS Unicode');
    expect(remedy).toContain('The fixed text is 2 parts');
    expect(remedy).toContain('in GSM it would be 1');
    expect(remedy).toContain('transliterate: true');
  });

  it('is silent where the text is GSM, is transliterated, or needs Unicode for its letters', () => {
    expect(check('Già qui, €5')).toEqual([]);
    expect(check('“Già”', true)).toEqual([]);
    expect(check('“Привет”')).toEqual([]);
  });

  it('names what transliteration cannot replace', () => {
    expect(check('“Già” 😀', true)).toEqual([expect.stringContaining('Remove 😀 (U+1F600)')]);
  });
});
