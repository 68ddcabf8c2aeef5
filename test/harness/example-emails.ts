/** The emails of the examples with a person's values, as their HTML. */
import { readdirSync, readFileSync } from 'node:fs';
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../adapters/content/render-content.ts';
import { validateStored } from '../../app/publish/validate-stored.ts';
import { readDocumentText } from '../../cli/files/read-document-files.ts';

const examples = new URL('../../examples/', import.meta.url);
const product = { name: 'Filter & Co', quantity: 2, price: 5, url: 'https://shop.example.com/tea' };
const properties = {
  ...{ orderId: 'A-1', total: 12.5, revenue: 12.5, currency: 'EUR', products: [product] },
  cartUrl: 'https://shop.example.com/cart',
};
const variables = {
  profile: { traits: { first_name: 'Anna' } },
  event: { properties },
  unsubscribe_url: 'https://links.example.com/u/t',
  preferences_url: 'https://links.example.com/p/t',
};

export async function readExampleEmails() {
  const files = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  const documents = files.flatMap(
    (file) => readDocumentText(readFileSync(new URL(file, examples), 'utf8'), file).documents,
  );
  const { compiled } = await validateStored(documents, compileTemplate);
  const render = createContentRenderer(defaultLimits);
  return [...compiled.values()]
    .filter(({ channel }) => channel === 'email')
    .map((template) => {
      const { html = '' } = render({ template, variables, now: 0 });
      const preheader = /<div style="display:none[^>]*>([^<]+)<\/div>/.exec(html)?.[1];
      return { id: template.id, html, preheader };
    });
}
