/** What publication finds wrong with a contract. */
import { expect, it } from 'vitest';
import { checkEvent } from '../../../../engine/config/check/check-event.ts';
import type { EventDocument } from '../../../../engine/model/documents/event-document.ts';

const base: EventDocument = { kind: 'event', id: 'a', status: 'live', event: 'A', onBreach: 'warn' };
const schema = { required: ['total'] };

it.each<[string, Partial<EventDocument>, string, readonly (string | number)[]]>([
  ['no schema', {}, 'missing', ['schema']],
  [
    'a schema that cannot be checked',
    { traitsSchema: { $anchor: 'x' } },
    'invalid_schema',
    ['traitsSchema', '$anchor'],
  ],
  [
    'an example that breaks it',
    { schema, examples: [{ properties: {} }] },
    'example_disagrees',
    ['examples', 0],
  ],
  [
    'an example that keeps it although it must not',
    { schema, examples: [{ properties: { total: 1 }, isValid: false }] },
    'example_disagrees',
    ['examples', 0],
  ],
  ['an event that Percorso reports itself', { schema, event: 'Message Opened' }, 'wrong_value', ['event']],
])('finds %s', (_what, fields, code, segments) => {
  expect(checkEvent({ ...base, ...fields })).toMatchObject([{ code, segments }]);
});

it('accepts a contract whose examples agree with it', () => {
  const examples = [{ properties: { total: 1 } }, { isValid: false }];
  expect(checkEvent({ ...base, schema, examples })).toEqual([]);
});
