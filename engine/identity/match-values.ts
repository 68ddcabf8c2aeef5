/** Compares texts with a list of values, in any case; `*` in a value matches any text. Linear in the text's length. */

/** `normalize` gives the normal form of a listed value without `*`: the value as written counts as well. */
export function makeMatcher(
  listed: readonly string[],
  normalize: (text: string) => string | undefined,
): (text: string) => boolean {
  const exact = new Set<string>();
  const patterns: (readonly string[])[] = [];
  for (const text of listed) {
    if (text.includes('*')) patterns.push(fold(text).split('*'));
    else for (const form of [text, normalize(text)]) if (form !== undefined) exact.add(fold(form));
  }
  return (text) => {
    const folded = fold(text);
    return exact.has(folded) || patterns.some((parts) => matches(folded, parts));
  };
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}

/** `parts`: the texts between the stars, at least two. */
function matches(text: string, parts: readonly string[]): boolean {
  const [first = '', ...middle] = parts;
  const last = middle.pop() ?? '';
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const part of middle) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
