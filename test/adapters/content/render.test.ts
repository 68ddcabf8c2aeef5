import { afterAll, describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { createRenderSandbox } from '../../../adapters/content/render-sandbox.ts';
import type { JsonObject } from '../../../engine/base/json.ts';
import type { TemplateDocument } from '../../../engine/model/documents/template-document.ts';
import { makeSms, makeTemplate, wrapMjml } from '../../harness/templates.ts';

const sandbox = createRenderSandbox();
afterAll(() => sandbox.close());

async function render(template: TemplateDocument, variables: JsonObject, locale?: string) {
  const { compiled } = await compileTemplate(template);
  const now = Date.UTC(2026, 10, 22, 9, 30);
  return sandbox.render({ template: compiled, variables, now, ...(locale === undefined ? {} : { locale }) });
}

async function renderText(body: string, variables: JsonObject = {}, locale?: string) {
  return (await render(makeSms(body), variables, locale))['body'];
}

describe('rendering', () => {
  it('escapes values in HTML, and not in the subject or the text part', async () => {
    const name = '<b onclick="x">Ann</b>';
    const email = makeTemplate({
      subject: 'Hello {{ profile.traits.first_name }}',
      mjml: wrapMjml('<mj-text>Hello {{ profile.traits.first_name }}</mj-text>'),
    });
    const rendered = await render(email, { profile: { traits: { first_name: name } } });
    expect(rendered['subject']).toBe(`Hello ${name}`);
    expect(rendered['html']).toContain('Hello &lt;b onclick=&#34;x&#34;&gt;Ann&lt;/b&gt;');
    expect(rendered['html']).not.toContain('<b onclick');
    expect(rendered['text']).toBe(`Hello ${name}`);
  });

  it('keeps line breaks out of a subject, so that a value cannot add headers', async () => {
    const email = makeTemplate({ subject: 'Order {{ event.properties.id }}', html: '<p>x</p>' });
    const rendered = await render(email, {
      event: { properties: { id: 'A\r\nBcc: all@example.com\u2028x' } },
    });
    expect(rendered['subject']).toBe('Order A Bcc: all@example.com x');
  });

  it('fills in defaults for missing values and renders nothing for unknown ones', async () => {
    expect(await renderText("{{ profile.traits.first_name | default: 'friend' }}{{ profile.x.y }}")).toBe(
      'friend',
    );
  });

  it('never reaches prototypes', async () => {
    expect(await renderText('[{{ profile.constructor.name }}{{ profile.__proto__ }}]', { profile: {} })).toBe(
      '[]',
    );
  });

  it('chooses the locale, then its language, then the default', async () => {
    const template = makeSms('hi', { locales: { pt: { body: 'olá' }, 'pt-BR': { body: 'oi' } } });
    const pick = async (locale?: string) => (await render(template, {}, locale))['body'];
    expect(await Promise.all([pick('pt-BR'), pick('pt-PT'), pick('fr'), pick()])).toEqual([
      'oi',
      'olá',
      'hi',
      'hi',
    ]);
  });

  it('shows dates in UTC or the zone asked for, in the person’s language, and `now` as the moment decided', async () => {
    const variables = { event: { properties: { at: '2026-07-01T22:30:00Z', ms: 1_782_945_000_000 } } };
    expect(await renderText('{{ event.properties.at | date: "%d/%m %H:%M" }}', variables)).toBe(
      '01/07 22:30',
    );
    expect(await renderText('{{ event.properties.ms | date: "%Y-%m-%d" }}', variables)).toBe('2026-07-01');
    expect(
      await renderText('{{ event.properties.at | date: "%d/%m %H:%M", "Europe/Rome" }}', variables),
    ).toBe('02/07 00:30');
    expect(await renderText('{{ event.properties.at | date: "%B" }}', variables, 'it')).toBe('luglio');
    expect(await renderText('{{ "now" | date: "%Y-%m-%d %H:%M" }}')).toBe('2026-11-22 09:30');
  });

  it('shows money in the person’s way, and what is no money as it is', async () => {
    const variables = { event: { properties: { total: 1234.5, text: 'free' } } };
    expect(await renderText('{{ event.properties.total | money: "EUR" }}', variables)).toBe('€1,234.50');
    expect(await renderText('{{ event.properties.total | money: "EUR" }}', variables, 'de')).toBe(
      '1.234,50 €',
    );
    expect(await renderText('{{ event.properties.text | money: "EUR" }}', variables)).toBe('free');
    expect(await renderText('{{ event.properties.total | money: "nope!" }}', variables)).toBe('1234.5');
  });
});
