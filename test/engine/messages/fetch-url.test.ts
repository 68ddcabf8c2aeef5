/** URLs of connected content: Liquid fills values of the query and nothing else. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { validateStored } from '../../../app/publish/validate-stored.ts';
import { splitFetchUrl } from '../../../engine/messages/fetch-url.ts';
import type { TemplateDocument } from '../../../engine/model/documents/template-document.ts';
import { makeTemplate } from '../../harness/templates.ts';

describe('the URL of connected content', () => {
  it('is a fixed part and the sources of its query', () => {
    const found = splitFetchUrl(
      "https://api.example:8443/a/b?x=1&sku={{ event.id | append: '&?' }}-{{ b }}&y",
    );
    expect(found?.base.href).toBe('https://api.example:8443/a/b');
    expect(found?.query).toEqual([
      { fixed: 'x=1', source: '' },
      { fixed: 'sku=', source: "{{ event.id | append: '&?' }}-{{ b }}" },
      { fixed: 'y', source: '' },
    ]);
    expect(splitFetchUrl('https://api.example/a')?.query).toEqual([]);
  });

  it.each([
    'https://{{ host }}/a',
    'https://api.example/{{ path }}',
    'https://api.example/a?{{ name }}=1',
    'https://api.example/a?x={% if y %}1{% endif %}',
    'https://api.example/a?x=1#{{ y }}',
    'https://user:password@api.example/a',
    'ftp://api.example/a',
    '/a?x={{ y }}',
    'https://api.example/a?x={{ y',
  ])('is none: %s', (url) => {
    expect(splitFetchUrl(url)).toBeUndefined();
  });
});

describe('publishing a template that fetches', () => {
  const fetch = { name: 'stock', url: 'https://api.example/stock?sku={{ event.properties.sku }}' };
  const publish = async (fetches: TemplateDocument['fetch'], allowedHosts: string[] = ['api.example']) => {
    const documents = [
      makeTemplate(
        { subject: 'Hi', html: '<p>{{ content.stock.left | default: 0 }}</p>' },
        fetches && { fetch: fetches },
      ),
      { kind: 'policy', id: 'contact', status: 'live', allowedHosts },
    ];
    const sources = documents.map((document, index) => ({ document, origin: `${index}.json` }));
    const { problems, compiled } = await validateStored(sources, compileTemplate);
    return { compiled, problems: problems.map(({ code, path, severity }) => [code, path, severity]) };
  };

  it('needs the host in the policy, and reads no value named content', async () => {
    const { problems, compiled } = await publish([fetch]);
    expect(problems).toEqual([]);
    expect(compiled.get('welcome')?.fetch).toEqual([fetch]);
    expect((await publish([fetch], [])).problems).toMatchObject([['wrong_value', 'fetch[0].url', 'error']]);
    expect((await publish(undefined)).problems).toMatchObject([['wrong_value', 'content', 'error']]);
  });

  it('reports a name that is taken, a missing fallback and one without use', async () => {
    const wrong = [
      { ...fetch, onFailure: 'fallback' as const },
      { ...fetch, fallback: { left: 1 } },
      { name: 'other', url: 'https://api.example/{{ a }}' },
    ];
    const paths = (await publish(wrong)).problems.map(([, path]) => path);
    expect(paths).toEqual(['fetch[0].onFailure', 'fetch[1].name', 'fetch[1].fallback', 'fetch[2].url']);
  });
});
