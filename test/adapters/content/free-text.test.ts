/** Free text of WhatsApp: what publishing and rendering refuse, and what goes in and outside the window. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { needsWindow, shapeWhatsApp } from '../../../adapters/content/whatsapp-content.ts';
import type { TemplateContent } from '../../../engine/model/documents/template-document.ts';

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
