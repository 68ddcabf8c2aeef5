/** Layouts surround the content of a template, on every channel and in its language. */
import { describe, expect, it } from 'vitest';
import { compileWith, makeBlock } from '../../harness/blocks.ts';
import { makeSms, makeTemplate } from '../../harness/templates.ts';

describe('A layout', () => {
  const frame = makeBlock(
    'frame',
    {
      mjml: '<mjml><mj-body>\n<mj-section><mj-column><mj-text>Lucerna</mj-text></mj-column></mj-section>\n{{ content }}\n</mj-body></mjml>',
      html: '<div>{{ content }}</div>',
      text: 'Lucerna: {{ content }}',
    },
    {
      locales: {
        it: {
          mjml: '<mjml lang="it"><mj-body>{{ content }}</mj-body></mjml>',
          html: '<div lang="it">{{ content }}</div>',
          text: 'Lucerna (it): {{ content }}',
        },
      },
    },
  );

  it('surrounds the body of each channel', async () => {
    const sms = await compileWith(makeSms('Hello', { layout: 'frame' }), frame);
    expect(sms.contents?.['']).toEqual({ body: 'Lucerna: Hello' });
    const push = await compileWith(
      makeTemplate({ title: 'T', body: 'Hello' }, { channel: 'push', layout: 'frame' }),
      frame,
    );
    expect(push.contents?.['']).toMatchObject({ title: 'T', body: 'Lucerna: Hello' });
    const email = await compileWith(
      makeTemplate({ subject: 'S', html: '<p>x</p>', text: 'x', preheader: 'P' }, { layout: 'frame' }),
      frame,
    );
    expect(email.contents?.['']).toMatchObject({
      html: expect.stringMatching(/^<div style=[^>]*>P<\/div><div><p>x<\/p><\/div>$/),
      text: 'Lucerna: x',
    });
    expect([...sms.problems, ...push.problems, ...email.problems]).toEqual([]);
  });

  it('has the language of the content: it-CH gets it, and de the default, which is reported', async () => {
    const locales = { 'it-CH': { body: 'Ciao' }, de: { body: 'Hallo' } };
    const { contents, problems } = await compileWith(makeSms('Hello', { layout: 'frame', locales }), frame);
    expect(contents).toEqual({
      '': { body: 'Lucerna: Hello' },
      'it-CH': { body: 'Lucerna (it): Ciao' },
      de: { body: 'Lucerna: Hallo' },
    });
    expect(problems.map(({ path, remedy }) => `${path} ${remedy}`)).toEqual([
      'locales.de The block "frame" has no content for de: it stays in the default language. Add locales.de to it.',
    ]);
  });

  it('translates a body that only consists of blocks', async () => {
    const words = makeBlock('words', { html: '<p>Hello</p>' }, { locales: { it: { html: '<p>Ciao</p>' } } });
    const { contents, problems } = await compileWith(
      makeTemplate(
        { subject: 'S', preheader: 'P', html: "{% render 'words' %}" },
        { locales: { it: { subject: 'T' } } },
      ),
      words,
    );
    expect(contents?.['it']).toMatchObject({
      subject: 'T',
      html: expect.stringContaining('P</div><p>Ciao</p>'),
    });
    expect(problems).toEqual([]);
  });

  it('compiles MJML with components and text of blocks', async () => {
    const { contents, problems } = await compileWith(
      makeTemplate(
        {
          subject: 'S',
          mjml: `<mj-section><mj-column>
  {% render 'button', label: 'Buy "now" & save', url: event.properties.url %}
  {% if profile.traits.vip %}{% render 'button', label: 'VIP', url: 'https://a.example/?a=1&b=2' %}{% endif %}
  <mj-text>Bye, {% render 'sign' %}</mj-text>
</mj-column></mj-section>`,
        },
        { layout: 'frame' },
      ),
      frame,
      makeBlock('button', { mjml: '<mj-button href="{{ block.url }}">{{ block.label }}</mj-button>' }),
      makeBlock('sign', { mjml: '<mj-text>no</mj-text>', text: 'A <b> & C' }),
    );
    expect(problems).toEqual([]);
    const html = contents?.['']?.['html'] ?? '';
    expect(html).toContain('Buy &quot;now&quot; &amp; save');
    expect(html).toContain('href="{{ event.properties.url }}"');
    expect(html).toContain('href="https://a.example/?a=1&amp;b=2"');
    expect(html).toContain('Bye, A &lt;b&gt; &amp; C');
  });

  it.each([
    ['<!-- {{ content }} -->', 'error shows {{ content }} in a comment of its html'],
    ['<!-- a --><!-- {% if x %}{{ content }}{% endif %} -->', 'error shows {{ content }} in a comment'],
    ['<!-- a --><p>{{ content }}</p><!-- b -->', undefined],
    [
      '{% if profile.traits.vip %}{{ content }}{% endif %}',
      'warning shows {{ content }} inside {% if %} in its html: readers for whom it is not true see no content.',
    ],
    [
      '{% for a in profile.traits.b %}{{ content }}{% endfor %}',
      'warning shows {{ content }} inside {% for %}',
    ],
    ['{% if profile.traits.vip %}VIP{% endif %}{{ content }}', undefined],
    [
      '{{ content | upcase }}',
      'error shows {{ content }} with a filter in its html: show it without filters.',
    ],
  ])('shows its content so that readers see it: %s', async (html, words) => {
    const written = makeTemplate({ subject: 'S', html: '<p>x</p>' }, { layout: 'lay' });
    const { problems } = await compileWith(written, makeBlock('lay', { html }));
    const found = problems.map(({ severity, remedy }) => remedy.replace('The block "lay"', severity));
    expect(found).toEqual(words === undefined ? [] : [expect.stringContaining(words)]);
  });

  it.each([
    [{ mjml: '<mj-section><mj-blink></mj-blink></mj-section>' }, 'mj-blink'],
    [{ mjml: 'Hello' }, 'MJML does not show text outside a text component'],
    [{ html: '<style>p { color: red }' }, '<style> is not closed'],
  ])('is not blamed for a fault of the template that is on its line: %j', async (content, words) => {
    const oneLine = makeBlock('lay', {
      mjml: '<mjml><mj-body>{{ content }}</mj-body></mjml>',
      html: '<div>{{ content }}</div>',
    });
    const written = makeTemplate({ subject: 'S', ...content }, { layout: 'lay' });
    const { problems } = await compileWith(written, oneLine);
    expect(problems).toMatchObject([{ document: 'template/welcome', severity: 'error' }]);
    expect(problems[0]?.remedy).toMatch(/^line 1: /);
    expect(problems[0]?.remedy).toContain(words);
  });

  it.each([
    ['<mjml><mj-body>\n<mj-section></mj-section></mj-body></mjml>', 1, 'mjml'],
    ['<mj-section></mj-section>\n<mj-head></mj-head>', 2, 'mj-head'],
    ['\n\n<mj-body></mj-body>', 3, 'mj-body'],
  ])('refuses a second frame, at the line of the template: %j', async (mjml, line, name) => {
    const oneLine = makeBlock('lay', { mjml: '<mjml><mj-body>{{ content }}</mj-body></mjml>' });
    const written = makeTemplate({ subject: 'S', mjml }, { layout: 'lay' });
    const { problems } = await compileWith(written, oneLine);
    expect(problems).toMatchObject([{ document: 'template/welcome', path: 'content.mjml' }]);
    expect(problems[0]?.remedy).toContain(`line ${line}: MJML drops the content of <${name}> here`);
    expect(problems[0]?.remedy).toContain('the template has only sections');
  });

  it.each([
    [{ text: 'a' }, 'shows {{ content }} 0 times in its text: show it once'],
    [{ text: '{{ content }}{{ content }}' }, 'shows {{ content }} 2 times in its text: show it once'],
    [{ html: '{{ content }}' }, 'has no text: give it text with {{ content }}'],
  ])('%j is refused for an SMS', async (content, words) => {
    const { problems } = await compileWith(makeSms('Hello', { layout: 'l' }), makeBlock('l', content));
    expect(problems).toMatchObject([{ document: 'template/welcome', path: 'layout', severity: 'error' }]);
    expect(problems[0]?.remedy).toContain(words);
  });
});
