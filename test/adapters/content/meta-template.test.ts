/** The Meta template of a locale: what it lacks is that of the default, and its parameters are the same. */
import { expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { checkTemplateContent } from '../../../engine/config/check/check-template-content.ts';
import { metaTemplateSchema } from '../../../engine/config/schemas/meta-template-schema.ts';
import type { MetaTemplate } from '../../../engine/model/documents/meta-template.ts';
import { makeTemplate } from '../../harness/templates.ts';

const defaults: MetaTemplate = {
  name: 'order_shipped',
  language: 'en',
  header: { image: 'https://shop.example/parcel.jpg' },
  body: ["{{ profile.traits.first_name | default: 'there' }}", '{{ event.properties.orderId }}'],
  buttons: ['{{ event.properties.orderId }}', ''],
};
const makeLocalized = (own: MetaTemplate) =>
  makeTemplate({ metaTemplate: defaults }, { channel: 'whatsapp', locales: { it: { metaTemplate: own } } });
const list = (own: Partial<MetaTemplate>) =>
  checkTemplateContent(makeLocalized({ name: 'order_shipped', language: 'it', ...own })).map(
    ({ segments, remedy, severity = 'error' }) => `${severity} ${segments.join('.')}: ${remedy}`,
  );

it('has the header and the buttons of the default where the locale gives the body alone', async () => {
  const { compiled } = await compileTemplate(
    makeLocalized({
      name: 'order_shipped',
      language: 'it',
      body: ['Ciao', '{{ event.properties.orderId }}'],
    }),
  );
  expect(compiled.contents['it']).toEqual({
    'meta.name': 'order_shipped',
    'meta.language': 'it',
    'meta.header.image': 'https://shop.example/parcel.jpg',
    'meta.body.0': 'Ciao',
    'meta.body.1': '{{ event.properties.orderId }}',
    'meta.buttons.0': '{{ event.properties.orderId }}',
  });
});

it('has its own parts alone where the locale names another Meta template', async () => {
  const own = { name: 'ordine_spedito', language: 'it', body: ['{{ event.properties.orderId }}'] };
  const { compiled } = await compileTemplate(makeLocalized(own));
  expect(Object.keys(compiled.contents['it'] ?? {})).toEqual(['meta.name', 'meta.language', 'meta.body.0']);
  expect(list(own)).toEqual([]);
});

it.each<[string, Partial<MetaTemplate>]>([
  ['fewer parameters', { body: ['x'] }],
  ['named parameters', { body: { name: 'x', order: 'y' } }],
  ['another header', { header: { text: 'x' } }],
  ['no button', { buttons: [] }],
  ['another button', { buttons: ['', 'x'] }],
])('refuses a locale with %s', (_what, own) => {
  const [part] = Object.keys(own);
  expect(list(own)).toEqual([
    expect.stringContaining(`error locales.it.metaTemplate.${part}: The default gives`),
  ]);
});

it('names the parameters of both', () => {
  expect(list({ body: [] })).toEqual([
    'error locales.it.metaTemplate.body: The default gives "order_shipped" the parameters 1, 2 in "body", and this locale gives it no parameter. Meta refuses a message with other parameters: give the same ones, or name another Meta template.',
  ]);
});

it('accepts the same parameters with other values', () => {
  const header = { image: 'https://shop.example/pacco.jpg' };
  expect(list({ header, body: ['a', 'b'], buttons: ['x'] })).toEqual([]);
  expect(list({})).toEqual([]);
});

it.each<[string, object, string]>([
  ['two headers', { header: { text: 'a', image: 'https://a.example/b.jpg' } }, 'A header has one parameter'],
  ['no header in "header"', { header: {} }, 'A header has one parameter'],
  ['media by http', { header: { image: 'http://a.example/b.jpg' } }, 'Meta reads media from an HTTPS URL'],
  ['an empty parameter', { body: ['a', ' '] }, 'A parameter needs a value'],
  ['an empty parameter with a name', { body: { first: '' } }, 'A parameter needs a value'],
])('refuses %s, which Meta would refuse in each message', (_what, part, message) => {
  const read = metaTemplateSchema.safeParse({ name: 'order_shipped', language: 'en', ...part });
  expect(JSON.stringify(read.error?.issues)).toContain(message);
});

it('accepts media whose URL begins with a value', () => {
  const header = { image: '{{ event.properties.image }}' };
  expect(metaTemplateSchema.safeParse({ name: 'a', language: 'en', header }).success).toBe(true);
});
