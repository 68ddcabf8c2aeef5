/** The language of the content, of dates and of money, and whose clock dates are shown by. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { describeRendering } from '../../../app/send/describe-rendering.ts';
import type { JsonObject } from '../../../engine/base/json.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import { lookUpLocale, readLanguage } from '../../../engine/messages/look-up-locale.ts';
import type { TemplateDocument } from '../../../engine/model/documents/template-document.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { makeSms } from '../../harness/templates.ts';
import { publishDocuments } from '../../scenarios/publish-documents.ts';

const now = Date.parse('2026-11-02T08:00:00Z');
const render = createContentRenderer(defaultLimits);

/** The SMS that a person with these traits gets, from the document to the rendered text. */
async function send(
  template: TemplateDocument,
  traits: JsonObject,
  properties: JsonObject = {},
  context = {},
) {
  const program = compileProgram(
    await publishDocuments(
      [
        template,
        { kind: 'rule', id: 'r', status: 'live', trigger: { event: 'Go' }, actions: [{ send: template.id }] },
        { kind: 'policy', id: 'p', status: 'live', timeZone: { fallback: 'Europe/Rome' } },
      ],
      undefined,
    ),
  );
  const detail = { userId: 'u', traits: { phone: '+12025550123', ...traits }, properties, context };
  const event = { id: 'e', source: 'shop', 'detail-type': 'Go', time: new Date(now).toISOString(), detail };
  const { effects } = decide(
    createProfile('P1', now),
    [{ kind: 'touchpoint', touchpoint: parseTouchpoint(event) }],
    program,
    now,
  );
  const message = effects.find((effect) => effect.kind === 'SendMessage');
  if (message?.kind !== 'SendMessage') throw new Error('Nothing is sent.');
  const { compiled } = await compileTemplate(template);
  return render(describeRendering(message, compiled))['body'];
}

const dated = makeSms(
  "{{ event.properties.day | date: '%A %d %B' }}, {{ event.properties.total | money: 'EUR' }}",
);
const order = { day: '2026-12-24', total: 1234.5 };

describe('Dates and money', () => {
  it.each([
    ['it', 'giovedì 24 dicembre, 1234,50 €'],
    ['it_IT', 'giovedì 24 dicembre, 1234,50 €'],
    ['de-CH', "Donnerstag 24 Dezember, EUR 1'234.50"],
    ['fa', 'پنجشنبه 24 دسامبر'],
    ['Italian', 'Thursday 24 December, €1,234.50'],
    ['', 'Thursday 24 December, €1,234.50'],
  ])(
    'are in the language of a person with locale %o, also where the template has no locales',
    async (locale, text) => {
      expect((await send(dated, { locale }, order))?.replaceAll('\u00a0', ' ')).toContain(text);
    },
  );

  it('are in the language of the event where the person states none', async () => {
    expect(await send(dated, {}, order, { locale: 'it-IT' })).toContain('giovedì 24 dicembre');
  });
});

const timed = makeSms("{{ event.properties.at | date: '%d/%m %H:%M', profile.traits.shown_in }}");

describe('A date', () => {
  const at = '2026-12-24T23:30:00Z';
  it.each([
    ['the recipient’s', { timezone: 'Asia/Tokyo' }, '25/12 08:30'],
    ['the policy’s fallback, where the recipient’s is unknown', {}, '25/12 00:30'],
    [
      'the one the template asks for',
      { timezone: 'Asia/Tokyo', shown_in: 'America/New_York' },
      '24/12 18:30',
    ],
    ['an offset that it asks for', { timezone: 'Asia/Tokyo', shown_in: '+05:30' }, '25/12 05:00'],
    [
      'the recipient’s, if it asks for no zone that exists',
      { timezone: 'Asia/Tokyo', shown_in: 'GMT+2' },
      '25/12 08:30',
    ],
    ['the fallback, if the recipient’s own is none', { timezone: 'W. Europe Standard Time' }, '25/12 00:30'],
  ])('is shown in %s', async (_zone, traits, shown) => {
    expect(await send(timed, traits, { at })).toBe(shown);
  });

  it.each([
    ['2026-12-24', '24/12 00:00'],
    ['2026-12-24T18:00', '24/12 18:00'],
    ['2026-12-24 18:00:00', '24/12 18:00'],
    ['24 Dec 2026 18:00', '24/12 18:00'],
    ['2026-12-24T18:00:00+01:00', '25/12 02:00'],
    [1_798_131_600, '25/12 02:00'],
    [1_798_131_600_000, '25/12 02:00'],
    ['1798131600000', '25/12 02:00'],
    ['soon', 'soon'],
  ])(
    'written as %o is shown as %s: a time without a zone is unchanged, on every machine',
    async (value, shown) => {
      expect(await send(timed, { timezone: 'Asia/Tokyo' }, { at: value })).toBe(shown);
    },
  );
});

describe('The content', () => {
  it.each([
    ['zh-Hans-CN', ['zh-Hans', 'zh-Hant'], 'zh-Hans'],
    ['zh_Hans_CN', ['zh-Hans-CN'], 'zh-Hans-CN'],
    ['zh-TW', ['zh', 'zh-Hant'], 'zh-Hant'],
    ['sr_Latn_RS', ['sr', 'sr-Latn'], 'sr-Latn'],
    ['it_IT.UTF-8', ['it'], 'it'],
    ['IT-it', ['it', 'it-CH'], 'it'],
    ['pt', ['pt-BR', 'pt-PT'], 'pt-BR'],
    ['pt-AO', ['pt-BR', 'pt'], 'pt'],
    ['de-x-old', ['de'], 'de'],
    ['en-GB', ['en-US'], undefined],
    ['fr', ['it'], undefined],
  ])('for %s, of %j, is %s', (stated, available, chosen) => {
    expect(lookUpLocale(readLanguage(stated) ?? '', available)).toBe(chosen);
  });

  it('is in the language that the person states, else the event; one that is none is passed by', async () => {
    const template = makeSms('hello', { locales: { it: { body: 'ciao' }, 'zh-Hans': { body: '你好' } } });
    expect(await send(template, { locale: 'zh_Hans_CN' })).toBe('你好');
    expect(await send(template, { locale: 'Italian', language: 'it' })).toBe('ciao');
    expect(await send(template, { locale: 'fr' }, {}, { locale: 'it' })).toBe('hello');
    expect(await send(template, {}, {}, { locale: 'it' })).toBe('ciao');
  });
});
