/** Short links in rendered SMS: which links, in which order, and nothing else in the text. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { shortenLinks } from '../../../adapters/content/shorten-links.ts';
import type { RenderRequest } from '../../../app/ports/rendering.ts';

const render = createContentRenderer(defaultLimits);
const base = 'https://go.example';
const codes = [...'ABCDEFGHJK'].map((last) => `ab3dE5fG7${last}`);
const shop = 'https://shop.example/cart?id=7&x=y';

async function show(
  body: string,
  more: {
    readonly hosts?: 'all' | string[];
    readonly request?: Partial<RenderRequest>;
    readonly channel?: 'sms' | 'push';
  } = {},
) {
  const { hosts, request = {}, channel = 'sms' } = more;
  const { compiled } = await compileTemplate({
    kind: 'template',
    id: 'note',
    status: 'live',
    channel,
    class: 'transactional',
    ...(hosts !== undefined && { shortLinks: hosts }),
    content: { ...(channel === 'push' && { title: 'Note', url: 'shop://cart/{{ event.id }}' }), body },
  });
  return render({ template: compiled, variables: {}, now: 0, shortLinks: { base, codes }, ...request });
}

describe('short links', () => {
  it('replace a link that the filter marks, or all links of a host', async () => {
    const marked = await show(`Cart: {{ '${shop}' | short_link }}. More: https://other.example/x.`);
    expect(marked).toEqual({
      body: `Cart: ${base}/${codes[0]}. More: https://other.example/x.`,
      [`link.${codes[0]}`]: shop,
    });
    const chosen = await show(`(${shop}) https://www.shop.example/a https://shop.example.evil/`, {
      hosts: ['shop.example'],
    });
    expect(chosen['body']).toBe(`(${base}/${codes[0]}) ${base}/${codes[1]} https://shop.example.evil/`);
  });

  it('leave a link long that has more characters than clients follow', async () => {
    const make = (length: number) => shop + 'y'.repeat(length - shop.length);
    expect((await show(make(2048), { hosts: 'all' }))['body']).toBe(`${base}/${codes[0]}`);
    const long = make(2049);
    expect(await show(`${long} {{ '${long}' | short_link }}`, { hosts: 'all' })).toEqual({
      body: `${long} ${long}`,
    });
  });

  it.each([
    ['Caff\u00e8.example', 'https://caff\u00e8.example/a'],
    ['xn--caff-8oa.example', 'https://www.caff\u00e8.example/a'],
    ['caff\u00e8.example', 'https://xn--caff-8oa.example/a'],
  ])('compare the host %s in the form of URLs', async (host, link) => {
    expect(await show(link, { hosts: [host] })).toEqual({
      body: `${base}/${codes[0]}`,
      [`link.${codes[0]}`]: link,
    });
  });

  it('have one code for one link, and lead to the link with its UTM parameters', async () => {
    const { body, ...links } = await show(`${shop} ${shop}`, {
      hosts: 'all',
      request: { linkTags: { query: 'utm_source=sms', hosts: 'all' } },
    });
    expect(body).toBe(`${base}/${codes[0]} ${base}/${codes[0]}`);
    expect(links).toEqual({ [`link.${codes[0]}`]: `${shop}&utm_source=sms` });
  });

  it('leave links of the stage and the eleventh link long', async () => {
    const unsubscribe = `${base}/u/token`;
    const many = Array.from({ length: 11 }, (_, index) => `https://shop.example/${index}`);
    const variables = { unsubscribe_url: unsubscribe };
    const { body = '' } = await show(`{{ unsubscribe_url }} ${many.join(' ')}`, {
      hosts: 'all',
      request: { variables },
    });
    expect(body.split(' ')).toEqual([unsubscribe, ...codes.map((code) => `${base}/${code}`), many[10]]);
    const short = await show('{{ unsubscribe_url | short_link }}', { request: { variables } });
    expect(short).toEqual({ body: `${base}/${codes[0]}`, [`link.${codes[0]}`]: unsubscribe });
  });

  it('show nothing of the filter where no link can be short', async () => {
    const source = `{{ '${shop}' | short_link }} {{ event.id | short_link }} {{ none | short_link }}`;
    const variables = { event: { id: 'no link' } };
    const shown = await show(source, { request: { variables } });
    expect(shown['body']).toBe(`${base}/${codes[0]} no link `);
    const { compiled } = await compileTemplate({
      kind: 'template',
      id: 'note',
      status: 'live',
      channel: 'sms',
      class: 'transactional',
      content: { body: source },
    });
    expect(render({ template: compiled, variables, now: 0 })['body']).toBe(`${shop} no link `);
  });

  it('do not exist in push: its deep link and the links of its text stay as they are', async () => {
    const push = await show(`See ${shop}`, {
      hosts: 'all',
      channel: 'push',
      request: { variables: { event: { id: 7 } } },
    });
    expect(push).toEqual({ title: 'Note', url: 'shop://cart/7', body: `See ${shop}` });
  });

  it('have a known end, whatever the URL contains and whatever follows it', async () => {
    const url = 'https://shop.example/a b?c=d.';
    const variables = { event: { url, next: 'y' } };
    const shown = await show('{{ event.url | short_link }}{{ event.next }}.', {
      request: { variables, linkTags: { query: 'utm_source=sms', hosts: 'all' } },
    });
    expect(shown).toEqual({
      body: `${base}/${codes[0]}y.`,
      [`link.${codes[0]}`]: 'https://shop.example/a%20b?c=d.&utm_source=sms',
    });
  });

  it.each([
    ['{% assign link = event.url | short_link %}{{ link }}', `${base}/${codes[0]}`],
    ['{% capture link %}to {{ event.url | short_link }}{% endcapture %}{{ link }}', `to ${base}/${codes[0]}`],
    ['https://other.example/?u={% if true %}{{ event.url | short_link }}{% endif %}', /^[^<>]*go\.example/],
  ])('leave no mark in the text: %s', async (body, text) => {
    const shown = await show(body, { request: { variables: { event: { url: shop } } } });
    expect(shown['body']).toMatch(text);
    expect(shown['body']?.replace(`${base}/${codes[0]}`, '')).not.toMatch(/ab3d|[<>]|%3C/);
  });

  test.prop([
    fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
      ),
    ),
  ])('change nothing else: with its links put back, the text is the same', (parts) => {
    const text = parts.join(' ');
    const { body = '', ...links } = shortenLinks({ body: text }, { base, codes }, 'all');
    const restored = Object.entries(links).reduce(
      (all, [name, url]) => all.split(`${base}/${name.slice('link.'.length)}`).join(url),
      body,
    );
    expect(restored).toBe(text);
  });
});
