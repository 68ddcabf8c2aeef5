/** A filter after short_link, which publication cannot always see, works on the long link: no part of a mark is sent. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { createLiquidEngine, defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import type { CompiledTemplate } from '../../../app/ports/program-store.ts';
import type { RenderRequest } from '../../../app/ports/rendering.ts';

const { filters: known } = createLiquidEngine({ forHtml: false, limits: defaultLimits });
/** `sample` is random. */
const filters = Object.keys(known).filter((name) => name !== 'sample');
const render = createContentRenderer(defaultLimits);
const shop = 'https://shop.example/cart?id=7&x=y';
const shortLinks = { base: 'https://go.example', codes: ['ab3dE5fG7A', 'ab3dE5fG7B'] };

/** As it is sent, with each whole short link replaced by its target, and as it would be without short links. */
function show(body: string): readonly [string, string] {
  const template = {
    ...{ id: 'note', revision: body, channel: 'sms', contents: { '': { body } } },
  } satisfies CompiledTemplate;
  const request = { template, variables: { event: { url: shop } }, now: 0 };
  const read = (more: Partial<RenderRequest>) => {
    try {
      return render({ ...request, ...more });
    } catch {
      return { body: 'error' };
    }
  };
  const { body: sent = '', ...links } = read({ shortLinks });
  const restored = Object.entries(links).reduce(
    (all, [name, url]) => all.replaceAll(`${shortLinks.base}/${name.slice('link.'.length)}`, url),
    sent,
  );
  return [restored, read({})['body'] ?? ''];
}

const argument = fc.oneof(
  fc.integer({ min: -50, max: 80 }).map(String),
  fc.constantFrom("'e'", "'/'", "''", "'https'", 'event.url', 'link', 'nil', 'true', "'x: y'"),
);
/** The filter itself writes a URL in its normal form. */
const others = filters.filter((name) => name !== 'short_link');
const chain = fc
  .array(fc.tuple(fc.constantFrom(...others), fc.array(argument, { maxLength: 3 })), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.map(([name, args]) => `| ${name}${args.length > 0 ? `: ${args.join(', ')}` : ''}`))
  .map((parts) => parts.join(' '));
const places = [
  (after: string) => `{{ event.url | short_link ${after} }}`,
  (after: string) => `{% assign link = event.url | short_link %}{{ link ${after} }}`,
  (after: string) => `{% assign link = event.url | short_link ${after} %}{{ link }}`,
  (after: string) => `{% capture link %}{{ event.url | short_link }}{% endcapture %}{{ link ${after} }}`,
  (after: string) => `{% assign link = event.url | short_link %}{% echo link ${after} %}`,
  (after: string) => `{% assign link = event.url | short_link %}{% cycle link, link %}{{ link ${after} }}`,
];

describe('a filter after short_link', () => {
  it.each(filters)('%s shows the short link whole, or works on the long one', (name) => {
    for (const place of places) {
      const [sent, plain] = show(place(`| ${name}: 5, 20`));
      expect(sent).toBe(plain);
    }
  });

  test.prop([fc.constantFrom(...places), chain], { numRuns: 2000 })(
    'shows what it would without short links, except where it shows the whole link',
    (place, after) => {
      const [sent, plain] = show(place(after));
      expect(sent).toBe(plain);
    },
  );
});
