/**
 * What money, dates and plural forms show in every language, currency and zone of the platform, and of values that are
 * none: never a crash, never text that only a program understands.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../adapters/content/clean-text.ts';
import { defaultLimits } from '../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../adapters/content/render-content.ts';
import type { RenderRequest } from '../../app/ports/rendering.ts';
import type { Json } from '../../engine/base/json.ts';

const render = createContentRenderer(defaultLimits);
const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const pairs = letters.flatMap((first) => letters.map((second) => first + second));
const triples = pairs.flatMap((pair) => letters.map((third) => pair + third));
const languages = Intl.NumberFormat.supportedLocalesOf([...pairs, ...triples]);
const currencies = Intl.supportedValuesOf('currency');
const zones = Intl.supportedValuesOf('timeZone');

function show(body: string, n: unknown, more: Partial<RenderRequest> = {}, field = 'body'): string {
  const contents = { '': { [field]: body } };
  const template = { id: 't', revision: body, channel: 'push', contents } as const;
  return render({ template, variables: { n: n as Json, m: null }, now: 0, ...more })[field] ?? '';
}

const language = fc.constantFrom(...languages);
const locale = fc.oneof(
  language,
  fc
    .tuple(language, fc.constantFrom(...pairs))
    .map(([tag, region]) => (tag.includes('-') ? tag : `${tag}-${region.toUpperCase()}`)),
);
const amount = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
  fc.integer(),
  fc.constantFrom(0, -0, -0.001, 1.005, 0.5, 1e300, -1e300, Number.MAX_VALUE, Number.MIN_VALUE),
);
const moment = fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2060, 0) });

function formatMoney(value: number, tag: string, currency: string): string {
  const format = { style: 'currency', currency, signDisplay: 'negative' } as const;
  return cleanText(new Intl.NumberFormat(tag, format).format(value));
}

describe('money', () => {
  it.each([
    ['it', 'EUR'],
    ['ja', 'JPY'],
    ['ar', 'KWD'],
    ['fa', 'IRR'],
    ['he', 'ILS'],
  ])('is in every language what Intl writes: %s and %s among them', (known, currency) => {
    expect(languages).toContain(known);
    expect(languages.length).toBeGreaterThan(150);
    for (const tag of languages)
      expect(show(`{{ n | money: '${currency}' }}`, -1234.5678, { language: tag })).toBe(
        formatMoney(-1234.5678, tag, currency),
      );
  });

  test.prop([amount, locale, fc.constantFrom(...currencies)])(
    'is what Intl writes',
    (value, tag, currency) => {
      const shown = show(`{{ n | money: '${currency}' }}`, value, { language: tag });
      expect(shown).toBe(formatMoney(value, tag, currency));
      expect(show(`{{ n | money: '${currency}' }}`, String(value), { language: tag })).toBe(shown);
      expect(value > -0.0001 && value <= 0 && /-/.test(shown)).toBe(false);
    },
  );
});

describe('a date', () => {
  test.prop([moment, locale, fc.constantFrom(...zones)])(
    'is what Intl writes, in every zone',
    (at, tag, timeZone) => {
      const numbers = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
      const names = (part: object) =>
        cleanText(
          new Intl.DateTimeFormat(new Intl.Locale(tag, { calendar: 'gregory' }), {
            timeZone,
            ...part,
          }).format(at),
        );
      const value = new Date(at).toISOString();
      for (const zone of ['', `, '${timeZone}'`]) {
        const context = { language: tag, timeZone: zone === '' ? timeZone : 'Asia/Tokyo' };
        expect(show(`{{ n | date: '%Y-%m-%d %H:%M:%S'${zone} }}`, value, context)).toBe(numbers.format(at));
        expect(show(`{{ n | date: '%A/%B'${zone} }}`, value, context)).toBe(
          `${names({ weekday: 'long' })}/${names({ month: 'long' })}`,
        );
      }
    },
  );

  it.each([
    '2026-02-30',
    '2026-02-30T10:00:00Z',
    '2026-13-01',
    'Order 12',
    'Room 5 UTC',
    '12 monkeys',
    '24/12/2026',
    'soon',
  ])('is not %s, which is shown unchanged', (value) => {
    for (const filter of ["date: '%d %B %Y'", 'date_to_string', 'date_to_xmlschema', 'date_to_rfc822'])
      expect(show(`{{ n | ${filter} }}`, value)).toBe(value);
  });

  it.each([
    ['24 Dec 2026 18:00', '24/12/2026 18:00'],
    ['Thu, 24 Dec 2026 18:00:00 GMT', '25/12/2026 03:00'],
    ['December 24, 2026 6:00 PM', '24/12/2026 18:00'],
    ['Thu Dec 24 2026 18:00:00 GMT+0100 (Central European Standard Time)', '25/12/2026 02:00'],
    ['2026-12-24T18:00:00.123+0100', '25/12/2026 02:00'],
  ])('is %s', (value, shown) => {
    expect(show("{{ n | date: '%d/%m/%Y %H:%M' }}", value, { timeZone: 'Asia/Tokyo' })).toBe(shown);
  });

  it('for machines is in English, and in the zone of the reader', () => {
    const context = { language: 'it', timeZone: 'Europe/Rome' };
    const shown = show('{{ n | date_to_rfc822 }}', '2026-12-24T23:30:00Z', context);
    expect(shown).toBe('Fri, 25 Dec 2026 00:30:00 +0100');
  });
});

const forms = "'one', 'other', zero: 'zero', two: 'two', few: 'few', many: 'many'";

describe('pluralize', () => {
  it.each(['pl', 'ru', 'ar', 'cy', 'lv', 'sl', 'ga', 'it', 'ja'])(
    'in %s has the form that Intl selects',
    (tag) => {
      const rules = new Intl.PluralRules(tag);
      for (const n of [...Array(130).keys(), 0.5, 1.5, 1e6, 1e15, -1, -2].slice(1)) {
        expect([n, show(`{{ n | pluralize: ${forms} }}`, n, { language: tag })]).toEqual([
          n,
          rules.select(n),
        ]);
      }
    },
  );

  test.prop([amount.filter((n) => n !== 0), locale])('has it in every language', (n, tag) => {
    expect(show(`{{ n | pluralize: ${forms} }}`, n, { language: tag })).toBe(
      new Intl.PluralRules(tag).select(n),
    );
  });
});

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    Number.NaN,
    Infinity,
    -Infinity,
    1e300,
    -0,
    2 ** 53,
    '',
    ' ',
    '-',
    '1e999',
  ),
  fc.constantFrom<unknown>(
    '24/12/2026',
    '2026-99-99',
    '99:99',
    '12.50',
    '12,50',
    '\u0661\u0662',
    '0x1F',
    {},
    [],
    [{}],
    { a: 1 },
  ),
  fc.constantFrom<unknown>(
    true,
    false,
    '+99:99',
    'Mars/Olympus',
    8.64e15,
    8.64e15 + 1,
    -8.64e15,
    '275760-09-14T00:00:00Z',
  ),
  fc.string({ unit: 'binary' }),
  fc.double(),
);
const uses = [
  'n',
  'n | raw',
  "n | money: 'EUR'",
  '12 | money: n',
  "n | date: '%A %d %B %Y, %H:%M'",
  "n | date: '%c %x %X %Z %z %s %j', n",
  "'2026-12-24T18:00:00Z' | date: n",
  "'2026-12-24T18:00:00Z' | date: '%H:%M %Z', n",
  'n | date_to_string',
  'n | date_to_long_string',
  'n | date_to_xmlschema',
  'n | date_to_rfc822',
  "n | pluralize: 'item', 'items'",
  '1 | pluralize: n, m, few: n',
  'n | truncate',
  'n | truncate: n, n',
  "'A text that is longer than fifty characters, and then some more' | truncate: n, n",
  "n | default: 'x'",
  'm | default: n',
  'n | default: n, allow_false: true',
  "n | times: 1.2 | money: 'EUR'",
  "n | divided_by: n | append: '%'",
  "n | plus: 1 | default: 'x'",
  "n | upcase | replace: 'Q', n",
  'n | append: n | prepend: m',
  "n | join: ', '",
  "n | split: ',' | first",
  'n | slice: 0, 400',
  'n | strip_html | newline_to_br | escape | url_encode',
];
const unreadable = /Invalid Date|undefined|\bNaN\b|\[object|Infinity|\bnull\b/i;

describe('a value that is none', () => {
  test.prop([fc.constantFrom(...uses), odd, locale, fc.oneof(fc.constantFrom(...zones), fc.string())], {
    numRuns: 1000,
  })('neither fails nor shows what only a program understands', (use, n, tag, timeZone) => {
    if (typeof n === 'string' && unreadable.test(n)) return;
    for (const field of ['body', 'html'])
      expect(show(`({{ ${use} }})`, n, { language: tag, timeZone }, field)).not.toMatch(unreadable);
  });

  it.each([
    ['a price for none', "{{ 5 | divided_by: 0 | money: 'EUR' }}", ''],
    ['the same with a default', "{{ 5 | divided_by: 0 | default: 'Free' }}", 'Free'],
    ['a map', '{{ n }}', ''],
    ['a map in a text', "{{ 'to ' | append: n }}", 'to '],
    ['a length that is missing', "{{ 'Hello' | truncate: none }}", 'Hello'],
  ])('%s shows %s as %o', (_what, body, shown) => {
    expect(show(body, { a: 1 })).toBe(shown);
  });
});
