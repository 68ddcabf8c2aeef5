/** Finds the Liquid of a content, and where it names blocks: `{% render 'id', name: value %}`. */

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
}

/** `content`: where a layout shows the content of the template. `invalid`: a render tag that cannot be read. */
export type Mark = RenderMark | (Span & { readonly kind: 'content' | 'liquid' | 'invalid' });

/** Comments and raw parts count as one mark, so that nothing in them is inserted. */
const marks = /\{%-?\s*(comment|raw)\b[\s\S]*?\{%-?\s*end\1\s*-?%\}|\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/g;
const literal = String.raw`'[^']*'|"[^"]*"|-?\d+(?:\.\d+)?|true|false|nil`;
const path = String.raw`[A-Za-z_][\w-]*(?:\.[\w-]+|\[(?:\d+|'[^']*'|"[^"]*")\])*`;
const tag = new RegExp(
  String.raw`^\{%-?\s*render\s+(['"])([a-z0-9][a-z0-9_-]*)\1((?:\s*,\s*[A-Za-z_][\w-]*\s*:\s*(?:${literal}|${path}))*)\s*,?\s*-?%\}$`,
);
const argument = new RegExp(String.raw`,\s*([A-Za-z_][\w-]*)\s*:\s*(${literal}|${path})`, 'g');

/** In the order of the text. */
export function listMarks(source: string): readonly Mark[] {
  return [...source.matchAll(marks)].map((found) => readMark(found[0], found.index));
}

function readMark(text: string, at: number): Mark {
  if (/^\{\{-?\s*content\s*-?\}\}$/.test(text)) return { kind: 'content', at, text };
  if (!/^\{%-?\s*render\b/.test(text)) return { kind: 'liquid', at, text };
  const [, , id, written = ''] = tag.exec(text) ?? [];
  if (id === undefined) return { kind: 'invalid', at, text };
  const args = Object.fromEntries(
    [...written.matchAll(argument)].map(([, name = '', value = '']) => [name, value]),
  );
  return { kind: 'render', at, text, id, args };
}

/** The text of a literal; undefined for a path. */
export function readLiteral(value: string): string | undefined {
  const quoted = /^(['"])([\s\S]*)\1$/.exec(value);
  if (quoted !== null) return quoted[2] ?? '';
  if (value === 'nil') return '';
  return /^(?:-?\d|true$|false$)/.test(value) ? value : undefined;
}
