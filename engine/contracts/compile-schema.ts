/**
 * Compiles a JSON Schema (2020-12) to a check, without generated code. It knows the keywords that list-schema-problems.ts
 * accepts; references lead to places of the same schema.
 */
import { type Breach, type CheckScope, report, type SchemaCheck } from './breach.ts';
import { type CompileNode, type JsonSchema, listKeywords, objectKeywords } from './check-members.ts';
import { valueKeywords } from './check-values.ts';
import { findTarget } from './find-target.ts';
import { createWorkBudget, WorkExceededError } from './work-budget.ts';

/** Schemas inside one another in one check; touchpoints have at most 16 levels. */
const maxDepth = 200;

/** The breaches of a value, at most 5; none: it is as the schema says. `path`: where the value is in the event. */
export type ValueCheck = (value: unknown, path: string) => readonly Breach[];

/** Throws RegexRefusedError. Publication lists such problems first. */
export function compileSchema(root: JsonSchema): ValueCheck {
  const compiled = new Map<JsonSchema, SchemaCheck>();
  const compile: CompileNode = (schema) => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    let check: SchemaCheck | undefined;
    let depth = 0;
    // Found when it is first used: a schema may refer to itself.
    const late: SchemaCheck = (value, path, scope) => {
      check ??= compileNode(schema, root, compile);
      if (depth >= maxDepth) throw new WorkExceededError();
      depth++;
      try {
        return check(value, path, scope);
      } finally {
        depth--;
      }
    };
    compiled.set(schema, late);
    return late;
  };
  const check = compileNode(root, root, compile);
  return (value, path) => {
    const breaches: Breach[] = [];
    try {
      check(value, path, { budget: createWorkBudget(), breaches });
    } catch (error) {
      if (!(error instanceof WorkExceededError)) throw error;
      breaches.push({ path, keyword: 'work', expected: 'an event that can be checked in fewer steps' });
    }
    return breaches;
  };
}

function compileNode(schema: JsonSchema, root: JsonSchema, compile: CompileNode): SchemaCheck {
  if (typeof schema === 'boolean')
    return (_, path, scope) => schema || report(scope, path, 'false', 'no value');
  const checks: SchemaCheck[] = [];
  for (const [keyword, stated] of Object.entries(schema)) {
    const ofValue = valueKeywords[keyword] as ((stated: unknown) => SchemaCheck) | undefined;
    if (ofValue !== undefined) checks.push(ofValue(stated));
    const ofMembers = objectKeywords[keyword] ?? listKeywords[keyword];
    if (ofMembers !== undefined) checks.push(ofMembers(schema, compile));
    const combine = combinations[keyword];
    if (combine !== undefined) checks.push(combine(schema, compile));
    if (keyword === '$ref') checks.push(compile(findTarget(root, String(stated)) ?? true));
  }
  return (value, path, scope) => {
    scope.budget.spend(1);
    return checks.reduce((holds, check) => check(value, path, scope) && holds, true);
  };
}

const combinations: Readonly<
  Record<string, (schema: Readonly<Record<string, unknown>>, compile: CompileNode) => SchemaCheck>
> = {
  allOf({ allOf }, compile) {
    const checks = (allOf as readonly JsonSchema[]).map(compile);
    return (value, path, scope) => checks.reduce((holds, check) => check(value, path, scope) && holds, true);
  },
  anyOf({ anyOf }, compile) {
    const checks = (anyOf as readonly JsonSchema[]).map(compile);
    return (value, path, scope) =>
      checks.some((check) => check(value, path, silence(scope))) ||
      report(scope, path, 'anyOf', `one of ${checks.length} forms`);
  },
  oneOf({ oneOf }, compile) {
    const checks = (oneOf as readonly JsonSchema[]).map(compile);
    return (value, path, scope) =>
      checks.filter((check) => check(value, path, silence(scope))).length === 1 ||
      report(scope, path, 'oneOf', `exactly one of ${checks.length} forms`);
  },
  not({ not }, compile) {
    const check = compile(not as JsonSchema);
    return (value, path, scope) =>
      !check(value, path, silence(scope)) || report(scope, path, 'not', 'another value');
  },
  if({ if: condition, then = true, else: otherwise = true }, compile) {
    const [test, whenTrue, whenFalse] = [condition, then, otherwise].map((one) => compile(one as JsonSchema));
    return (value, path, scope) => {
      const branch = test?.(value, path, silence(scope)) === true ? whenTrue : whenFalse;
      return branch?.(value, path, scope) ?? true;
    };
  },
};

function silence({ budget }: CheckScope): CheckScope {
  return { budget };
}
