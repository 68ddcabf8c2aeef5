/** Free text of WhatsApp: what publishing and rendering refuse, and what goes in and outside the window. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { needsWindow, shapeWhatsApp } from '../../../adapters/content/whatsapp-content.ts';
import { validateStored } from '../../../app/publish/validate-stored.ts';
import type { TemplateContent } from '../../../engine/model/documents/template-document.ts';
import { makeTemplate } from '../../harness/templates.ts';

const metaTemplate = { name: 'ready', language: 'en' };
const compile = (content: TemplateContent) =>
  compileTemplate({
    kind: 'template',
    id: 't',
    status: 'live',
    channel: 'whatsapp',
    class: 'transactional',
    content,
  });
const render = async (content: TemplateContent, variables = {}) => {
  const { compiled } = await compile(content);
  return shapeWhatsApp(createContentRenderer(defaultLimits)({ template: compiled, variables, now: 0 }));
};

describe('free text', () => {
  it('needs the window where there is no Meta template, and keeps its line breaks', async () => {
    const alone = await render({ body: 'Ready:\n{{ a }}' }, { a: 'b' });
    expect(alone).toEqual({ text: { body: 'Ready:\nb' } });
    expect(needsWindow(alone)).toBe(true);
    const both = await render({ body: 'Ready', metaTemplate });
    expect(both).toMatchObject({ text: { body: 'Ready' }, template: { name: 'ready' } });
    expect(needsWindow(both)).toBe(false);
  });

  it.each([
    ['empty', { body: '{{ missing }}' }, {}, 'parameter_empty'],
    ['longer than Meta takes', { body: '{{ a }}' }, { a: 'x'.repeat(4097) }, 'free_text_too_long'],
  ])('that is %s fails', async (_title, content, variables, code) => {
    await expect(render(content, variables)).rejects.toMatchObject({ code });
  });

  it.each([
    ['content.body', { body: '{{ view_online_url }}' }],
    ['content.metaTemplate.body.0', { metaTemplate: { ...metaTemplate, body: ['{{ view_online_url }}'] } }],
  ])('and templates have no page to view: %s', async (path, content) => {
    await expect(compile(content)).rejects.toMatchObject({ path });
  });
});

describe('a locale that overrides', () => {
  const italian = { name: 'pronto', language: 'it' };
  const both = { body: 'Ready', metaTemplate };
  const free =
    /^For 24 hours after a person of this locale wrote, the free text goes, in the default language: write "body" for it as well\.$/;
  const meta =
    /^More than 24 hours after a person of this locale wrote, the Meta template goes, in the default language: write "metaTemplate" for it as well\.$/;

  async function localize(content: TemplateContent, it: TemplateContent) {
    const document = makeTemplate(content, { channel: 'whatsapp', locales: { it } });
    const { problems } = await validateStored([{ document }], compileTemplate);
    const { compiled } = await compileTemplate(document);
    const request = { template: compiled, variables: {}, now: 0, locale: 'it' };
    return { problems, sent: shapeWhatsApp(createContentRenderer(defaultLimits)(request)) };
  }

  it.each<[string, TemplateContent, TemplateContent, RegExp]>([
    ['the free text alone', both, { body: 'Pronto' }, meta],
    ['the Meta template alone', both, { metaTemplate: italian }, free],
    ['the free text beside a default of a Meta template alone', { metaTemplate }, { body: 'Pronto' }, meta],
    [
      'the Meta template beside a default of free text alone',
      { body: 'Ready' },
      { metaTemplate: italian },
      free,
    ],
  ])(
    '%s is published with a warning that says who gets the default language',
    async (_, content, own, remedy) => {
      const { problems, sent } = await localize(content, own);
      expect(problems).toMatchObject([
        { path: 'locales.it', severity: 'warning', code: 'missing', remedy: expect.stringMatching(remedy) },
      ]);
      const isFree = remedy === free;
      expect(sent.text).toEqual({ body: isFree ? 'Ready' : 'Pronto' });
      expect(sent.template).toMatchObject({ name: isFree ? 'pronto' : 'ready' });
    },
  );

  it.each<[string, TemplateContent, TemplateContent]>([
    ['both', both, { body: 'Pronto', metaTemplate: italian }],
    ['all that there is: free text', { body: 'Ready' }, { body: 'Pronto' }],
    ['all that there is: a Meta template', { metaTemplate }, { metaTemplate: italian }],
  ])('%s is no mistake', async (_, content, own) => {
    expect((await localize(content, own)).problems).toEqual([]);
  });
});
