import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { TemplateInvalidError } from '../../../adapters/content/template-invalid-error.ts';
import type { TemplateDocument } from '../../../engine/model/documents/template-document.ts';
import { makeSms, makeTemplate, wrapMjml } from '../../harness/templates.ts';

async function refuse(template: TemplateDocument): Promise<TemplateInvalidError> {
  const error = await compileTemplate(template).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TemplateInvalidError) return error;
  throw new Error(`Expected TemplateInvalidError, got ${String(error)}`);
}

async function listVariablesOf(body: string): Promise<readonly string[]> {
  return (await compileTemplate(makeSms(body))).header.variables;
}

describe('the variables of a template', () => {
  it('are found in outputs, filter arguments, conditions, loops and captured parts', async () => {
    expect(
      await listVariablesOf(
        `{{ profile.traits.first_name | default: profile.traits.nick }}
         {% if event.properties['total amount'] > 3 %}x{% endif %}
         {% for item in event.properties.items limit: profile.traits.limit %}{{ item.name }}{% endfor %}
         {% capture text %}{{ profile.computed.orders }}{% endcapture %}{{ text }}
         {% case profile.traits.lang %}{% when 'it' %}ciao{% endcase %}`,
      ),
    ).toEqual([
      'event.properties.items',
      'event.properties.total amount',
      'profile.computed.orders',
      'profile.traits.first_name',
      'profile.traits.lang',
      'profile.traits.limit',
      'profile.traits.nick',
    ]);
  });

  it('leave out what the template assigns itself', async () => {
    expect(await listVariablesOf('{% assign name = profile.traits.a %}{{ name }}')).toEqual([
      'profile.traits.a',
    ]);
  });

  it('end before an index, a computed key, a key with a dot and a built-in property', async () => {
    expect(await listVariablesOf('{{ event.properties.items[0].sku }}')).toEqual(['event.properties.items']);
    expect(await listVariablesOf('{{ profile.traits[event.properties.key] }}')).toEqual([
      'event.properties.key',
      'profile.traits',
    ]);
    expect(await listVariablesOf('{{ profile.traits["a.b"] }}')).toEqual(['profile.traits']);
    expect(await listVariablesOf('{{ event.properties.items.size }}')).toEqual(['event.properties.items']);
    expect(await listVariablesOf('{{ profile.traits.size }}')).toEqual(['profile.traits.size']);
  });

  it('come from every locale', async () => {
    const { header } = await compileTemplate(
      makeSms('{{ profile.traits.a }}', { locales: { it: { body: '{{ profile.traits.b }}' } } }),
    );
    expect(header).toMatchObject({ locales: ['it'], variables: ['profile.traits.a', 'profile.traits.b'] });
  });
});

