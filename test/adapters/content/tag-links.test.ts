/** UTM parameters of links, in every field that shows links. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tagLinks } from '../../../adapters/content/tag-links.ts';
import { makeLinkTags } from '../../../app/send/make-link-tags.ts';
import { policySchema } from '../../../engine/config/schemas/policy-schema.ts';
import type { UtmPolicy } from '../../../engine/model/documents/utm-policy.ts';
import { makeMessage } from '../../harness/sending-setup.ts';

const tags = { query: 'utm_source=s&utm_medium=m', hosts: ['shop.example'] };
const links = ['https://links.example/u/token'];

function tagHtml(html: string, hosts: 'all' | readonly string[] = tags.hosts) {
  return tagLinks({ html }, { ...tags, hosts }, links)['html'];
}
const q = 'utm_source=s&amp;utm_medium=m';

describe('A link in HTML', () => {
  it.each([
    ['<a href="https://shop.example">', `<a href="https://shop.example?${q}">`],
    ["<a class='x>y' href='https://shop.example/a'>", `<a class='x>y' href='https://shop.example/a?${q}'>`],
    ['<a href=https://shop.example/a>', `<a href=https://shop.example/a?${q}>`],
    ['<A\n HREF = " https://SHOP.example/a ">', `<A\n HREF = " https://SHOP.example/a?${q} ">`],
    ['<a href="https://shop.example/?a=1&amp;b=2">', `<a href="https://shop.example/?a=1&amp;b=2&amp;${q}">`],
    ['<a href="https://shop.example/?a=it&#39;s">', `<a href="https://shop.example/?a=it&#39;s&amp;${q}">`],
    ['<a href="https://shop.example/?">', `<a href="https://shop.example/?${q}">`],
    ['<a href="https://shop.example/#?x">', `<a href="https://shop.example/?${q}#?x">`],
    ['<area href="https://a.shop.example/">', `<area href="https://a.shop.example/?${q}">`],
    ['<v:roundrect href="https://shop.example/">', `<v:roundrect href="https://shop.example/?${q}">`],
  ])('%s becomes %s', (html, tagged) => {
    expect(tagHtml(html)).toBe(tagged);
  });

  it.each([
    '<img src="https://shop.example/a.png">',
    '<link href="https://shop.example/a.css">',
    '<a data-href="https://shop.example/">',
    '<a href="https://shop.example/?utm_campaign=own">',
    '<a href="https://shop.example/?a=1&amp;utm_campaign=own#x">',
    '<a href="https://othershop.example/">',
    '<a href="https://shop.example@evil.example/">',
    '<a href="mailto:a@shop.example">',
    '<a href="tel:+39061234">',
    '<a href="shop://shop.example/">',
    '<a href="//shop.example/">',
    '<a href="#top">',
    '<a href="">',
    '<a href="https://">',
  ])('%s stays', (html) => {
    expect(tagHtml(html)).toBe(html);
  });

  it('of the stage stays, also where all links are tagged', () => {
    const html = `<a href="${links[0]}">u</a>`;
    expect(tagHtml(html, 'all')).toBe(html);
    expect(tagHtml('<a href="https://any.example">', 'all')).toBe(`<a href="https://any.example?${q}">`);
  });

  it('keeps its path, its parameters and its fragment, whatever they are', () => {
    const toHtml = (url: string) =>
      url.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&#34;');
    const plain = (html: string) =>
      html.replaceAll('&#39;', "'").replaceAll('&#34;', '"').replaceAll('&amp;', '&');
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        fc.pre(!url.includes('utm_'));
        const [, href = ''] = /href="([^"]*)"/.exec(tagHtml(`<a href="${toHtml(url)}">`, 'all') ?? '') ?? [];
        const tagged = new URL(plain(href));
        const before = new URL(url);
        expect([tagged.origin, tagged.pathname, tagged.hash]).toEqual([
          before.origin,
          before.pathname,
          before.hash,
        ]);
        expect(tagged.search.startsWith(before.search)).toBe(true);
        expect(tagged.searchParams.getAll('utm_source')).toEqual(['s']);
        expect(tagged.searchParams.getAll('utm_medium')).toEqual(['m']);
        // Tagging the result changes nothing.
        expect(tagHtml(`<a href="${href}">`, 'all')).toBe(`<a href="${href}">`);
      }),
    );
  });
});

const t = 'utm_source=s&utm_medium=m';

describe('A link in text', () => {
  it.each([
    ['See https://shop.example.', `See https://shop.example?${t}.`],
    ['Shop (https://shop.example/a?b=1#c), now', `Shop (https://shop.example/a?b=1&${t}#c), now`],
    ['https://shop.example/a_(b) x', `https://shop.example/a_(b)?${t} x`],
    [`${links[0]} and mailto:a@shop.example`, `${links[0]} and mailto:a@shop.example`],
  ])('%s becomes %s', (text, tagged) => {
    expect(tagLinks({ text, body: text, footerText: text }, tags, links)).toEqual({
      text: tagged,
      body: tagged,
      footerText: tagged,
    });
  });

  it('is tagged as the whole of a push URL, and never in a subject', () => {
    const url = 'https://shop.example';
    expect(tagLinks({ url, subject: url, title: url }, tags, links)).toEqual({
      url: `${url}?${t}`,
      subject: url,
      title: url,
    });
  });
});

describe('The parameters of a message', () => {
  const utm: UtmPolicy = { links: 'all', source: 'Città & co' };

  it('have the values of the message, encoded', () => {
    const message = makeMessage({
      channel: 'email',
      origin: 'journey:win-back',
      template: 'x',
      topic: 'news',
    });
    expect(makeLinkTags(message, utm)?.query).toBe(
      'utm_source=Citt%C3%A0%20%26%20co&utm_medium=email&utm_campaign=journey:win-back',
    );
    const own = { ...utm, campaign: '{{topic}}-{{ template }}', content: 'v1', medium: 'e' };
    expect(makeLinkTags(message, own)?.query).toContain('utm_medium=e&utm_campaign=news-x&utm_content=v1');
  });

  it('leave out what has no value', () => {
    const { topic: _topic, ...message } = makeMessage({ channel: 'email' });
    expect(makeLinkTags(message, { ...utm, campaign: '{{ topic }}' })?.query).not.toContain('utm_campaign');
  });

  it('are for email and push, and for SMS where the policy names it', () => {
    const sms = makeMessage({ channel: 'sms' });
    expect(makeLinkTags(sms, utm)).toBeUndefined();
    expect(makeLinkTags(sms, { ...utm, channels: ['sms'] })).toBeDefined();
    expect(makeLinkTags(makeMessage({ channel: 'push' }), utm)).toBeDefined();
  });

  it('compare hosts in the form of URLs', () => {
    const message = makeMessage({ channel: 'email' });
    expect(makeLinkTags(message, { ...utm, links: ['Caffè.example'] })?.hosts).toEqual([
      'xn--caff-8oa.example',
    ]);
  });

  it.each([
    { links: ['https://shop.example'], source: 's' },
    { links: ['shop.example/a'], source: 's' },
    { links: [], source: 's' },
    { links: 'all', source: '{{ profile.traits.email }}' },
    { links: 'all', source: '' },
    { links: 'all' },
  ])('are refused as %j', (value) => {
    const policy = { kind: 'policy', id: 'p', status: 'live', utm: value };
    expect(policySchema.safeParse(policy).success).toBe(false);
    expect(policySchema.safeParse({ ...policy, utm }).success).toBe(true);
  });
});
