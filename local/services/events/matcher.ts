/** The matchers at the leaves of an event pattern: exact, prefix, suffix, anything-but, numeric, cidr, ... */

import { BlockList } from 'node:net';

/** `undefined` is an absent field. */
export type LeafTest = (leaf: unknown) => boolean;

export class PatternInvalidError extends Error {
  readonly code = 'event_pattern_invalid';
  readonly path: string;
  constructor(path: string, found: unknown, remedy: string) {
    super(`Event pattern is not valid at ${path}: ${JSON.stringify(found)}. To do: ${remedy}.`);
    this.name = 'PatternInvalidError';
    this.path = path;
  }
}

const kinds = [
  'prefix',
  'suffix',
  'anything-but',
  'numeric',
  'exists',
  'equals-ignore-case',
  'wildcard',
  'cidr',
];

/** Compiles one matcher of a leaf list. Throws `PatternInvalidError`. */
export function compileMatcher(matcher: unknown, path: string): LeafTest {
  if (matcher === null || typeof matcher !== 'object') return (leaf) => leaf === matcher;
  const [[kind, argument] = ['', undefined], ...rest] = Object.entries(matcher);
  if (rest.length > 0 || Array.isArray(matcher)) {
    throw new PatternInvalidError(path, matcher, 'a matcher has one key');
  }
  switch (kind) {
    case 'exists':
      if (typeof argument !== 'boolean')
        throw new PatternInvalidError(path, argument, 'exists is true or false');
      return (leaf) => (leaf !== undefined) === argument;
    case 'numeric':
      return compileNumeric(argument, path);
    case 'cidr':
      return compileCidr(argument, path);
    case 'anything-but':
      return compileAnythingBut(argument, path);
    default:
      return compileText(kind, argument, path);
  }
}

function compileText(kind: string, argument: unknown, path: string): LeafTest {
  const inner = argument as { 'equals-ignore-case'?: unknown } | null;
  if ((kind === 'prefix' || kind === 'suffix') && inner !== null && typeof inner === 'object') {
    const wanted = readText(inner['equals-ignore-case'], path).toLowerCase();
    return onText((text) =>
      kind === 'prefix' ? text.toLowerCase().startsWith(wanted) : text.toLowerCase().endsWith(wanted),
    );
  }
  const wanted = readText(argument, path);
  switch (kind) {
    case 'prefix':
      return onText((text) => text.startsWith(wanted));
    case 'suffix':
      return onText((text) => text.endsWith(wanted));
    case 'equals-ignore-case':
      return onText((text) => text.toLowerCase() === wanted.toLowerCase());
    case 'wildcard': {
      const expression = compileWildcard(wanted, path);
      return onText((text) => expression.test(text));
    }
  }
  throw new PatternInvalidError(path, kind, `use one of ${kinds.join(', ')}`);
}

function compileAnythingBut(argument: unknown, path: string): LeafTest {
  if (argument !== null && typeof argument === 'object' && !Array.isArray(argument)) {
    const [[kind, inner] = ['', undefined]] = Object.entries(argument);
    const tests = (Array.isArray(inner) ? inner : [inner]).map((each) => compileText(kind, each, path));
    return (leaf) => leaf !== undefined && !tests.some((test) => test(leaf));
  }
  const unwanted = Array.isArray(argument) ? argument : [argument];
  if (unwanted.length === 0) throw new PatternInvalidError(path, argument, 'anything-but needs a value');
  return (leaf) => leaf !== undefined && !unwanted.includes(leaf);
}

function compileNumeric(argument: unknown, path: string): LeafTest {
  if (!Array.isArray(argument) || argument.length === 0 || argument.length % 2 !== 0) {
    throw new PatternInvalidError(path, argument, 'numeric is pairs of operator and number');
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let i = 0; i < argument.length; i += 2) {
    const bound: unknown = argument[i + 1];
    if (typeof bound !== 'number') throw new PatternInvalidError(path, bound, 'compare with a number');
    tests.push(compileComparison(String(argument[i]), bound, path));
  }
  return (leaf) => typeof leaf === 'number' && tests.every((test) => test(leaf));
}

function compileComparison(operator: string, bound: number, path: string): (value: number) => boolean {
  switch (operator) {
    case '=':
      return (value) => value === bound;
    case '<':
      return (value) => value < bound;
    case '<=':
      return (value) => value <= bound;
    case '>':
      return (value) => value > bound;
    case '>=':
      return (value) => value >= bound;
  }
  throw new PatternInvalidError(path, operator, 'use =, <, <=, > or >=');
}

function compileCidr(argument: unknown, path: string): LeafTest {
  const [address = '', bits = ''] = readText(argument, path).split('/');
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  const block = new BlockList();
  try {
    block.addSubnet(address, Number(bits), family);
  } catch {
    throw new PatternInvalidError(path, argument, 'a cidr looks like 10.0.0.0/24 or 2001:db8::/32');
  }
  return onText((text) => block.check(text, text.includes(':') ? 'ipv6' : 'ipv4'));
}

function compileWildcard(pattern: string, path: string): RegExp {
  if (/\*\*/.test(pattern)) throw new PatternInvalidError(path, pattern, 'no two wildcards side by side');
  const source = pattern.replace(/\\([*\\])|[\\^$.*+?()[\]{}|]/g, (match, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return match === '*' ? '.*' : `\\${match}`;
  });
  return new RegExp(`^${source}$`, 's');
}

function onText(test: (text: string) => boolean): LeafTest {
  return (leaf) => typeof leaf === 'string' && test(leaf);
}

function readText(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  throw new PatternInvalidError(path, value, `give a string; matchers are ${kinds.join(', ')}`);
}
