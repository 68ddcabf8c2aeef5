/** Checks of a mapping beyond its shape. */
import { expect, it } from 'vitest';
import { completeMapping } from '../../../../app/import/complete-mapping.ts';
import { checkMapping } from '../../../../engine/config/check/check-mapping.ts';
import { mappingSchema } from '../../../../engine/config/schemas/mapping-schema.ts';

const check = (mapping: object) =>
  checkMapping(mappingSchema.parse({ source: 'crm', ...mapping }), []).map(({ segments, remedy }) =>
    [segments.join('.'), remedy].join(': '),
  );

it.each([
  ['two columns for one target', { columns: { A: 'userId', B: 'userId' } }, /^columns\.B: .*userId/],
  ['no column with a target', { columns: { A: 'ignore' } }, /^columns: Give at least one/],
  [
    'an empty cell that would delete a consent',
    { columns: { A: { to: 'consent.email', empty: 'delete' } } },
    /trait only/,
  ],
  ['deletions without a trait', { empty: 'delete', columns: { A: 'userId' } }, /^empty: .*no trait/],
  [
    'a consent that a column states too',
    { consent: { email: 'no' }, columns: { A: 'consent.email' } },
    /^consent\.email: A column states/,
  ],
  [
    'a word of a consent in two lists',
    { columns: { A: { to: 'consent.email', yes: [1, 'Y'], nothing: ['y', 0] } } },
    /^columns\.A: A word states one thing/,
  ],
  [
    'words of a consent at a trait',
    { columns: { A: { to: 'traits.optout', nothing: ['0'] } } },
    /^columns\.A: yes, no and nothing are words of a consent/,
  ],
  ['a consent that is neither', { consent: { email: 'perhaps' }, columns: { A: 'userId' } }, /yes or no/],
])('finds %s', (_, mapping, problem) => {
  expect(check(mapping)).toEqual([expect.stringMatching(problem)]);
});

it('adds the defaults, and reads the words of consents as texts', () => {
  const stated = mappingSchema.parse({
    source: 'crm',
    id: 'Order no',
    consent: { 'sms:*': false },
    columns: { Id: 'userId', News: { to: 'consent.email', yes: [1, true], no: [''], nothing: [0] } },
  });
  expect(checkMapping(stated, [])).toEqual([]);
  expect(completeMapping(stated)).toEqual({
    source: 'crm',
    id: ['Order no'],
    empty: 'nothing',
    format: { header: true, decimal: '.', dates: 'YMD', timezone: 'UTC' },
    consent: { 'sms:*': 'denied' },
    columns: {
      Id: { to: 'userId' },
      News: { to: 'consent.email', yes: ['1', 'true'], no: [''], nothing: ['0'] },
    },
  });
});

it('the type of an external id is none of the ids that have a target or a field of their own', () => {
  const parse = (to: string) => mappingSchema.safeParse({ source: 'crm', columns: { A: to } }).success;
  const types = ['userId', 'deviceToken', 'slot', 'crm', 'email'];
  expect(types.map((type) => parse(`externalId.${type}`))).toEqual([false, false, false, true, true]);
});
