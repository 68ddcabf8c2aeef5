/**
 * Parses the regular expressions that a contract may use: those that can be decided while each character of a text is read once. Groups that look
 * around and references to earlier groups are refused, because only a search that goes back can decide them.
 */

/** A parsed expression. `char` is the source of what matches one character: `a`, `\d`, `[a-z]`, `.`. */
export type RegexNode =
  | { readonly kind: 'char'; readonly source: string }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly RegexNode[] }
  /** `max` is infinite for `*`, `+` and `{2,}`. */
  | { readonly kind: 'repeat'; readonly part: RegexNode; readonly min: number; readonly max: number };

/** The expression is no regular expression, or one that a contract may not use. */
export class RegexRefusedError extends Error {
  readonly code = 'regex_refused';
  /** A part of a sentence: what is wrong. */
  readonly problem: string;
  constructor(problem: string) {
    super(`The regular expression cannot be used: ${problem}`);
    this.name = 'RegexRefusedError';
    this.problem = problem;
  }
}

/** Of the flag `u`, as JSON Schema says. Throws RegexRefusedError. */
export function parseRegex(source: string): RegexNode {
  try {
    new RegExp(source, 'u');
  } catch {
    throw new RegexRefusedError('it is not valid with the flag "u"');
  }
  const reader: Reader = { source, at: 0 };
  return parseChoice(reader);
}

/** The syntax is valid: the reader only finds the parts. */
interface Reader {
  readonly source: string;
  at: number;
}

function parseChoice(reader: Reader): RegexNode {
  const parts = [parseSequence(reader)];
  while (reader.source[reader.at] === '|') {
    reader.at++;
    parts.push(parseSequence(reader));
  }
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { kind: 'choice', parts };
}

function parseSequence(reader: Reader): RegexNode {
  const parts: RegexNode[] = [];
  for (;;) {
    const next = reader.source[reader.at];
    if (next === undefined || next === '|' || next === ')') return { kind: 'sequence', parts };
    parts.push(parseQuantifier(reader, parseTerm(reader)));
  }
}

const groupForms: readonly (readonly [RegExp, string | undefined])[] = [
  [/\(\?:/y, undefined],
  [/\(\?<[^=!>]+>/y, undefined],
  [/\(\?<?[=!]/y, 'it looks around with a group such as "(?=...)"'],
  [/\(\?/y, 'it changes flags inside a group'],
  [/\(/y, undefined],
];

function parseTerm(reader: Reader): RegexNode {
  const { source } = reader;
  const next = source[reader.at];
  if (next === '^' || next === '$') {
    reader.at++;
    return { kind: next === '^' ? 'start' : 'end' };
  }
  if (next === '(') {
    for (const [form, problem] of groupForms) {
      const opening = readForm(reader, form);
      if (opening === undefined) continue;
      if (problem !== undefined) throw new RegexRefusedError(problem);
      break;
    }
    const inner = parseChoice(reader);
    reader.at++;
    return inner;
  }
  return { kind: 'char', source: readCharacter(reader) };
}

const characterForms = [
  /\[(?:\\.|[^\]\\])*\]/suy,
  /\\[pP]\{[^}]*\}/y,
  /\\u\{[^}]*\}/y,
  /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}/y,
  /\\u[0-9a-fA-F]{4}/y,
  /\\x[0-9a-fA-F]{2}/y,
  /\\c[a-zA-Z]/y,
  /\\./suy,
  /./suy,
];

function readCharacter(reader: Reader): string {
  const ahead = reader.source.slice(reader.at, reader.at + 2);
  if (/^\\[bB]$/.test(ahead)) throw new RegexRefusedError('it uses a word boundary ("\\b")');
  if (/^\\[1-9k]$/.test(ahead)) throw new RegexRefusedError('it refers to an earlier group ("\\1")');
  for (const form of characterForms) {
    const found = readForm(reader, form);
    if (found !== undefined) return found;
  }
  throw new RegexRefusedError('it has a part that is not known');
}

function parseQuantifier(reader: Reader, part: RegexNode): RegexNode {
  const found = readForm(reader, /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y);
  if (found === undefined) return part;
  const [, from, comma, to] = /^\{(\d+)(,?)(\d*)\}/.exec(found) ?? [];
  if (from === undefined) {
    const max = found.startsWith('?') ? 1 : Number.POSITIVE_INFINITY;
    return { kind: 'repeat', part, min: found.startsWith('+') ? 1 : 0, max };
  }
  const max = to === '' ? (comma === '' ? Number(from) : Number.POSITIVE_INFINITY) : Number(to);
  return { kind: 'repeat', part, min: Number(from), max };
}

function readForm(reader: Reader, form: RegExp): string | undefined {
  form.lastIndex = reader.at;
  const [found] = form.exec(reader.source) ?? [];
  if (found !== undefined) reader.at += found.length;
  return found;
}
