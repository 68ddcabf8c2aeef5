/** The index may hand out too many rules, never too few. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../engine/base/json.ts';
import { compilePattern } from '../../../engine/patterns/compile-pattern.ts';
import { buildEqualityIndex } from '../../../engine/patterns/equality-index.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';

function makeTouchpoint(properties: JsonObject) {
  const detail = { userId: 'u', properties };
  return parseTouchpoint({ id: 'e', source: 's', 'detail-type': 'n', time: '2026-01-01T00:00:00Z', detail });
}

function makeItem(order: number, properties: JsonObject) {
  const pattern = compilePattern({ properties }, 'where');
  return { order, required: pattern.required, matches: pattern.matches };
}

describe('The equality index', () => {
  it('hands out a handful of candidates among thousands', () => {
    const items = Array.from({ length: 5000 }, (_, i) =>
      makeItem(i, { currency: ['EUR'], sku: [`sku-${i}`] }),
    );
    const found = buildEqualityIndex(items).find(makeTouchpoint({ currency: 'EUR', sku: 'sku-77' }));
    expect(found.map((item) => item.order)).toEqual([77]);
  });

  it('files a rule with several values under each, and finds it once', () => {
    const items = [makeItem(0, { sku: ['a', 'b'] }), makeItem(1, { total: [{ numeric: ['>', 1] }] })];
    const found = buildEqualityIndex(items).find(makeTouchpoint({ sku: ['a', 'b', 'c'], total: 5 }));
    expect(found.map((item) => item.order)).toEqual([0, 1]);
  });

  it('never misses an item that matches, and keeps the order', () => {
    const value = fc.constantFrom<Json>('a', 'b', 1, 2, true, null);
    const leaf = fc.oneof(value, fc.array(value, { maxLength: 3 }));
    const inner = fc.dictionary(fc.constantFrom('x', 'y'), leaf, { maxKeys: 2 });
    const properties = fc.record(
      { p: leaf, q: leaf, list: fc.array(inner, { maxLength: 3 }), deep: inner },
      { requiredKeys: [] },
    );
    const wanted = fc.array(value, { minLength: 1, maxLength: 3 });
    const asked = fc.record(
      { p: wanted, q: wanted, list: fc.record({ x: wanted }), deep: fc.record({ y: wanted }) },
      { requiredKeys: [] },
    );
    const some = asked.filter((pattern) => Object.keys(pattern).length > 0);
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), properties, (patterns, content) => {
        const items = patterns.map((pattern, order) => makeItem(order, pattern as unknown as JsonObject));
        const touchpoint = makeTouchpoint(content as unknown as JsonObject);
        const found = buildEqualityIndex(items).find(touchpoint);
        const matching = items.filter((item) => item.matches(touchpoint, 0));
        expect(found.filter((item) => item.matches(touchpoint, 0))).toEqual(matching);
        expect(found.map((item) => item.order)).toEqual(
          [...found.map((item) => item.order)].sort((a, b) => a - b),
        );
      }),
      { numRuns: 500 },
    );
  });
});
