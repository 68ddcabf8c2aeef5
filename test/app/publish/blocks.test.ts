/** Blocks and layouts are part of the templates that use them, when these are published. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import { expandTemplate, indexBlocks } from '../../../engine/config/blocks/expand-template.ts';
import { compileWith, makeBlock } from '../../harness/blocks.ts';
import { openMemoryPorts, putAll } from '../../harness/samples.ts';
import { makeSms, makeTemplate } from '../../harness/templates.ts';

/** The body of an SMS with these blocks, and the problems as text. */
async function compileSms(body: string, ...blocks: readonly object[]) {
  const { contents, problems } = await compileWith(makeSms(body), ...blocks);
  return {
    body: contents?.['']?.['body'],
    problems: problems.map(({ document, severity, remedy }) => `${severity} ${document}: ${remedy}`),
  };
}

describe('A block in a text', () => {
  it('is inserted as it is written, without the line break at its end', async () => {
    const { body, problems } = await compileSms(
      "Hi! {% render 'sign' %} Bye",
      makeBlock('sign', { text: 'Your {{ profile.traits.shop | default: "shop" }}\n' }),
    );
    expect(body).toBe('Hi! Your {{ profile.traits.shop | default: "shop" }} Bye');
    expect(problems).toEqual([]);
  });

  it.each([
    ["{% render 'b', a: 'Track' %}", '<{{ block.a }}>', '<Track>'],
    ["{% render 'b', a: 12.5 %}", '<{{ block.a }}>', '<12.5>'],
    ["{% render 'b', a: 'x' %}", "<{{ block.a | append: 'block.a' }}>", "<{{ 'x' | append: 'block.a' }}>"],
    [
      "{% render 'b', a: event.properties.order %}",
      '<{{ block.a.items[0].name }}>',
      '<{{ event.properties.order.items[0].name }}>',
    ],
    ["{% render 'b', a: 'x' %}", '<{{ event.properties.block.a }}>', '<{{ event.properties.block.a }}>'],
    ["{% render 'b' %}", "<{{ block.a | default: 'y' }}>", "<{{ nil | default: 'y' }}>"],
    ["a  {%- render 'b' -%}  c", 'B', 'aBc'],
    ["{% comment %}{% render 'b' %}{% endcomment %}c", 'B', "{% comment %}{% render 'b' %}{% endcomment %}c"],
    ["{% render 'b', a: 'it is {{ x }}' %}", '<{{ block.a }}>', "<{{ 'it is {{ x }}' }}>"],
  ])('%s with the block %s is %s', async (written, text, shown) => {
    const body = (await compileSms(written, makeBlock('b', { text }))).body;
    expect(body).toBe(shown);
  });

  it('passes arguments on to the blocks in it', async () => {
    const { body } = await compileSms(
      "{% render 'outer', link: event.properties.url, name: 'A' %}",
      makeBlock('outer', {
        text: "{% render 'inner', url: block.link, label: block.name, none: block.no %}",
      }),
      makeBlock('inner', { text: '{{ block.label }}={{ block.url }}{{ block.none }}' }),
    );
    expect(body).toBe('A={{ event.properties.url }}');
  });

  it.each([
    ['{% render b %}', 'line 1: Write {% render '],
    ["x\n{% render 'b', a: event.x | upcase %}", 'line 2: Write {% render '],
    ["{% render 'bb' %}", 'There is no block "bb". Did you mean "b"?'],
    ["x\n{% render 'b' %}", 'line 2: The block "b" shows block.a, which has no value'],
    ["{% render 'b', a: 1, aa: 2 %}", 'The block "b" reads no block.aa. Did you mean "a"?'],
    ["x\n{% render 'b', a: 'x', a: 'y' %}", 'line 2: The argument "a" has two values: keep one.'],
    ["{% render 'b', a: line.name %}", 'The block "b" has a variable of the same name'],
    ["{% render 'frame' %}", 'is a layout, because it shows {{ content }}'],
    ["{% render 'picture' %}", 'The block "picture" has no text. Give it text.'],
  ])('%s is reported: %s', async (written, words) => {
    const { problems } = await compileSms(
      written,
      makeBlock('b', { text: '{% for line in event.properties.lines %}{{ block.a }}{% endfor %}' }),
      makeBlock('frame', { text: 'x {{ content }}' }),
      makeBlock('picture', { html: '<img src="https://a.example/b.png" alt="b">' }),
    );
    expect(problems.join('\n')).toContain(words);
    expect(problems).toHaveLength(1);
  });

  it('is warned of where it shows a value that nothing provides, with what readers see', async () => {
    const { problems } = await compileSms(
      "{% render 'b', name: event.propertis.name %}",
      makeBlock('b', { text: "Hi {{ block.name | default: 'friend' }}{{ profile.trait.x }}" }),
    );
    expect(problems).toEqual([
      expect.stringMatching(/no "event.propertis".* Readers see "friend" instead\.$/),
      expect.stringMatching(/no "profile.trait".* Readers see nothing instead\.$/),
    ]);
  });

  it('counts for the characters of an SMS', async () => {
    const { problems } = await compileSms("Hi {% render 'b' %}", makeBlock('b', { text: 'quoted “x”' }));
    expect(problems).toEqual([expect.stringContaining('make this SMS Unicode')]);
  });

  it('counts for the parts of an SMS', async () => {
    const policy = { kind: 'policy', id: 'p', status: 'live', sms: { maxParts: 1 } };
    const long = makeBlock('b', { text: 'x'.repeat(161) });
    const { problems } = await compileSms("Hi {% render 'b' %}", long, policy);
    expect(problems).toEqual([expect.stringContaining('The fixed text alone is 2 parts')]);
  });

  it.each(['{{', '{%', '{% comment %}', '{% raw %}', '<mj-text a="', "<mj-text a='", '{% render '])(
    'reads a text that repeats %s in a time that grows with its length',
    (part) => {
      const text = part.repeat(380_000 / part.length);
      const document = makeTemplate({ subject: 'S', mjml: `{% render 'b' %}${text}` });
      const index = indexBlocks([{ kind: 'block', id: 'b', status: 'live', content: { mjml: text } }]);
      expect(expandTemplate(document, index)?.document.content.mjml?.length).toBeGreaterThan(380_000);
    },
  );

  it('can show the link of a confirmation', async () => {
    const doubleOptIn = { template: 'welcome' };
    const purpose = { kind: 'purpose', id: 'p', status: 'live', name: 'P', doubleOptIn };
    const link = makeBlock('b', { text: '{{ confirm_url }}' });
    expect((await compileSms("Yes? {% render 'b' %}", link, purpose)).problems).toEqual([]);
    expect((await compileSms("Yes? {% render 'b' %}", link)).problems).toEqual([
      expect.stringContaining('No live purpose names this template in doubleOptIn'),
    ]);
  });

  it.each([
    ['itself', [['a', 'a']]],
    [
      'another one that contains it',
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
    ],
  ])('cannot contain %s', async (_what, links) => {
    const blocks = links.map(([id = '', other]) => makeBlock(id, { text: `{% render '${other}' %}` }));
    const { problems } = await compileSms("{% render 'a' %}", ...blocks);
    expect(
      problems.some((text) => text.startsWith('error block/a: Blocks insert one another in a circle: a → ')),
    ).toBe(true);
    expect(problems.at(0)).toBe('error template/welcome: The block "a" is invalid: fix it first.');
  });

  it('does not grow without limit', async () => {
    const names = 'abcdefgh'.split('');
    const blocks = names.map((id, index) =>
      makeBlock(id, { text: `{% render '${names[index + 1] ?? 'end'}' %}`.repeat(12) }),
    );
    const { problems } = await compileSms("{% render 'a' %}", ...blocks, makeBlock('end', { text: '' }));
    expect(problems).toEqual([expect.stringContaining('With its blocks, this is too long')]);
  });
});

