/** Conditions that are refused: where, and with what remedy. The schema for editors agrees on shapes. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compileCondition } from '../../../engine/conditions/compile-condition.ts';
import { conditionSchema } from '../../../engine/config/schemas/condition-schema.ts';
import type { Condition } from '../../../engine/model/documents/condition.ts';
import { PatternInvalidError } from '../../../engine/patterns/pattern-invalid-error.ts';

const refusals: readonly (readonly [unknown, string, string])[] = [
  ['segment', 'condition', 'Write an object with one of all, any, not'],
  [{}, 'condition', 'exactly one of'],
  [{ segment: 'a', not: { segment: 'b' } }, 'condition', 'join several with'],
  [{ toString: 1 }, 'condition', 'exactly one of'],
  [{ all: [] }, 'condition.all', 'at least one condition'],
  [{ any: { segment: 'a' } }, 'condition.any', 'at least one condition'],
  [{ all: [{ segment: 'a' }, { segment: 5 }] }, 'condition.all[1].segment', '{ "segment": "its-id" }'],
  [{ not: { event: {} } }, 'condition.not.event', 'at least one field'],
  [
    { event: { property: { a: [1] } } },
    'condition.event.property',
    'Use one of name, source, type, properties',
  ],
  [{ event: { $or: [{ name: ['a'] }, { nam: ['b'] }] } }, 'condition.event.$or[1].nam', 'Use one of name'],
  [{ profile: { trait: { a: [1] } } }, 'condition.profile.trait', 'Use one of id, userId, traits'],
  [{ event: { properties: { a: 5 } } }, 'condition.event.properties.a', 'Write an array: [5]'],
  [{ did: 'Order Completed' }, 'condition.did', 'Order Completed'],
  [{ did: { event: '' } }, 'condition.did.event', 'Name one event'],
  [{ did: { event: 'a', times: 3 } }, 'condition.did.times', 'Use event, within, atLeast'],
  [{ did: { event: 'a', within: '30 days' } }, 'condition.did.within', 'P30D'],
  [{ did: { event: 'a', within: 'P0D' } }, 'condition.did.within', 'P30D'],
  [{ did: { event: 'a', atLeast: 1.5 } }, 'condition.did.atLeast', 'whole number'],
  [{ did: { event: 'a', atLeast: 0 } }, 'condition.did.atLeast', '"atMost": 0'],
  [{ did: { event: 'a', atLeast: 3, atMost: 2 } }, 'condition.did', 'may not be more'],
  [{ did: { event: 'a', where: { sku: ['x'] } } }, 'condition.did.where.sku', 'Use one of name'],
  [{ did: { event: 'a', where: { occurredAt: [{ date: ['>', 'now'] }] } } }, 'condition.did.where', 'within'],
];

describe('conditions that are refused', () => {
  it.each(refusals)('%j', (condition, path, remedy) => {
    const error = catchError(() => compileCondition(condition as Condition));
    expect(error).toBeInstanceOf(PatternInvalidError);
    expect(error).toMatchObject({ path, remedy: expect.stringContaining(remedy) });
  });

  it('are refused when nested without end', () => {
    let condition: Condition = { segment: 'a' };
    for (let depth = 0; depth < 5000; depth++) condition = { not: condition };
    expect(catchError(() => compileCondition(condition))).toBeInstanceOf(PatternInvalidError);
  });

  it('put the path under the name they are given', () => {
    const error = catchError(() => compileCondition({ all: [] }, 'rules.vip.condition'));
    expect(error).toMatchObject({ path: 'rules.vip.condition.all' });
  });
});

describe('the schema of conditions', () => {
  it('accepts conditions that compile', () => {
    const condition: Condition = {
      all: [
        { profile: { traits: { country: ['IT', null], age: [{ numeric: ['>=', 18] }] } } },
        {
          event: {
            properties: { total: [{ numeric: ['>', 100] }] },
            $or: [{ name: ['a'] }, { source: ['b'] }],
          },
        },
        { did: { event: 'Order Completed', within: 'P30D', atLeast: 3, where: { properties: { a: [1] } } } },
        { not: { any: [{ segment: 'vip' }] } },
      ],
    };
    expect(conditionSchema.parse(condition)).toEqual(condition);
    expect(compileCondition(condition).usesEvent).toBe(true);
  });

  it.each([
    [{ all: [] }],
    [{ segment: 'Not A Slug' }],
    [{ did: {} }],
    [{ event: { name: 'a' } }],
    [{ event: { name: [] } }],
  ])('refuses %j', (condition) => expect(conditionSchema.safeParse(condition).success).toBe(false));

  it('becomes a JSON Schema that names every matcher', () => {
    const text = JSON.stringify(z.toJSONSchema(conditionSchema));
    for (const matcher of ['anything-but', 'wildcard', 'cidr', 'date', 'exists', '$or'])
      expect(text).toContain(matcher);
  });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
