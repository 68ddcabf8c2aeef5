/** The language of each field on each channel: that of the locale (`it-CH`), of a more general one (`it`), or the default. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import type { CompiledTemplate } from '../../../app/ports/program-store.ts';
import { checkTemplateContent } from '../../../engine/config/check/check-template-content.ts';
import { findParentLocale } from '../../../engine/messages/look-up-locale.ts';
import type { Channel } from '../../../engine/model/channels.ts';
import type { TemplateContent, TemplateDocument } from '../../../engine/model/documents/template-document.ts';
import { compileWith, makeBlock } from '../../harness/blocks.ts';
import { makeTemplate } from '../../harness/templates.ts';

const render = createContentRenderer(defaultLimits);

function show(compiled: CompiledTemplate, locale: string) {
  return render({ template: compiled, variables: {}, locale, now: 0 });
}

async function compile(document: TemplateDocument): Promise<CompiledTemplate> {
  return (await compileTemplate(document)).compiled;
}

const email = { subject: 'en', html: '<p>en</p>', preheader: 'en', from: 'en@shop.example' };
const meta = (name: string, more: object = {}) => ({ metaTemplate: { name: 'hi', language: name, ...more } });

type Row = readonly [
  what: string,
  channel: Channel,
  content: TemplateContent,
  it: TemplateContent,
  ch: TemplateContent,
  shown: Readonly<Record<string, unknown>>,
];

/** What a person with `it-CH` gets of the default, `it` and `it-CH`. */
const rows: readonly Row[] = [
  [
    'subject of it-CH, body of it',
    'email',
    email,
    { subject: 'it', html: '<p>it</p>' },
    { subject: 'ch' },
    { subject: 'ch', html: '<p>it</p>', text: 'it', from: 'en@shop.example' },
  ],
  [
    'body of it-CH, subject of it',
    'email',
    email,
    { subject: 'it', html: '<p>it</p>' },
    { html: '<p>ch</p>' },
    { subject: 'it', html: '<p>ch</p>', text: 'ch' },
  ],
  [
    'sender of it-CH, the rest of it',
    'email',
    email,
    { subject: 'it', html: '<p>it</p>', text: 'IT' },
    { from: 'ch@shop.example' },
    { subject: 'it', text: 'IT', from: 'ch@shop.example' },
  ],
  [
    'text part of it-CH with the body of it',
    'email',
    email,
    { subject: 'it', html: '<p>it</p>' },
    { text: 'CH' },
    { subject: 'it', html: '<p>it</p>', text: 'CH' },
  ],
  [
    'preheader of it-CH with the body of it',
    'email',
    email,
    { html: '<p>it</p>' },
    { preheader: 'ch' },
    { subject: 'en', html: expect.stringMatching(/>ch<\/div><p>it<\/p>$/), text: 'it' },
  ],
  [
    'no preheader of the default over the body of it',
    'email',
    email,
    { html: '<p>it</p>' },
    { subject: 'ch' },
    { subject: 'ch', html: '<p>it</p>' },
  ],
  [
    'preheader of it over the body of the default',
    'email',
    email,
    { preheader: 'it' },
    {},
    { html: expect.stringMatching(/>it<\/div><p>en<\/p>$/) },
  ],
  [
    'MJML of it instead of HTML of the default',
    'email',
    email,
    {
      mjml: '<mjml><mj-body><mj-section><mj-column><mj-text>it</mj-text></mj-column></mj-section></mj-body></mjml>',
    },
    { subject: 'ch' },
    { subject: 'ch', text: 'it' },
  ],
  ['body of it', 'sms', { body: 'en' }, { body: 'it' }, {}, { body: 'it' }],
  ['body of it-CH', 'sms', { body: 'en' }, { body: 'it' }, { body: 'ch' }, { body: 'ch' }],
  [
    'title of it-CH, body of it, url of the default',
    'push',
    { title: 'en', body: 'en', url: 'shop://en' },
    { title: 'it', body: 'it' },
    { title: 'ch' },
    { title: 'ch', body: 'it', url: 'shop://en' },
  ],
  [
    'data of it',
    'push',
    { title: 'en', body: 'en', data: { page: 'en' } },
    { data: { page: 'it' } },
    { title: 'ch' },
    { title: 'ch', body: 'en', 'data.page': 'it' },
  ],
  [
    'free text of it-CH, Meta template of it',
    'whatsapp',
    { body: 'en', ...meta('en') },
    { body: 'it', ...meta('it') },
    { body: 'ch' },
    { body: 'ch', 'meta.language': 'it' },
  ],
  [
    'Meta template of it-CH with the parameters of it',
    'whatsapp',
    meta('en', { body: ['en'] }),
    meta('it', { body: ['it'] }),
    meta('it_CH'),
    { 'meta.language': 'it_CH', 'meta.body.0': 'it' },
  ],
];