describe('A fault in a block', () => {
  const broken = makeBlock('broken', { text: 'one\ntwo {{ profile.traits.a | nothing }}' });

  it('makes the block invalid, with its own line, and every template that uses it', async () => {
    const { problems } = await compileSms("Hi\n\n\n{% render 'broken' %}", broken);
    expect(problems).toEqual([
      'error template/welcome: In block/broken, content.text, line 2: Liquid: undefined filter: nothing.',
      'error block/broken: line 2: Liquid: undefined filter: nothing. The template "welcome" does not compile with it.',
    ]);
  });

  it('makes the block invalid if no template uses it, in each form and language', async () => {
    const unused = makeBlock('unused', { html: '<p>\n{{ a | nothing }}' });
    const correct = makeBlock(
      'correct',
      { text: 'x {{ block.a }}', html: '<b>', mjml: '<mj-text>' },
      { locales: { it: { text: '{% if a %}' } } },
    );
    const { problems } = await compileSms('Hi', unused, correct);
    expect(problems.filter((text) => text.startsWith('error'))).toEqual([
      'error block/unused: line 2: Liquid: undefined filter: nothing.',
      expect.stringMatching(/^error block\/correct: line 1: Liquid: tag .* not closed/),
    ]);
  });

  it('in the template is reported with the line of the template', async () => {
    const { problems } = await compileSms(
      "{% render 'long' %}\n{{ profile.traits.a | nothing }}",
      makeBlock('long', { text: '1\n2\n3' }),
    );
    expect(problems).toEqual(['error template/welcome: line 2: Liquid: undefined filter: nothing.']);
  });

  it('is a warning on a block that another template can use', async () => {
    const wrap = (inner: string) => `<mjml><mj-body>\n${inner}</mj-body></mjml>`;
    const inColumn = wrap("<mj-section><mj-column>{% render 'p' %}</mj-column></mj-section>");
    const { problems } = await compileWith(
      makeTemplate({ subject: 'S', mjml: wrap("{% render 'p' %}") }),
      makeTemplate({ subject: 'S', mjml: inColumn }, { id: 'other' }),
      makeBlock('p', { mjml: '<mj-text>x</mj-text>' }),
    );
    expect(problems.map(({ document, severity }) => `${severity} ${document}`)).toEqual([
      'error template/welcome',
      'warning block/p',
    ]);
  });
});

