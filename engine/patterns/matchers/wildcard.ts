/** `{ "wildcard": "dir/*.png" }`: `*` matches any characters or none; `\*` and `\\` match an asterisk and a backslash. */
import type { LeafTest } from '../leaf-test.ts';
import { PatternInvalidError } from '../pattern-invalid-error.ts';
import { requireText } from './text.ts';

export function compileWildcard(argument: unknown, path: string): LeafTest {
  const parts = splitAtWildcards(requireText(argument, path, 'wildcard'), path);
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return { matches: (value) => value === first };
  return { matches: (value) => typeof value === 'string' && matchesParts(value, first, rest, last) };
}

function splitAtWildcards(text: string, path: string): string[] {
  const parts = [''];
  let wasStar = false;
  for (let index = 0; index < text.length; index++) {
    let unit = text.charAt(index);
    const isStar = unit === '*';
    if (isStar && wasStar) {
      throw new PatternInvalidError(path, 'consecutive wildcards are not allowed', text, 'Write one *.');
    }
    wasStar = isStar;
    if (isStar) {
      parts.push('');
      continue;
    }
    if (unit === '\\') {
      unit = text.charAt(++index);
      if (unit !== '*' && unit !== '\\') {
        const remedy = 'Write \\* for an asterisk and \\\\ for a backslash.';
        throw new PatternInvalidError(path, 'a backslash may only escape * or \\', text, remedy);
      }
    }
    parts[parts.length - 1] += unit;
  }
  return parts;
}

/** Matching each middle part at its first position is enough, and keeps the work linear in the value's length. */
function matchesParts(value: string, first: string, middle: readonly string[], last: string): boolean {
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last))
    return false;
  const end = value.length - last.length;
  let position = first.length;
  for (const part of middle) {
    const found = value.indexOf(part, position);
    if (found === -1 || found + part.length > end) return false;
    position = found + part.length;
  }
  return true;
}
