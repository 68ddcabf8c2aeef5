/** Publishing checks the URLs of fetches as those of webhooks. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { validateStored } from '../../../app/publish/validate-stored.ts';
import { makeSms } from '../../harness/templates.ts';

const allowedHosts = ['api.example', '127.0.0.1:8080', '169.254.169.254'];

async function publish(url: string): Promise<string[]> {
  const fetch = [{ name: 'stock', url }];
  const template = makeSms('{{ content.stock.left | default: 0 }}', { fetch });
  const policy = { kind: 'policy', id: 'p', status: 'live', allowedHosts };
  const documents = [template, policy].map((document) => ({ document }));
  const { problems } = await validateStored(documents, compileTemplate);
  return problems.map(({ severity, code, path, remedy, received }) => {
    expect(`${remedy} ${received}`).not.toContain('sk_live');
    expect(remedy).not.toContain('headers');
    return `${severity} ${code} ${path}`;
  });
}

it.each([
  ['http://api.example/stock', 'error insecure_url'],
  ['https://169.254.169.254/latest', 'error wrong_value'],
  ['https://api.example/stock?token=sk_live_1', 'warning credential_in_clear'],
  ['https://api.example/stock?shop=1&X-Api-Key=sk_live_1', 'warning credential_in_clear'],
  ['https://api.example/stock?key=sk_live_1', 'warning credential_in_clear'],
  ['https://:sk_live_1@api.example/stock', 'error wrong_value'],
  ['https://sk_live_1@api.example/stock?a={{ event.id }}', 'error wrong_value'],
  ['https://none.example/stock?shop=sk_live_1', 'error wrong_value'],
])('%s: %s', async (url, problem) => {
  expect(await publish(url)).toEqual([`${problem} fetch[0].url`]);
});

it.each([
  'https://api.example/stock?keyword=tea&monkey=1&token=',
  'https://api.example/stock?token={{ event.properties.token }}',
  'http://127.0.0.1:8080/stock',
])('%s: no problem', async (url) => {
  expect(await publish(url)).toEqual([]);
});
