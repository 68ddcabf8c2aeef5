/** The filter short_link is an error where it does nothing, or where a reader could not follow its link. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import type { TemplateDocument } from '../../../engine/model/documents/template-document.ts';
import { compileWith, makeBlock } from '../../harness/blocks.ts';
import { makeSms, makeTemplate } from '../../harness/templates.ts';

const output = '{{ event.properties.url | short_link }}';

async function compile(document: TemplateDocument): Promise<string> {
  return compileTemplate(document).then(
    () => 'accepted',
    (error: unknown) => String(error),
  );
}

it.each([
  ['{{ event.properties.url | short_link | url_encode }}', 'write short_link last'],
  ["{{ event.properties.url | short_link | append: 'x' }}", 'write short_link last'],
  ['{% assign a = event.properties.url | short_link | upcase %}{{ a }}', 'write short_link last'],
  [`https://other.example/?u=${output}`, 'write a space before it'],
  [`See (https://other.example/?(${output})`, 'write a space before it'],
  [`x${output}`, 'write a space before it'],
  [`${output}y`, 'write a space after it'],
  ["{{ 'hello' | short_link }}", 'This is not a link'],
  [`{% assign a = url | short_link %}\n{{ a | slice: 0, 9 }}`, 'A filter after short_link'],
  [`{% assign a = url | short_link %}{{ 'See ' | append: a }}`, 'A filter after short_link'],
  [`{% capture a %}See ${output}{% endcapture %}{{ a | truncate: 40 }}`, 'A filter after short_link'],
  [`{% assign a = url | short_link %}{% assign b = a | upcase %}{{ b }}`, 'A filter after short_link'],
  ['{% echo url | short_link %}', 'Write {{ ... | short_link }}'],
  ['{% liquid\nassign a = url | short_link\necho a %}', 'Write {{ ... | short_link }}'],
  ['{% assign a = url | short_link %}{% echo a %}', 'Show it with {{ a }}'],
])('%s is an error', async (body, remedy) => {
  expect(await compile(makeSms(`Hi\nto: ${body}`))).toMatch(
    /^TemplateInvalidError: content\.body: line [23], column \d/,
  );
  expect(await compile(makeSms(body))).toContain(remedy);
});

it.each([
  `(${output}), ${output}. ${output}`,
  `Link:${output}\n${output}`,
  `\u8bf7\u770b${output}\u8c22\u8c22`,
  `Cart {{- event.properties.url | short_link -}} x`,
  "{{ 'https://shop.example' | short_link }} {{ unsubscribe_url | short_link }}",
  `{% assign a = url | short_link %}{{ a }}{% assign event = '' %}{{ event.a | upcase }} {{ c | append: 'a' }}`,
  `{% capture a %}See ${output}{% endcapture %}{{ a }}, {% if a %}x{% endif %}`,
  `{% assign a = url %}{% assign a = a | short_link %}{{- a -}}`,
  "{{ '| short_link' | upcase }}x {% comment %}x{{ a | short_link | upcase }}{% endcomment %}",
])('%s is correct', async (body) => {
  expect(await compile(makeSms(body))).toBe('accepted');
});

it('is an error on every other channel, in every field and language', async () => {
  const push = { channel: 'push' } as const;
  const documents: readonly [string, TemplateDocument][] = [
    ['content.html', makeTemplate({ subject: 'S', html: `<a href="${output}">x</a>` })],
    [
      'locales.it.subject',
      makeTemplate({ subject: 'S', html: 'x' }, { locales: { it: { subject: output } } }),
    ],
    ['content.url', makeTemplate({ title: 'T', body: 'B', url: output }, push)],
    ['content.data.link', makeTemplate({ title: 'T', body: 'B', data: { link: output } }, push)],
  ];
  for (const [path, document] of documents) {
    const message = await compile(document);
    expect(message).toContain(`${path}: line 1, column`);
    expect(message).toContain('Only an SMS has short links: remove the filter short_link.');
  }
});

it('is reported at its place in a block', async () => {
  const { problems } = await compileWith(
    makeSms("Hi {% render 'b' %}"),
    makeBlock('b', { text: `1\n${output}y` }),
  );
  expect(problems[0]?.remedy).toContain('In block/b, content.text, line 2: A reader would follow');
});
