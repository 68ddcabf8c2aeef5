/** Two languages in one file: Liquid between MJML components works, and no text is lost without a word. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import type { JsonObject } from '../../../engine/base/json.ts';
import { makeTemplate, wrapMjml } from '../../harness/templates.ts';

const render = createContentRenderer(defaultLimits);

async function renderMjml(mjml: string, traits: JsonObject = {}) {
  const { compiled } = await compileTemplate(makeTemplate({ subject: 's', mjml }));
  return render({ template: compiled, variables: { profile: { traits } }, now: 0 });
}

async function refuse(content: { readonly mjml: string } | { readonly html: string }): Promise<string> {
  const outcome = await compileTemplate(makeTemplate({ subject: 's', ...content })).then(
    () => 'accepted',
    (error: unknown) => String(error),
  );
  return outcome;
}

const section = (text: string) =>
  `<mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section>`;
const body = (inner: string) => `<mjml><mj-body>\n${inner}\n</mj-body></mjml>`;

describe('Liquid between MJML components', () => {
  it.each([
    [
      'sections',
      body(`{% if profile.traits.vip %}\n${section('VIP')}\n{% else %}${section('All')}{% endif %}`),
    ],
    [
      'sections of a wrapper',
      body(
        `<mj-wrapper>{% if profile.traits.vip %}${section('VIP')}{% else %}${section('All')}{% endif %}</mj-wrapper>`,
      ),
    ],
    [
      'columns',
      body(
        `<mj-section>{% if profile.traits.vip %}<mj-column><mj-text>VIP</mj-text></mj-column>{% else %}<mj-column><mj-text>All</mj-text></mj-column>{% endif %}</mj-section>`,
      ),
    ],
    [
      'components of a column',
      wrapMjml(
        `{%- if profile.traits.vip -%}<mj-text>VIP</mj-text>{%- else -%}<mj-text>All</mj-text>{%- endif -%}`,
      ),
    ],
  ])('decides about %s', async (_what, mjml) => {
    const [vip, other] = [await renderMjml(mjml, { vip: true }), await renderMjml(mjml, { vip: false })];
    expect([vip['text'], other['text']]).toEqual(['VIP', 'All']);
    // What Outlook reads opens and closes in pairs in either.
    for (const { html = '' } of [vip, other]) {
      expect(html.match(/<!--\[if/g)?.length).toBe(html.match(/<!\[endif\]-->/g)?.length);
      expect(html.match(/<table/g)?.length).toBe(html.match(/<\/table>/g)?.length);
    }
  });

  it('repeats sections in a loop, and keeps its own comments out of the email', async () => {
    const mjml = body(
      `{% comment %} one per item {% endcomment %}{% for item in profile.traits.items %}${section('{{ item }}')}{% endfor %}`,
    );
    const { text, html } = await renderMjml(mjml, { items: ['one', 'two'] });
    expect(text).toBe('one\n\ntwo');
    expect(html).not.toContain('one per item');
  });

  it('keeps the lines that complaints name', async () => {
    const mjml = body(`{% if true %}\n${section('x')}\n{% endif %}\n<mj-blink>x</mj-blink>`);
    expect(await refuse({ mjml })).toContain('line 5');
  });

  it.each([
    ['<mj-text>a</mj-text><mj-text colour="red">b</mj-text>', 'mj-text colour'],
    ['{% if a %}<mj-text>{{ b }}</mj-text>{% endif %}<mj-text colour="red">b</mj-text>', 'mj-text colour'],
    ['<mj-text a="b">a</mj-text><mj-text>b</mj-text><mj-text-x></mj-text-x>', 'mj-text a='],
    ['{% if a %}<mj-raw>x</mj-raw>{% endif %}<mj-raw>y</mj-raw><mj-raw z="1">y</mj-raw>', 'mj-raw z'],
    ['<mj-blink></mj-blink><mj-blink></mj-blink>', 'mj-blink'],
    ['<mj-text>a</mj-text><mj-text><b>b</b></mj-text><mj-include path="x" />', 'mj-include'],
    ['<mj-divider /><mj-divider width="wide" /><mj-divider />', 'mj-divider width'],
  ])('names line and column of one of several tags: %s', async (line, tag) => {
    const mjml = wrapMjml(`\n  ${line}\n`);
    const at = (mjml.split('\n')[2] ?? '').indexOf(`<${tag}`) + 1;
    expect(await refuse({ mjml })).toContain(`content.mjml: line 3, column ${at}:`);
  });

  it.each([
    [
      'in the head',
      `<mjml><mj-head>{% if a %}<mj-title>x</mj-title>{% endif %}</mj-head></mjml>`,
      'inside mj-head',
    ],
    ['before everything', `{% assign a = 1 %}${body(section('{{ a }}'))}`, 'outside of mj-body'],
    ['around the body', `<mjml>{% if a %}<mj-body></mj-body>{% endif %}</mjml>`, 'inside mjml'],
    ['that MJML takes for a tag', body(`{% if a <b %}${section('x')}{% endif %}`), 'add a space after it'],
  ])('is refused %s, where MJML drops it', async (_where, mjml, remedy) => {
    expect(await refuse({ mjml })).toContain(remedy);
  });
});

describe('An email that would lose text is refused at its line', () => {
  it.each([
    ['text in a column', wrapMjml('Hello Anna'), 'Put it into mj-text'],
    ['an output between components', wrapMjml('{{ profile.traits.first_name }}'), 'Put it into mj-text'],
    ['text in a picture', wrapMjml('<mj-image src="https://a.example/x.png">Hello</mj-image>'), 'mj-text'],
    ['an unclosed text', wrapMjml('<mj-text>Hello Anna'), '<mj-text> is not closed'],
    ['an unclosed section', body(`<mj-section><mj-column><mj-text>x</mj-text></mj-column>`), 'not closed'],
    ['a whole email in a body', body(body(section('x'))), 'MJML drops the content of <mjml> here'],
    [
      'a whole email in a text',
      wrapMjml(`<mj-text>${body('')}</mj-text>`),
      'MJML drops the content of <mjml>',
    ],
    ['an unclosed comment', wrapMjml('<mj-text>a<!-- b</mj-text>'), 'not closed'],
  ])('%s', async (_what, mjml, remedy) => {
    const message = await refuse({ mjml });
    expect(message).toContain(remedy);
    expect(message).toMatch(/^TemplateInvalidError: content\.mjml: line \d/);
  });

  it.each([
    ['<p>Hello</p>\n<!-- the end', 'line 2, column 1: This comment is not closed'],
    ['<style>p { color: red }<p>Hello</p>', '<style> is not closed'],
    ['<p></p>', 'The email is empty'],
    [`<p>${'<b>x</b>'.repeat(10_001)}</p>`, 'more than 20000 tags'],
  ])('also in HTML: %#', async (html, remedy) => {
    expect(await refuse({ html })).toContain(remedy);
  });

  it('but a picture, an output and HTML that leaves paragraphs open are content', async () => {
    expect(await refuse({ html: '<img src="https://a.example/x.png">' })).toBe('accepted');
    expect(await refuse({ html: '{{ profile.traits.page | raw }}' })).toBe('accepted');
    expect(await refuse({ mjml: wrapMjml('<mj-text><p>One<p>Two<br>Three</mj-text><mj-spacer />') })).toBe(
      'accepted',
    );
  });
});
