/** Plural forms by language, and texts cut between the characters that a reader sees. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { truncate } from '../../../adapters/content/text-filters.ts';
import { makeSms, makeTemplate } from '../../harness/templates.ts';

const render = createContentRenderer(defaultLimits);

async function show(body: string, n: unknown, language: string, locales?: Record<string, { body: string }>) {
  const template = makeSms(body, locales === undefined ? {} : { locales });
  const { compiled } = await compileTemplate(template);
  const variables = { event: { properties: { n: n as string } } };
  return render({ template: compiled, variables, locale: language, language, now: 0 })['body'];
}

const polish =
  "{{ event.properties.n | pluralize: 'produkt', 'produktu', few: 'produkty', many: 'produktów' }}";
const arabic =
  "{{ event.properties.n | pluralize: 'one', 'other', zero: 'zero', two: 'two', few: 'few', many: 'many' }}";
const english = "{{ event.properties.n | pluralize: 'item', 'items' }}";
const french = "{{ event.properties.n | pluralize: 'article', 'articles' }}";

describe('pluralize', () => {
  it.each([
    ['en', english, 1, 'item'],
    ['en', english, 0, 'items'],
    ['en', english, 1.5, 'items'],
    ['en', english, '1', 'item'],
    ['en', english, 'many', 'items'],
    ['fr', french, 0, 'article'],
    ['fr-CA', french, 1.5, 'article'],
    ['fr', french, 2, 'articles'],
    ['pl', polish, 1, 'produkt'],
    ['pl', polish, 3, 'produkty'],
    ['pl', polish, 5, 'produktów'],
    ['pl', polish, 22, 'produkty'],
    ['pl', polish, 1.5, 'produktu'],
    ['ar', arabic, 0, 'zero'],
    ['ar', arabic, 2, 'two'],
    ['ar', arabic, 7, 'few'],
    ['ar', arabic, 11, 'many'],
    ['ja', english, 1, 'items'],
    // Italian has the form "many" for millions, which few authors write.
    ['it', "{{ event.properties.n | pluralize: 'articolo', 'articoli' }}", 1_000_000, 'articoli'],
    ['it', "{{ event.properties.n | pluralize: 'articolo', 'articoli', zero: 'niente' }}", 0, 'niente'],
  ])('in %s, %s with %s shows %s', async (language, body, n, shown) => {
    expect(await show(body, n, language)).toBe(shown);
  });

  it('follows the language of the locale that is shown', async () => {
    expect(await show(english, 0, 'fr-CH', { fr: { body: french } })).toBe('article');
  });

  it('makes a decision add the language to the message', async () => {
    expect((await compileTemplate(makeSms(english))).header.isFormatted).toBe(true);
  });

  it('escapes its texts in HTML', async () => {
    const html = `<p>{{ 2 | pluralize: 'a', 'b & c' }}</p>`;
    const { compiled } = await compileTemplate(makeTemplate({ subject: 's', html }));
    expect(render({ template: compiled, variables: {}, now: 0 })['html']).toBe('<p>b &amp; c</p>');
  });
});

describe('truncate', () => {
  const segments = (text: string) => [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);

  it('gives whole characters of the text, never more than asked for', () => {
    const grapheme = fc.constantFrom('a', 'è', 'e\u0301', '👩‍👩‍👧', '🇮🇹', '👍🏽', 'क्षि', ' ', '\n');
    fc.assert(
      fc.property(fc.array(grapheme, { maxLength: 30 }), fc.nat(40), (parts, length) => {
        const text = parts.join('');
        const whole = segments(text);
        const cut = truncate(text, length, '…');
        const kept = whole.slice(0, Math.max(0, length - 1));
        expect(cut).toBe(whole.length <= length ? text : `${kept.join('')}…`);
      }),
    );
  });

  it.each([
    ['abc', undefined, undefined, 'abc'],
    ['a'.repeat(51), undefined, undefined, `${'a'.repeat(47)}...`],
    ['abcdef', 2, '...', '...'],
    ['abcdef', 'x', '...', 'abcdef'],
    [undefined, 3, '...', ''],
    [12_345, 4, '', '1234'],
  ])('of %o to %o with %o is %o', (value, length, ellipsis, shown) => {
    expect(truncate(value, length, ellipsis)).toBe(shown);
  });

  it('escapes what it cuts in HTML, and keeps HTML that is escaped already', async () => {
    const html = `<p>{{ event.properties.n | truncate: 4, '…' }}</p>`;
    const { compiled } = await compileTemplate(makeTemplate({ subject: 's', html }));
    const variables = { event: { properties: { n: '👩‍👩‍👧<b>more' } } };
    expect(render({ template: compiled, variables, now: 0 })['html']).toBe('<p>👩‍👩‍👧&lt;b…</p>');
  });
});