describe('Publishing a block', () => {
  it('publishes the templates that use it again, and exactly those', async () => {
    const ports = { ...openMemoryPorts(), compileTemplate };
    const options = { now: 1_000, allowShrink: false };
    const sign = makeBlock('sign', { text: 'Lucerna' });
    await putAll(ports, [
      makeSms("a {% render 'sign' %}", { id: 'direct' }),
      makeSms("b {% render 'outer' %}", { id: 'through' }),
      makeSms('c', { id: 'without' }),
      makeBlock('outer', { text: "{% render 'sign' %}!" }),
      sign,
    ] as never);
    const first = await publishProgram(ports, options);
    expect(first.changes.added).toEqual(['template/direct', 'template/through', 'template/without']);
    expect(first.blockUsers).toEqual({
      'block/outer': ['template/through'],
      'block/sign': ['template/direct', 'template/through'],
    });
    await putAll(ports, [{ ...sign, content: { text: 'Lucerna Coffee' } }] as never);
    const second = await publishProgram(ports, options);
    expect(second.changes).toEqual({
      added: [],
      changed: ['template/direct', 'template/through'],
      removed: [],
    });
    await putAll(ports, [
      { ...sign, description: 'Signature', content: { text: 'Lucerna Coffee' } },
    ] as never);
    expect((await publishProgram(ports, options)).outcome).toBe('unchanged');
    await putAll(ports, [{ ...sign, status: 'archived' }] as never);
    const kept = await publishProgram(ports, options);
    expect(kept).toMatchObject({ outcome: 'unchanged', kept: ['template/direct', 'template/through'] });
  });
});