describe('A person with it-CH gets', () => {
  it.each(rows)('%s, in %s', async (_what, channel, content, italian, swiss, shown) => {
    const locales = { it: italian, 'it-CH': swiss };
    const compiled = await compile(makeTemplate(content, { channel, locales }));
    expect(show(compiled, 'it-CH')).toMatchObject(shown);
    // Without it-CH, and for another region, it is the same as it.
    const plain = await compile(makeTemplate(content, { channel, locales: { it: italian } }));
    expect(show(plain, 'it-CH')).toEqual(show(plain, 'it'));
    expect(show(compiled, 'it-IT')).toEqual(show(plain, 'it'));
    // The default for another language, and where only a more special locale is written.
    const special = await compile(makeTemplate(content, { channel, locales: { 'it-CH': swiss } }));
    const none = show(await compile(makeTemplate(content, { channel })), '');
    expect([show(compiled, 'de-CH'), show(special, 'it-SM')]).toEqual([none, none]);
  });

  it('blocks and the layout in the same order, each in the language that it has', async () => {
    const blocks = [
      makeBlock(
        'frame',
        { html: '<p>en</p>{{ content }}' },
        { locales: { 'it-CH': { html: '<p>ch</p>{{ content }}' } } },
      ),
      makeBlock('hello', { html: 'hi', text: 'hi' }, { locales: { it: { html: 'ciao', text: 'ciao' } } }),
      makeBlock('bye', { html: 'bye' }),
    ];
    const { contents, problems } = await compileWith(
      makeTemplate(
        { subject: "{% render 'hello' %}", html: "<p>en {% render 'hello' %} {% render 'bye' %}</p>" },
        {
          layout: 'frame',
          locales: {
            it: {
              subject: "it {% render 'hello' %}",
              html: "<p>it {% render 'hello' %} {% render 'bye' %}</p>",
            },
            'it-CH': { preheader: 'ch' },
          },
        },
      ),
      ...blocks,
    );
    expect(problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
    const [plain, italian, swiss] = ['', 'it', 'it-CH'].map((locale) => contents?.[locale]);
    expect(plain).toMatchObject({ subject: 'hi', html: '<p>en</p><p>en hi bye</p>' });
    expect(italian).toMatchObject({ subject: 'it ciao', html: '<p>en</p><p>it ciao bye</p>' });
    expect(swiss?.['subject']).toBe('it ciao');
    expect(swiss?.['html']).toMatch(/>ch<\/div><p>ch<\/p><p>it ciao bye<\/p>$/);
  });
});

describe('Publishing', () => {
  const warn = (
    it: TemplateContent,
    ch: TemplateContent,
    channel: Channel = 'email',
    content = email as TemplateContent,
  ) =>
    checkTemplateContent(makeTemplate(content, { channel, locales: { it, 'it-CH': ch } })).map(
      ({ segments, remedy }) => `${segments.join('.')}: ${remedy}`,
    );

  it('does not warn of the default language where a more general locale has the rest', () => {
    expect(warn({ subject: 'it', html: 'it' }, { subject: 'ch' })).toEqual([]);
    expect(
      warn({ body: 'it', ...meta('it') }, { body: 'ch' }, 'whatsapp', { body: 'en', ...meta('en') }),
    ).toEqual([]);
    expect(warn({ from: 'it@shop.example' }, { subject: 'ch' })).toEqual([
      'locales.it-CH: The body stays in the default language: write "mjml" or "html" for it-CH as well.',
    ]);
  });

  it('names the place in the more general locale', async () => {
    const faulty = { it: { subject: '{{ x', html: '<p>it</p>' }, 'it-CH': { from: 'a@b.example' } };
    await expect(compileTemplate(makeTemplate(email, { locales: faulty }))).rejects.toThrow(
      'locales.it.subject',
    );
  });
});

it.each([
  ['it-CH', ['it', 'it-CH', 'de'], 'it'],
  ['zh-TW', ['zh', 'zh-Hant'], 'zh-Hant'],
  ['zh-Hant', ['zh', 'zh-TW'], 'zh'],
  ['zh-Hant-TW', ['zh-TW', 'zh-Hant', 'zh'], 'zh-Hant'],
  ['pt', ['pt-BR', 'pt'], undefined],
  ['pt-BR', ['pt', 'pt-PT'], 'pt'],
  ['de-CH-1996', ['de-CH', 'de'], 'de-CH'],
  ['en-GB', ['en-US', 'fr'], undefined],
])('%s among %j is completed by %s', (locale, available, parent) => {
  expect(findParentLocale(locale, available)).toBe(parent);
});
