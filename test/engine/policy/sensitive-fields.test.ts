/** Hides the values of sensitive fields, and nothing beside them. */
import { expect, it } from 'vitest';
import type { Json } from '../../../engine/base/json.ts';
import { hideSensitive, listSensitive } from '../../../engine/policy/sensitive-fields.ts';

const fields = listSensitive(
  [
    { path: 'profile.traits.health' },
    { path: 'event.properties.products.illness', allow: ['template/note'] },
    { path: 'event.context.ip' },
    { path: 'account.iban' },
    { path: 'profile.traits.2024' },
    { path: 'profile.traits.device_timezone' },
  ],
  [{ id: 'illnesses', path: 'properties.products.illness' }],
);

it.each<[what: string, root: string, value: Json, hidden: Json]>([
  ['a trait', 'profile.traits', { health: { b: 1 }, name: 'A' }, { health: '[sensitive]', name: 'A' }],
  ['the statement of a trait', 'event.traits', { health: null }, { health: '[sensitive]' }],
  [
    'a computed trait',
    'profile.computed',
    { illnesses: ['x'], orders: 2 },
    { illnesses: '[sensitive]', orders: 2 },
  ],
  [
    'members of a list',
    'event.properties',
    { products: [{ illness: 'x', id: 1 }, { id: 2 }, 'text', null] },
    { products: [{ illness: '[sensitive]', id: 1 }, { id: 2 }, 'text', null] },
  ],
  ['a part of the context', 'event.context', { ip: '1.2.3.4', page: {} }, { ip: '[sensitive]', page: {} }],
  [
    'traits in the context',
    'event.context',
    { traits: { health: 1, a: 1 } },
    { traits: { health: '[sensitive]', a: 1 } },
  ],
  [
    'traits of an account in the context',
    'event.context',
    { group: { id: 'acme', traits: { iban: { a: 'IT60' }, plan: 'pro' } }, groupId: 'acme' },
    { group: { id: 'acme', traits: { iban: '[sensitive]', plan: 'pro' } }, groupId: 'acme' },
  ],
  ['a trait whose name is a number', 'profile.traits', { 2024: 'a' }, { 2024: '[sensitive]' }],
  ['the zone of the device', 'event.context', { timezone: 'a' }, { timezone: '[sensitive]' }],
  ['nothing where a text is', 'event.properties', { products: 'none' }, { products: 'none' }],
])('hides %s', (_what, root, value, hidden) => {
  const before = structuredClone(value);
  expect(hideSensitive(value, root.split('.'), fields)).toEqual(hidden);
  expect(value).toEqual(before);
});