describe('a compiled email', () => {
  it('is HTML made from MJML, its Liquid still in place', async () => {
    const { compiled } = await compileTemplate(
      makeTemplate({
        subject: 'Hello',
        mjml: wrapMjml(`<mj-text>{{ profile.traits.first_name | default: "friend" }}</mj-text>`),
      }),
    );
    expect(compiled.contents['']?.['html']).toMatch(/<!doctype html>/i);
    expect(compiled.contents['']?.['html']).toContain('{{ profile.traits.first_name | default: "friend" }}');
    expect(compiled.contents['']).not.toHaveProperty('mjml');
  });

  it('load no fonts from a third party, unless the author names one', async () => {
    const htmlOf = async (mjml: string) =>
      (await compileTemplate(makeTemplate({ subject: 'x', mjml }))).compiled.contents['']?.['html'];
    expect(
      await htmlOf(wrapMjml('<mj-text font-family="Roboto">x</mj-text><mj-text>y</mj-text>')),
    ).not.toMatch(/https?:\/\/fonts\./);
    const own = '<mjml><mj-head><mj-font name="Mine" href="https://shop.example.com/f.css" /></mj-head>';
    const body = wrapMjml('<mj-text font-family="Mine">x</mj-text>').replace('<mjml>', own);
    expect(await htmlOf(body)).toContain('https://shop.example.com/f.css');
  });

  it('takes missing fields of a locale from the default, but never mixes two languages in one body', async () => {
    const { compiled } = await compileTemplate(
      makeTemplate(
        { subject: 'Hello', html: '<p>Hello</p>', text: 'Hello' },
        { locales: { it: { html: '<p>Ciao</p>' }, fr: { subject: 'Bonjour' } } },
      ),
    );
    expect(compiled.contents).toEqual({
      '': { subject: 'Hello', html: '<p>Hello</p>', text: 'Hello' },
      fr: { subject: 'Bonjour', html: '<p>Hello</p>', text: 'Hello' },
      it: { subject: 'Hello', html: '<p>Ciao</p>' },
    });
  });

  it('has the same revision for the same content, whatever the document is called, and another for another', async () => {
    const content = { subject: 'Hello', html: '<p>Hello</p>' };
    const first = await compileTemplate(makeTemplate(content, { name: 'First', status: 'draft' }));
    const again = await compileTemplate(makeTemplate(content));
    const other = await compileTemplate(makeTemplate({ ...content, subject: 'Hallo' }));
    expect(again.header.revision).toBe(first.header.revision);
    expect(other.header.revision).not.toBe(first.header.revision);
    expect(first.compiled.revision).toBe(first.header.revision);
  });
});

describe('a template that cannot be used is refused with its place and a remedy', () => {
  it.each([
    ['an unknown filter', 'a\nb {{ x | shout }}', /undefined filter: shout/, 2, 3],
    ['an unclosed tag', '{% if x %}', /not closed/, 1, 1],
    ['an unclosed output', '{{ x', /not closed/, 1, 1],
    ['an unknown tag', '{% explode %}', /tag "explode" not found/, 1, 1],
    ['another file', "{% render 'footer' %}", /tag "render" not found/, 1, 1],
  ])('%s', async (_what, body, remedy, line, column) => {
    const error = await refuse(makeSms(body));
    expect(error).toMatchObject({ path: 'content.body', line, column });
    expect(error.remedy).toMatch(remedy);
    expect(error.remedy).toContain(`line ${line}`);
  });

  it('an unknown MJML component, at its line', async () => {
    const error = await refuse(makeTemplate({ subject: 'x', mjml: wrapMjml('<mj-blink>x</mj-blink>') }));
    expect(error).toMatchObject({ path: 'content.mjml', line: 2, received: '<mj-blink>x</mj-blink>' });
    expect(error.remedy).toContain('mj-blink');
  });

  it('MJML that reads a file', async () => {
    const error = await refuse(
      makeTemplate({ subject: 'x', mjml: wrapMjml('<mj-include path="/etc/passwd" />') }),
    );
    expect(error).toMatchObject({ path: 'content.mjml', line: 2 });
  });

  it('text where MJML is expected', async () => {
    expect(await refuse(makeTemplate({ subject: 'x', mjml: 'hello' }))).toMatchObject({
      path: 'content.mjml',
    });
  });

  it('a fault in a locale, named by its locale', async () => {
    const error = await refuse(makeSms('fine', { locales: { it: { body: '{{ x | nope }}' } } }));
    expect(error.path).toBe('locales.it.body');
  });

  it('an email without a subject', async () => {
    expect(await refuse(makeTemplate({ html: '<p>x</p>' }))).toMatchObject({ path: 'content.subject' });
  });
});

describe('content that is longer than Liquid reads', () => {
  it('is refused with its length and what to do, as MJML that became HTML', async () => {
    const next = '<mj-text>a</mj-text></mj-column></mj-section><mj-section><mj-column>';
    const { path, remedy } = await refuse(makeTemplate({ subject: 'x', mjml: wrapMjml(next.repeat(1500)) }));
    expect(path).toBe('content.mjml');
    expect(remedy).toMatch(
      /^The content has [\d,]+ characters as HTML or text; the maximum is 2,000,000: shorten it/,
    );
  });
});
