/** Matchers on strings: prefix, suffix and equals-ignore-case. Anything but a string never matches them. */
import { isObject } from '../../base/json.ts';
import type { LeafTest } from '../leaf-test.ts';
import { PatternInvalidError } from '../pattern-invalid-error.ts';

/** `{ "prefix": "a" }` or `{ "prefix": { "equals-ignore-case": "a" } }`. */
export function compilePrefix(argument: unknown, path: string): LeafTest {
  if (isObject(argument)) return compileIgnoringCase(readNested(argument, path, 'prefix'), '^', '');
  const prefix = requireText(argument, path, 'prefix');
  return { matches: (value) => typeof value === 'string' && value.startsWith(prefix) };
}

/** `{ "suffix": "a" }` or `{ "suffix": { "equals-ignore-case": "a" } }`. */
export function compileSuffix(argument: unknown, path: string): LeafTest {
  if (isObject(argument)) return compileIgnoringCase(readNested(argument, path, 'suffix'), '', '$');
  const suffix = requireText(argument, path, 'suffix');
  return { matches: (value) => typeof value === 'string' && value.endsWith(suffix) };
}

/** `{ "equals-ignore-case": "a" }`. */
export function compileEqualsIgnoreCase(argument: unknown, path: string): LeafTest {
  return compileIgnoringCase(requireText(argument, path, 'equals-ignore-case'), '^', '$');
}

export function requireText(argument: unknown, path: string, matcher: string): string {
  if (typeof argument === 'string') return argument;
  throw new PatternInvalidError(
    path,
    `${matcher} takes a string`,
    argument,
    `Write { "${matcher}": "text" }.`,
  );
}

function readNested(argument: Readonly<Record<string, unknown>>, path: string, matcher: string): string {
  const keys = Object.keys(argument);
  if (keys.length !== 1 || keys[0] !== 'equals-ignore-case') {
    const remedy = `Write { "${matcher}": "text" } or { "${matcher}": { "equals-ignore-case": "text" } }.`;
    throw new PatternInvalidError(path, `${matcher} cannot be combined so`, argument, remedy);
  }
  return requireText(argument['equals-ignore-case'], `${path}.equals-ignore-case`, 'equals-ignore-case');
}

/** Each character of the pattern matches its lower and its upper case, even if those differ in length. */
function compileIgnoringCase(text: string, start: '^' | '', end: '$' | ''): LeafTest {
  const source = text
    .split('')
    .map((unit) => {
      const [lower, upper] = [unit.toLowerCase(), unit.toUpperCase()];
      return lower === upper
        ? escapeForRegExp(unit)
        : `(?:${escapeForRegExp(lower)}|${escapeForRegExp(upper)})`;
    })
    .join('');
  const expression = new RegExp(`${start}${source}${end}`);
  return { matches: (value) => typeof value === 'string' && expression.test(value) };
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
