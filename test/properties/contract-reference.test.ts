/** The check of contracts agrees with Ajv on random schemas and values, and its expressions with those of JavaScript. */
import { fc, test } from '@fast-check/vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { compileRegex } from '../../engine/contracts/compile-regex.ts';
import { compileSchema } from '../../engine/contracts/compile-schema.ts';
import { listSchemaProblems } from '../../engine/contracts/list-schema-problems.ts';
import { createWorkBudget } from '../../engine/contracts/work-budget.ts';

const key = fc.constantFrom('a', 'b', 'ab', 'c');
const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '\u00e8', '\u{1F600}', '-'), maxLength: 5 });
const number = fc.oneof(fc.integer({ min: -6, max: 6 }), fc.constantFrom(0.5, 2.5, -0));
const leaf = fc.oneof(text, number, fc.boolean(), fc.constant(null));

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

const count = fc.integer({ min: 0, max: 4 });
const types = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object');
const regexes = fc.constantFrom(
  '^a',
  'b$',
  '^(a|b)+$',
  '[ab]{2,3}',
  '\\d',
  '^\\p{L}*$',
  'a.b',
  '^.$',
  '(?:a|)*1',
);
const names = fc.uniqueArray(key, { maxLength: 3 });

const { schema } = fc.letrec<{ schema: boolean | Record<string, unknown> }>((tie) => {
  const inner = tie('schema');
  const map = fc.dictionary(key, inner, { maxKeys: 3 });
  const several = fc.array(inner, { minLength: 1, maxLength: 3 });
  const entry = (keyword: string, stated: fc.Arbitrary<unknown>) =>
    stated.map((one) => [keyword, one] as const);
  const keyword = fc.oneof(
    entry('type', fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 3 }))),
    entry(
      'enum',
      fc.uniqueArray(leaf, { minLength: 1, maxLength: 4, selector: (one) => JSON.stringify(one) }),
    ),
    entry('const', value),
    entry('minLength', count),
    entry('maxLength', count),
    entry('pattern', regexes),
    entry('minimum', number),
    entry('exclusiveMaximum', number),
    entry('multipleOf', fc.constantFrom(1, 2, 0.5)),
    entry('properties', map),
    entry('patternProperties', fc.dictionary(fc.constantFrom('^a', 'b$', '.'), inner, { maxKeys: 2 })),
    entry('additionalProperties', inner),
    entry('propertyNames', inner),
    entry('required', names),
    entry('dependentRequired', fc.dictionary(key, names, { maxKeys: 2 })),
    entry('dependentSchemas', map),
    entry('minProperties', count),
    entry('maxProperties', count),
    entry(
      'prefixItems',
      fc.array(
        inner.filter((one) => one !== false),
        { minLength: 1, maxLength: 3 },
      ),
    ),
    entry('items', inner),
    entry('contains', fc.record({ type: types })),
    entry('minContains', count),
    entry('maxContains', count),
    entry('minItems', count),
    entry('maxItems', count),
    entry('uniqueItems', fc.boolean()),
    entry('allOf', several),
    entry('anyOf', several),
    entry('oneOf', several),
    entry('not', inner),
    entry('if', inner),
    entry('then', inner),
    entry('else', inner),
    entry('$ref', fc.constant('#/$defs/shared')),
  );
  const few = fc.array(keyword, { maxLength: 4 }).map((entries): Record<string, unknown> => {
    const { contains, ...rest } = Object.fromEntries(entries);
    // Beside `prefixItems`, Ajv accepts an empty list, which contains nothing.
    return contains === undefined || 'prefixItems' in rest ? rest : { ...rest, contains };
  });
  return { schema: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.boolean(), few) };
});

const root = fc
  .tuple(schema, fc.record({ type: types }))
  .map(([one, shared]) => ({ $defs: { shared }, allOf: [one] }));

test.prop([root, fc.array(value, { minLength: 1, maxLength: 8 })], { numRuns: 150 })(
  'accepts exactly the values that Ajv accepts',
  (stated, values) => {
    expect(listSchemaProblems(stated)).toEqual([]);
    const reference = new Ajv2020({ strict: false, validateFormats: false }).compile(stated);
    const check = compileSchema(stated);
    for (const one of values) {
      expect(check(one, 'properties').length === 0, JSON.stringify({ stated, one })).toBe(reference(one));
    }
  },
);

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '\\p{Lu}', '^', '$', '\\u{1F600}');
const { regex } = fc.letrec<{ regex: string }>((tie) => ({
  regex: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc.tuple(tie('regex'), tie('regex')).map(([left, right]) => `${left}${right}`),
    fc.tuple(tie('regex'), tie('regex')).map(([left, right]) => `(?:${left}|${right})`),
    fc
      .tuple(tie('regex'), fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{1,}', '*?'))
      .map(([inner, times]) => `(${inner})${times}`),
  ),
}));

test.prop([regex, fc.array(text, { maxLength: 12 })], { numRuns: 1_000 })(
  'finds an expression in exactly the texts in which JavaScript finds it',
  (source, texts) => {
    const reference = new RegExp(source, 'u');
    const find = compileRegex(source);
    for (const one of texts)
      expect(find(one, createWorkBudget()), `${source} in ${one}`).toBe(reference.test(one));
  },
);
