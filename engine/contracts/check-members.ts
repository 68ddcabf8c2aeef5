/** The keywords of JSON Schema that concern the members of objects and lists. */
import { isObject } from '../base/json.ts';
import { type CheckScope, report, type SchemaCheck } from './breach.ts';
import { compileRegex } from './compile-regex.ts';
import { writeCanonical } from './write-canonical.ts';

export type JsonSchema = boolean | Readonly<Record<string, unknown>>;
type SchemaMap = Readonly<Record<string, JsonSchema>>;
export type CompileNode = (schema: JsonSchema) => SchemaCheck;

/** Compiles the keyword of a schema that has it; it may read the keywords beside it. */
type CompileMembers = (schema: Readonly<Record<string, unknown>>, compile: CompileNode) => SchemaCheck;

export const objectKeywords: Readonly<Record<string, CompileMembers>> = {
  properties({ properties }, compile) {
    const checks = Object.entries(properties as SchemaMap).map(([key, one]) => [key, compile(one)] as const);
    return ofObject((value, path, scope) =>
      checks.reduce((holds, [key, check]) => {
        scope.budget.spend(1);
        return (!Object.hasOwn(value, key) || check(value[key], join(path, key), scope)) && holds;
      }, true),
    );
  },
  patternProperties({ patternProperties }, compile) {
    const checks = compilePatterns(patternProperties as SchemaMap, compile);
    return ofObject((value, path, scope) =>
      Object.keys(value).reduce(
        (holds, key) =>
          checks.reduce(
            (inner, [matches, check]) =>
              (!matches(key, scope.budget) || check(value[key], join(path, key), scope)) && inner,
            holds,
          ),
        true,
      ),
    );
  },
  additionalProperties({ additionalProperties, properties = {}, patternProperties = {} }, compile) {
    const check = compile(additionalProperties as JsonSchema);
    const patterns = compilePatterns(patternProperties as SchemaMap, compile);
    const isFurther = (key: string, { budget }: CheckScope) =>
      !Object.hasOwn(properties as SchemaMap, key) && !patterns.some(([matches]) => matches(key, budget));
    return ofObject((value, path, scope) =>
      Object.keys(value).reduce((holds, key) => {
        scope.budget.spend(1);
        if (!isFurther(key, scope)) return holds;
        // The name of the member may be personal: the report has the place of the object.
        if (additionalProperties === false)
          return report(scope, path, 'additionalProperties', 'no further member');
        return check(value[key], join(path, key), scope) && holds;
      }, true),
    );
  },
  propertyNames({ propertyNames }, compile) {
    const check = compile(propertyNames as JsonSchema);
    return ofObject(
      (value, path, scope) =>
        Object.keys(value).every((key) => check(key, path, { budget: scope.budget })) ||
        report(scope, path, 'propertyNames', 'other names of members'),
    );
  },
  required({ required }) {
    const names = required as readonly string[];
    return ofObject((value, path, scope) =>
      names.reduce((holds, name) => {
        scope.budget.spend(1);
        return (
          (Object.hasOwn(value, name) || report(scope, join(path, name), 'required', 'a value')) && holds
        );
      }, true),
    );
  },
  dependentRequired({ dependentRequired }) {
    const entries = Object.entries(dependentRequired as Readonly<Record<string, readonly string[]>>);
    return ofObject((value, path, scope) =>
      entries.every(([name, needs]) => {
        scope.budget.spend(1 + needs.length);
        if (!Object.hasOwn(value, name)) return true;
        const missing = needs.find((need) => !Object.hasOwn(value, need));
        return (
          missing === undefined ||
          report(scope, join(path, missing), 'dependentRequired', `a value beside ${name}`)
        );
      }),
    );
  },
  dependentSchemas({ dependentSchemas }, compile) {
    const checks = Object.entries(dependentSchemas as SchemaMap).map(
      ([key, one]) => [key, compile(one)] as const,
    );
    return ofObject((value, path, scope) =>
      checks.every(([key, check]) => !Object.hasOwn(value, key) || check(value, path, scope)),
    );
  },
  minProperties: ({ minProperties: min }) =>
    ofObject(
      (value, path, scope) =>
        Object.keys(value).length >= Number(min) ||
        report(scope, path, 'minProperties', `at least ${Number(min)} members`),
    ),
  maxProperties: ({ maxProperties: max }) =>
    ofObject(
      (value, path, scope) =>
        Object.keys(value).length <= Number(max) ||
        report(scope, path, 'maxProperties', `at most ${Number(max)} members`),
    ),
};

export const listKeywords: Readonly<Record<string, CompileMembers>> = {
  prefixItems({ prefixItems }, compile) {
    const checks = (prefixItems as readonly JsonSchema[]).map(compile);
    return ofList((value, path, scope) =>
      checks.reduce(
        (holds, check, index) =>
          (index >= value.length || check(value[index], join(path, String(index)), scope)) && holds,
        true,
      ),
    );
  },
  items({ items, prefixItems = [] }, compile) {
    const check = compile(items as JsonSchema);
    const start = (prefixItems as readonly JsonSchema[]).length;
    return ofList((value, path, scope) =>
      value
        .slice(start)
        .reduce<boolean>(
          (holds, item, index) => check(item, join(path, String(start + index)), scope) && holds,
          true,
        ),
    );
  },
  contains({ contains, minContains = 1, maxContains = Number.POSITIVE_INFINITY }, compile) {
    const check = compile(contains as JsonSchema);
    return ofList((value, path, scope) => {
      const found = value.filter((item) => check(item, path, { budget: scope.budget })).length;
      if (found >= Number(minContains) && found <= Number(maxContains)) return true;
      return report(scope, path, 'contains', 'another number of such items');
    });
  },
  minItems: ({ minItems: min }) =>
    ofList(
      (value, path, scope) =>
        value.length >= Number(min) || report(scope, path, 'minItems', `at least ${Number(min)} items`),
    ),
  maxItems: ({ maxItems: max }) =>
    ofList(
      (value, path, scope) =>
        value.length <= Number(max) || report(scope, path, 'maxItems', `at most ${Number(max)} items`),
    ),
  uniqueItems: ({ uniqueItems }) =>
    ofList((value, path, scope) => {
      if (uniqueItems !== true) return true;
      const known = new Set(value.map((item) => writeCanonical(item, scope.budget)));
      return known.size === value.length || report(scope, path, 'uniqueItems', 'no item twice');
    }),
};

function compilePatterns(patterns: SchemaMap, compile: CompileNode) {
  return Object.entries(patterns).map(([source, one]) => [compileRegex(source), compile(one)] as const);
}

function ofObject(
  check: (value: Readonly<Record<string, unknown>>, path: string, scope: CheckScope) => boolean,
): SchemaCheck {
  return (value, path, scope) => !isObject(value) || check(value, path, scope);
}

function ofList(check: (value: readonly unknown[], path: string, scope: CheckScope) => boolean): SchemaCheck {
  return (value, path, scope) => !Array.isArray(value) || check(value, path, scope);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
