/** Puts the arguments of a render tag in place of `block.name` in the Liquid of the block. */
import { type Arguments, readLiteral } from './list-marks.ts';

/** Quoted text, which stays; else the name, and the path below it. */
const references =
  /'[^']*'|"[^"]*"|(?<![\w.\]-])block\.([A-Za-z_][\w-]*)((?:\.[\w-]+|\[(?:\d+|'[^']*'|"[^"]*")\])*)/g;
/** A whole output with nothing but the argument. */
const plainOutput = /^\{\{\s*block\.([A-Za-z_][\w-]*)\s*\}\}$/;

/** `isHtml`: a literal becomes a part of HTML. */
export function fillArguments(mark: string, args: Arguments, isHtml: boolean): string {
  const name = plainOutput.exec(mark)?.[1];
  if (name !== undefined) {
    const text = readLiteral(args[name] ?? 'nil');
    // Liquid in a literal would be evaluated.
    if (text !== undefined && !/\{[{%]/.test(text)) return isHtml ? escapeHtml(text) : text;
  }
  return mark.replace(references, (found: string, parameter?: string, below = '') =>
    parameter === undefined ? found : fillPath(args[parameter] ?? 'nil', below),
  );
}

/** The value of an argument whose own value may be an argument of the block around it. */
export function resolveArguments(args: Arguments, outer: Arguments | undefined): Arguments {
  if (outer === undefined) return args;
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      readLiteral(value) === undefined ? fillArguments(value, outer, false) : value,
    ]),
  );
}

/** A literal has nothing below it. */
function fillPath(value: string, below: string): string {
  return readLiteral(value) === undefined ? value + below : value;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Names that a text reads as `block.name`, and whether a missing one is expected: by a default or a condition. */
export function listParameters(
  source: string,
  marks: readonly { readonly text: string }[],
): ReadonlyMap<string, boolean> {
  const found = new Map<string, boolean>();
  for (const { text } of marks) {
    for (const [, name] of text.matchAll(references)) {
      if (name === undefined) continue;
      const condition = new RegExp(`\\{%-?\\s*(?:if|unless|elsif|case)\\b[^%]*\\bblock\\.${name}\\b`);
      const isExpected = /\|\s*default\s*:/.test(text) || condition.test(source);
      found.set(name, isExpected && (found.get(name) ?? true));
    }
  }
  return found;
}

/** Variables that a text sets itself: an argument with this root would mean another value. */
export function listBound(marks: readonly { readonly text: string }[]): ReadonlySet<string> {
  const names = marks.flatMap(({ text }) => {
    const found =
      /^\{%-?\s*(?:(?:for|tablerow)\s+([\w-]+)\s+in\b|(?:assign|capture|increment|decrement)\s+([\w-]+))/.exec(
        text,
      );
    return found?.[1] ?? found?.[2] ?? [];
  });
  return new Set(names);
}
