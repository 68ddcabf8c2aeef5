/** The fields of a push's content: their order is part of the revision of templates, which must never change. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';

it('gives a template with every field the revision of the first version', async () => {
  const content = {
    raw: { gcm: { android: { priority: 'high' } } },
    data: { b: '1', a: '2' },
    category: 'C',
    timeToLive: 60,
    collapseKey: 'k',
    badge: 1,
    sound: 'default',
    image: 'https://a.example/i.png',
    url: 'https://a.example',
    body: 'B',
    title: 'T',
  };
  const { compiled } = await compileTemplate({
    ...{ kind: 'template', id: 'full', status: 'live', channel: 'push', class: 'promotional' },
    content,
  });
  expect(compiled.revision).toBe('7cc0ce5625511373b999');
});
