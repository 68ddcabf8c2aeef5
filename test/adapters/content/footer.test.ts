/** Promotional email always shows a link to unsubscribe: its own, or the footer of the policy. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { rememberCompiled } from '../../../app/publish/template-compilers.ts';
import { validateStored } from '../../../app/publish/validate-stored.ts';
import type { UnsubscribePolicy } from '../../../engine/model/documents/policy-document.ts';
import type { TemplateContent, TemplateDocument } from '../../../engine/model/documents/template-document.ts';

type Footer = UnsubscribePolicy['footer'];
const url = 'https://links.example.com/u/token';
const mjml =
  '<mjml><mj-body><mj-section><mj-column><mj-text>Hello</mj-text></mj-column></mj-section></mj-body></mjml>';

function makeLetter(content: TemplateContent, more: Partial<TemplateDocument> = {}): TemplateDocument {
  const letter = { kind: 'template', id: 'letter', status: 'live', channel: 'email' } as const;
  return { ...letter, class: 'promotional', content: { subject: 'Hello', ...content }, ...more };
}

async function render(document: TemplateDocument, footer?: Footer, locale?: string) {
  const { compiled, header } = await compileTemplate(document, footer);
  const variables = { unsubscribe_url: url, preferences_url: url.replace('/u/', '/p/') };
  const request = { template: compiled, variables, now: 0, ...(locale === undefined ? {} : { locale }) };
  const { html = '', text = '' } = createContentRenderer(defaultLimits)(request);
  return { html, text, variables: header.variables };
}

describe('a promotional email without a link to unsubscribe', () => {
  it.each([
    ['HTML', { html: '<html><body><p>Hello</p></body></html>' }],
    ['HTML without a body', { html: '<p>Hello</p>' }],
    ['MJML', { mjml }],
    ['HTML with the link in a comment', { html: '<p>Hello</p><!-- {{ unsubscribe_url }} -->' }],
  ])('gets the footer at the end: %s', async (_name, content) => {
    const { html, text, variables } = await render(makeLetter(content));
    expect(html).toContain(`<a href="${url}" style="color:inherit">Unsubscribe</a>`);
    expect(html.indexOf('Unsubscribe')).toBeGreaterThan(html.indexOf('Hello'));
    expect(html.search(/<\/body>/)).toBeGreaterThan(
      html.includes('</body>') ? html.indexOf('Unsubscribe') : -2,
    );
    expect(text).toMatch(/Hello[\s\S]*Unsubscribe \(https:\/\/links.example.com\/u\/token\)/);
    expect(variables).toEqual([]);
  });

  const link = '{{ unsubscribe_url }}';
  it.each([
    ['a condition leaves out', `<p>Hi</p>{% if profile.traits.vip %}<a href="${link}">Stop</a>{% endif %}`],
    ['a comment of Liquid leaves out', `<p>Hi</p>{% comment %}${link}{% endcomment %}`],
    ['is captured and not shown', `<p>Hi</p>{% capture x %}${link}{% endcapture %}`],
    ['is not evaluated', `<p>Hi</p>{% raw %}${link}{% endraw %}`],
    ['is cut', '<p>Hi {{ unsubscribe_url | truncate: 5 }}</p>'],
    ['is in a style', `<style>a { color: "${link}" }</style><p>Hi</p>`],
    ['is hidden', `<p>Hi</p><a style="display:none" href="${link}">Stop</a>`],
    ['follows a hidden part that is never closed', '<body><p>Hi</p><div style="display:none">More</body>'],
  ])('gets the footer if its link %s', async (_name, html) => {
    for (const footer of [undefined, false] as const) {
      const compiles = footer === undefined || /\{% if|truncate|<style|<a style/.test(html);
      if (!compiles) {
        await expect(compileTemplate(makeLetter({ html }), footer)).rejects.toThrow('no link to unsubscribe');
        continue;
      }
      const { text } = await render(makeLetter({ html }), footer);
      expect(text).toContain('Hi');
      expect(text).toContain(`Unsubscribe (${url})`);
    }
  });

  it('gets none in the message whose condition shows its link', async () => {
    const html = `<p>Hi</p>{% if true %}<a href="${link}">Stop</a>{% endif %}`;
    expect((await render(makeLetter({ html }))).html).not.toContain('Preferences');
  });

  it('gets it in its own text part as well, with both links', async () => {
    const { text } = await render(makeLetter({ html: '<p>Hello</p>', text: 'Hello there' }));
    expect(text).toBe(
      'Hello there\n\nUnsubscribe (https://links.example.com/u/token) · Preferences (https://links.example.com/p/token)',
    );
  });

  it('gets it only where the link is missing', async () => {
    const own = '<p>Hello, <a href="{{ unsubscribe_url }}">stop</a></p>';
    const { html, text } = await render(makeLetter({ html: own, text: 'Hello' }));
    expect(html).toBe(`<p>Hello, <a href="${url}">stop</a></p>`);
    expect(text).toContain(`Unsubscribe (${url})`);
  });

  it.each([
    ['it', 'Annulla l’iscrizione'],
    ['en', 'Unsubscribe'],
    [undefined, 'Unsubscribe'],
  ])('gets it in the language of its content: %s', async (locale, words) => {
    const locales = { it: { html: '<p>Ciao</p>' }, en: { html: '<p>Hi</p>' } };
    expect(
      (await render(makeLetter({ html: '<p>Hello</p>' }, { locales }), undefined, locale)).html,
    ).toContain(words);
  });

  it('gets the policy’s own text, whose first language is that of default content', async () => {
    const footer = { de: '<b>Abmelden: {{ unsubscribe_url }}</b>', en: '<i>{{ unsubscribe_url }}</i>' };
    const locales = { en: { html: '<p>Hi</p>' }, it: { html: '<p>Ciao</p>' } };
    const letter = makeLetter({ html: '<p>Hallo</p>' }, { locales });
    expect((await render(letter, footer)).html).toContain(`<b>Abmelden: ${url}</b>`);
    expect((await render(letter, footer, 'en')).html).toContain(`<i>${url}</i>`);
    expect((await render(letter, footer, 'it')).html).toContain('Annulla');
  });

  it.each([
    [{ html: '<p>Hello</p>' }, 'content.html', 'email'],
    [{ mjml }, 'content.mjml', 'email'],
    [{ html: '<p>{{ unsubscribe_url }}</p>', text: 'Hello' }, 'content.html', 'text part'],
  ])('is refused where the policy wants no footer: %o', async (content, path, part) => {
    await expect(compileTemplate(makeLetter(content), false)).rejects.toMatchObject({
      code: 'template_invalid',
      path,
      remedy: `This promotional ${part} has no link to unsubscribe: show {{ unsubscribe_url }} in it, or give the policy a footer.`,
    });
  });

  it('has another revision when the footer changes, also in a process that remembers', async () => {
    const compile = rememberCompiled(compileTemplate, () => 0);
    const letter = makeLetter({ html: '<p>Hello</p>' });
    const revisions = [];
    for (const footer of [undefined, { en: '{{ unsubscribe_url }}!' }, undefined]) {
      revisions.push((await compile(letter, footer)).header.revision);
    }
    expect(revisions[1]).not.toBe(revisions[0]);
    expect(revisions[2]).toBe(revisions[0]);
  });
});

describe('no footer', () => {
  it.each([
    ['a transactional email', { class: 'transactional' } as const],
    [
      'an email with a link of its own',
      { content: { subject: 's', html: '<p>{{- unsubscribe_url -}}</p>' } },
    ],
  ])('is added to %s', async (_name, more) => {
    const { html } = await render(makeLetter({ html: '<p>Hello</p>' }, more));
    expect(html).not.toContain('Preferences');
  });
});

describe('publishing', () => {
  const letter = makeLetter({ html: '<p>Hello</p>' });
  const validate = (unsubscribe: object | undefined, template: TemplateDocument = letter) =>
    validateStored(
      [template, { kind: 'policy', id: 'contact', status: 'live', ...(unsubscribe && { unsubscribe }) }].map(
        (document) => ({ key: { kind: document.kind, id: document.id }, document }),
      ),
      compileTemplate,
    );

  it('adds the footer of the policy that is published with the template', async () => {
    const { compiled, problems } = await validate({ footer: { en: '<b>{{ unsubscribe_url }}</b>' } });
    expect(problems).toEqual([]);
    expect(compiled.get('letter')?.contents['']?.['footer']).toContain('<b>{{ unsubscribe_url }}</b>');
  });

  it('refuses a template without a link where the policy has footer: false', async () => {
    const { problems } = await validate({ footer: false });
    expect(problems).toMatchObject([
      { document: 'template/letter', path: 'content.html', code: 'invalid_template', severity: 'error' },
    ]);
  });

  it('refuses a footer without the link, and a mailbox that is no address', async () => {
    expect((await validate({ footer: { en: 'Goodbye' } })).problems).toMatchObject([
      { document: 'policy/contact', path: 'unsubscribe.footer.en', severity: 'error' },
    ]);
    expect((await validate({ mailto: 'a@b.example>, <x' })).problems).toMatchObject([
      { document: 'policy/contact', path: 'unsubscribe.mailto', severity: 'error' },
    ]);
  });

  it('knows the names of the links, and suggests the one that was meant', async () => {
    const known = makeLetter({ html: '<p>{{ unsubscribe_url }}{{ preferences_url }}</p>' });
    expect((await validate(undefined, known)).problems).toEqual([]);
    const { problems } = await validate(undefined, makeLetter({ html: '<p>{{ unsubscribe_link }}</p>' }));
    expect(problems).toMatchObject([{ severity: 'warning', code: 'unknown_variable' }]);
    expect(problems[0]?.remedy).toContain('Did you mean "unsubscribe_url"?');
  });
});
