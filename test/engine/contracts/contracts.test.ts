/** Contracts: bounded work, what a schema may not have, which contract applies, and what a report shows. */
import { describe, expect, it } from 'vitest';
import { compileContracts } from '../../../engine/contracts/compile-contract.ts';
import { compileRegex } from '../../../engine/contracts/compile-regex.ts';
import { compileSchema } from '../../../engine/contracts/compile-schema.ts';
import { listSchemaProblems } from '../../../engine/contracts/list-schema-problems.ts';
import { createWorkBudget } from '../../../engine/contracts/work-budget.ts';
import type { EventDocument } from '../../../engine/model/documents/event-document.ts';
import type { Touchpoint } from '../../../engine/model/touchpoint.ts';

const order: EventDocument = {
  kind: 'event',
  id: 'order',
  status: 'live',
  event: 'Order Completed',
  onBreach: 'warn',
  schema: { properties: { total: { type: 'number' } } },
};

const touchpoint: Touchpoint = {
  id: 'e1',
  source: 'shop',
  name: 'Order Completed',
  type: 'track',
  userId: 'anna',
  traits: {},
  properties: { total: 'anna@example.com' },
  context: {},
  occurredAt: 0,
  receivedAt: 0,
};

describe('a regular expression of a contract', () => {
  it('takes steps in proportion to the text where a search that goes back takes exponential time', () => {
    const steps = (length: number) => {
      let spent = 0;
      const find = compileRegex('^(a|a)*(a|aa)+$');
      find(`${'a'.repeat(length)}!`, { spend: (more) => (spent += more) });
      return spent;
    };
    expect(steps(2_000)).toBeLessThan(2.1 * steps(1_000));
  });

  it.each([
    ['(?=a)', 'look'],
    ['(?<!a)b', 'look'],
    ['(a)\\1', 'earlier group'],
    ['\\ba', 'boundary'],
    ['(?i:a)', 'flags'],
    ['(', 'not valid'],
    ['((a{50}){50}){50}', 'states'],
  ])('is refused before it is published: %s', (pattern, word) => {
    const [problem] = listSchemaProblems({ pattern });
    expect(problem).toMatchObject({ segments: ['pattern'], received: pattern });
    expect(problem?.remedy).toContain(word);
  });
});

describe('a schema', () => {
  it.each<[string, Readonly<Record<string, unknown>>, readonly (string | number)[]]>([
    [
      'an unknown keyword',
      { properties: { a: { unevaluatedItems: false } } },
      ['properties', 'a', 'unevaluatedItems'],
    ],
    ['a reference to elsewhere', { items: { $ref: 'https://example.com/x' } }, ['items', '$ref']],
    ['a reference to nothing', { $ref: '#/$defs/none' }, ['$ref']],
    ['a wrong type', { type: 'text' }, ['type']],
    ['a wrong count', { minLength: -1 }, ['minLength']],
    ['an unknown format', { format: 'hostname' }, ['format']],
    ['a list that is no list', { allOf: [] }, ['allOf']],
    ['another dialect', { $schema: 'http://json-schema.org/draft-07/schema#' }, ['$schema']],
    ['an unusable key', { patternProperties: { '\\b': {} } }, ['patternProperties']],
  ])('with %s is refused, with its place', (_what, schema, segments) => {
    expect(listSchemaProblems(schema)).toMatchObject([{ segments }]);
  });

  it('ends in bounded work if it refers to itself without an end, or multiplies its work', () => {
    const endless = { $defs: { a: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' };
    expect(compileSchema(endless)(1, 'properties')).toMatchObject([{ keyword: 'work' }]);
    const names = Array.from({ length: 30 }, (_, index) => `d${index}`);
    const $defs = Object.fromEntries(
      names.map((name, index) => {
        const next = { $ref: `#/$defs/d${index + 1}` };
        return [name, index === 29 ? {} : { allOf: [next, next] }];
      }),
    );
    expect(compileSchema({ $defs, $ref: '#/$defs/d0' })(1, 'properties')).toMatchObject([
      { keyword: 'work' },
    ]);
  });

  it('describes trees, whose members have the form of the whole', () => {
    const check = compileSchema({ type: 'object', properties: { inner: { $ref: '#' } } });
    expect(check({ inner: { inner: {} } }, 'properties')).toEqual([]);
    expect(check({ inner: { inner: 1 } }, 'properties')).toMatchObject([{ path: 'properties.inner.inner' }]);
  });

  it('takes prices as multiples of a cent, whatever the doubles say', () => {
    const check = compileSchema({ multipleOf: 0.01 });
    expect([19.99, 0.07, 1_234_567.89].flatMap((price) => check(price, 'price'))).toEqual([]);
    expect(check(19.995, 'price')).toHaveLength(1);
  });

  it.each([
    [
      'date-time',
      ['2026-11-29T10:00:00Z', '2026-11-29T10:00:00.5+01:00'],
      ['2026-11-29', '2026-11-29T10:00:00'],
    ],
    ['date', ['2026-02-28'], ['2026-02-30', '28/02/2026']],
    ['email', ['a@example.com'], ['a@', 'a b@example.com', 'a@@b']],
    ['uri', ['https://example.com/a'], ['example.com', 'https://a b']],
    ['uuid', ['0f8fad5b-d9cb-469f-a165-70867728950e'], ['0f8fad5b']],
  ])('checks the format %s', (format, good, bad) => {
    const check = compileSchema({ format });
    expect(good.flatMap((text) => check(text, ''))).toEqual([]);
    expect(bad.filter((text) => check(text, '').length === 0)).toEqual([]);
  });
});

describe('the contract of a touchpoint', () => {
  it('is that of its source, else the one for all sources', () => {
    const ofShop: EventDocument = { ...order, id: 'shop-order', source: 'shop' };
    const find = compileContracts([order, ofShop]);
    expect(find(touchpoint)?.contract.id).toBe('shop-order');
    expect(find({ ...touchpoint, source: 'pos' })?.contract.id).toBe('order');
    expect(find({ ...touchpoint, source: 'percorso' })).toBeUndefined();
    expect(find({ ...touchpoint, name: 'Order Cancelled' })).toBeUndefined();
  });

  it('reports places and keywords, at most five, and no value of the event', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const closed = {
      additionalProperties: false,
      required: names,
      properties: { total: { type: 'number' } },
    };
    const { breaches = [] } = compileContracts([{ ...order, schema: closed }])(touchpoint) ?? {};
    expect(breaches).toHaveLength(5);
    expect(JSON.stringify(breaches)).not.toContain('example.com');
  });

  it('describes traits and context too', () => {
    const contract = {
      ...order,
      traitsSchema: { required: ['email'] },
      contextSchema: { required: ['app'] },
    };
    const { breaches = [] } = compileContracts([contract])({ ...touchpoint, properties: {} }) ?? {};
    expect(breaches.map(({ path }) => path)).toEqual(['traits.email', 'context.app']);
  });
});

it('a budget of work ends with an error of its own', () => {
  const budget = createWorkBudget(2);
  budget.spend(2);
  expect(() => budget.spend(1)).toThrow(expect.objectContaining({ code: 'contract_work_exceeded' }));
});
