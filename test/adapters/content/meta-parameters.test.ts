/** Parameters of Meta templates that Meta would refuse are not sent. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import type { MetaTemplate } from '../../../engine/model/documents/meta-template.ts';
import { makeTemplate } from '../../harness/templates.ts';

const render = createContentRenderer(defaultLimits);
const value = '{{ event.properties.v }}';

async function show(parts: Partial<MetaTemplate>, v: string) {
  const metaTemplate = { name: 'order_shipped', language: 'en', ...parts };
  const { compiled } = await compileTemplate(makeTemplate({ metaTemplate }, { channel: 'whatsapp' }));
  return render({ template: compiled, variables: { event: { properties: { v } } }, now: 0 });
}

describe('a parameter', () => {
  it.each<[string, Partial<MetaTemplate>, number]>([
    ['of a text header', { header: { text: value } }, 60],
    ['of a body with a button', { body: [value], buttons: ['x'] }, 1024],
    ['of a body alone', { body: [value] }, 32_768],
    ['of a button', { buttons: [value] }, 2000],
  ])('%s is as long as Meta takes', async (_place, parts, most) => {
    expect(Object.values(await show(parts, 'x'.repeat(most)))).toContain('x'.repeat(most));
    await expect(show(parts, 'x'.repeat(most + 1))).rejects.toThrow(`Meta takes ${most}`);
  });

  it.each(['javascript:alert(1)', 'data:image/png;base64,AA', '/parcel.jpg', 'https:///', 'parcel'])(
    'that is a medium has a URL, not %s',
    async (url) => {
      await expect(show({ header: { image: value } }, url)).rejects.toThrow(
        'metaTemplate.header.image is no URL',
      );
    },
  );

  it('that is a medium has a URL of at most 2,000 characters', async () => {
    const url = 'https://shop.example/parcel.jpg?';
    expect((await show({ header: { image: value } }, url))['meta.header.image']).toBe(url);
    await expect(show({ header: { image: value } }, url + 'x'.repeat(2000))).rejects.toThrow(
      'Meta takes 2000',
    );
  });
});
