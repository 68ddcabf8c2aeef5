/** Hosts of links that can never match are reported when a document is published. */
import { describe, expect, it } from 'vitest';
import { validateStored } from '../../../../app/publish/validate-stored.ts';
import { compileWith, makeBlock } from '../../../harness/blocks.ts';
import { makeSms } from '../../../harness/templates.ts';

const policy = { kind: 'policy', id: 'p', status: 'live' };
const noCompiler = () => Promise.reject(new Error('No template is compiled here.'));

async function check(document: object): Promise<string> {
  const { problems } = await validateStored([{ document }], noCompiler);
  return problems.map(({ path, remedy }) => `${path}: ${remedy}`).join('\n');
}

describe('A host', () => {
  it.each(['*.lucerna.example', 'shop.*'])('%s has no wildcard', async (host) => {
    const remedy = 'Subdomains are included: write the host without "*", such as shop.example.';
    expect(await check({ ...policy, utm: { links: [host], source: 's' } })).toContain(remedy);
    expect(await check(makeSms('Hi', { shortLinks: [host] }))).toContain(remedy);
  });

  it('of fetched content has no port that a URL leaves out', async () => {
    for (const port of [80, 443, '080']) {
      const written = await check({ ...policy, allowedHosts: [`api.lucerna.example:${port}`] });
      expect(written).toMatch(/^allowedHosts\[0\]: .*the ports 80 and 443.*: fetches use https\.$/);
    }
    expect(await check({ ...policy, allowedHosts: ['api.lucerna.example:4430'] })).toBe('');
  });
});

describe('Hosts of short links', () => {
  const warn = async (body: string, ...blocks: object[]) =>
    (await compileWith(makeSms(body, { shortLinks: ['Lucerna.example'] }), ...blocks)).problems.map(
      ({ severity, path, code }) => `${severity} ${path} ${code}`,
    );
  const warning = ['warning shortLinks wrong_value'];

  it('that no fixed link of the text has are reported', async () => {
    expect(await warn('See https://luzerna.example/x')).toEqual(warning);
    expect(await warn("Hi {% render 'b' %}", makeBlock('b', { text: 'https://a.example' }))).toEqual(warning);
  });

  it('are not reported where the text, a block or a value may have such a link', async () => {
    expect(await warn("See https://www.lucerna.example/{{ event.properties.id | default: '' }}")).toEqual([]);
    expect(await warn("{% render 'b' %}", makeBlock('b', { text: 'https://lucerna.example' }))).toEqual([]);
    expect(await warn('See {{ event.properties.url }}')).toEqual([]);
  });
});
