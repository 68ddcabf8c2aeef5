/** Publishing compares what a template shows with what it fetches. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { validateStored } from '../../../app/publish/validate-stored.ts';
import type { TemplateFetch } from '../../../engine/model/documents/template-fetch.ts';
import { makeSms } from '../../harness/templates.ts';

const policy = { kind: 'policy', id: 'p', status: 'live', allowedHosts: ['api.example'] };
const stock: TemplateFetch = { name: 'stock', url: 'https://api.example/stock' };

async function publish(body: string, ...fetch: TemplateFetch[]): Promise<string[]> {
  const template = makeSms(body, fetch.length === 0 ? {} : { fetch });
  const documents = [template, policy].map((document) => ({ document }));
  const { problems } = await validateStored(documents, compileTemplate);
  return problems.map(({ severity, path, received, remedy }) => `${severity} ${path} ${received}: ${remedy}`);
}

describe('publishing refuses', () => {
  it.each([
    ['{{ content.stock.left | default: 0 }}', []],
    ['{% if content.stock.left %}a{% endif %}', []],
    [
      '{{ content.stock.left | default: 0 }} {{ content.offers.a | default: 0 }}',
      [{ ...stock, name: 'offers' }],
    ],
  ])('%s without a fetch of that name', async (body, fetch) => {
    const [found, ...others] = await publish(body, ...fetch);
    expect(others).toEqual([]);
    expect(found).toMatch(
      /^error content "?content\.stock"?: No fetch is named "stock": add it to "fetch"\./,
    );
  });

  it('a misspelt name, and suggests the right one', async () => {
    const found = await publish('{{ content.stocks.left | default: 0 }}', stock);
    expect(found[0]).toContain('Did you mean "stock"?');
  });
});

describe('publishing warns', () => {
  it.each([
    ['no default and no fallback', '{{ content.stock.left }}', {}],
    ['a fallback without it', '{{ content.stock.left }}', { few: 1 }],
    ['a fallback without the name below', '{{ content.stock.shop.left }}', { shop: { right: 1 } }],
  ])('of a value with %s', async (_words, body, fallback) => {
    const [found, ...others] = await publish(body, { ...stock, onFailure: 'fallback', fallback });
    expect(others).toEqual([]);
    expect(found).toMatch(/^warning content "?content\.stock\..*An answer without this value shows nothing/);
  });

  it.each([
    ['{{ content.stock.left | default: "few" }}', {}],
    ['{{ content.stock.left }}', { left: 'few' }],
    ['{{ content.stock.shop.left }}', { shop: { left: 0 } }],
    ['{% if content.stock.left %}Hi{% endif %}', {}],
    ['{% for title in content.stock.titles %}{{ title }}{% endfor %}', {}],
  ])('not of %s with the fallback %j', async (body, fallback) => {
    expect(await publish(body, { ...stock, onFailure: 'fallback', fallback })).toEqual([]);
  });

  it('of a fetch that nothing shows', async () => {
    const found = await publish('{{ content.stock.left | default: 0 }}', stock, { ...stock, name: 'offers' });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^warning fetch\[1\]\.name .*Nothing in the template shows "content\.offers"/);
  });
});
