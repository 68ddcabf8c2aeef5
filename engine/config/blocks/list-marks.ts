/** Finds the Liquid of a content, and where it names blocks: `{% render 'id', name: value %}`. */
import { omitAbsent } from '../../base/omit-absent.ts';

/** Name → value as Liquid: a literal, or a path. */
export type Arguments = Readonly<Record<string, string>>;

interface Span {
  /** Index of its first character. */
  readonly at: number;
  /** As written. */
  readonly text: string;
}

export interface RenderMark extends Span {
  readonly kind: 'render';
  readonly id: string;
  readonly args: Arguments;
  /** Name of an argument that is given twice. */
  readonly repeated?: string;
}

/** `content`: where a layout shows the content of the template. `invalid`: a render tag that cannot be read. */
export type Mark = RenderMark | (Span & { readonly kind: 'content' | 'liquid' | 'invalid' });

const literal = String.raw`'[^']*'|"[^"]*"|-?\d+(?:\.\d+)?|true|false|nil`;
const path = String.raw`[A-Za-z_][\w-]*(?:\.[\w-]+|\[(?:\d+|'[^']*'|"[^"]*")\])*`;
const tag = new RegExp(
  String.raw`^\{%-?\s*render\s+(['"])([a-z0-9][a-z0-9_-]*)\1((?:\s*,\s*[A-Za-z_][\w-]*\s*:\s*(?:${literal}|${path}))*)\s*,?\s*-?%\}$`,
);
const argument = new RegExp(String.raw`,\s*([A-Za-z_][\w-]*)\s*:\s*(${literal}|${path})`, 'g');

/**
 * In the order of the text. Comments and raw parts count as one mark, so that nothing in them is inserted. The time grows
 * with the length of the text: what has no end is searched for once.
 */
export function listMarks(source: string): readonly Mark[] {
  const found: Mark[] = [];
  const endless = new Set<string>();
  let done = 0;
  for (const { index } of source.matchAll(/\{[{%]/g)) {
    const close = source[index + 1] === '%' ? '%}' : '}}';
    if (index < done || endless.has(close)) continue;
    const end = source.indexOf(close, index + 2);
    if (end < 0) endless.add(close);
    else {
      done = findEnd(source, index, end + 2, endless);
      found.push(readMark(source.slice(index, done), index));
    }
  }
  return found;
}

/** Of a mark; of a comment or a raw part, with its end tag. */
function findEnd(source: string, at: number, end: number, endless: Set<string>): number {
  const name = /^\{%-?\s*(comment|raw)\b/.exec(source.slice(at, end))?.[1];
  if (name === undefined || endless.has(name)) return end;
  const closing = new RegExp(String.raw`\{%-?\s*end${name}\s*-?%\}`, 'g');
  closing.lastIndex = end;
  if (closing.exec(source) !== null) return closing.lastIndex;
  endless.add(name);
  return end;
}

/** The source with its marks, and what is between them, replaced. */
export function mapMarks(
  source: string,
  marks: readonly Mark[],
  { text: mapText, mark: mapMark }: Record<'text' | 'mark', (part: string) => string>,
): string {
  let mapped = '';
  let done = 0;
  for (const { at, text } of marks) {
    mapped += mapText(source.slice(done, at)) + mapMark(text);
    done = at + text.length;
  }
  return mapped + mapText(source.slice(done));
}

/** With blanks of the same length in place of the Liquid, for a reader of the other language. */
export function blankMarks(source: string, marks: readonly Mark[]): string {
  return mapMarks(source, marks, { text: (part) => part, mark: (part) => ' '.repeat(part.length) });
}

function readMark(text: string, at: number): Mark {
  if (/^\{\{-?\s*content\s*-?\}\}$/.test(text)) return { kind: 'content', at, text };
  if (!/^\{%-?\s*render\b/.test(text)) return { kind: 'liquid', at, text };
  const [, , id, written = ''] = tag.exec(text) ?? [];
  if (id === undefined) return { kind: 'invalid', at, text };
  const pairs = [...written.matchAll(argument)].map(([, name = '', value = '']) => [name, value] as const);
  const names = pairs.map(([name]) => name);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  return { kind: 'render', at, text, id, args: Object.fromEntries(pairs), ...omitAbsent({ repeated }) };
}

/** The text of a literal; undefined for a path. */
export function readLiteral(value: string): string | undefined {
  const quoted = /^(['"])([\s\S]*)\1$/.exec(value);
  if (quoted !== null) return quoted[2] ?? '';
  if (value === 'nil') return '';
  return /^(?:-?\d|true$|false$)/.test(value) ? value : undefined;
}
