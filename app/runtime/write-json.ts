/** Writes JSON of any parsed value at any depth: JSON.stringify fails after some thousand levels. */

/** Like JSON.stringify of what JSON.parse gave. */
export function writeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return writeDeepJson(value);
  }
}

/** Texts to write as they are, and values still to be written: the next one is the last. */
type Pending = { readonly text: string } | { readonly value: unknown };

function writeDeepJson(root: unknown): string {
  const parts: string[] = [];
  const pending: Pending[] = [{ value: root }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('text' in next) parts.push(next.text);
    else if (typeof next.value !== 'object' || next.value === null)
      parts.push(JSON.stringify(next.value ?? null));
    else pending.push(...unfold(next.value).reverse());
  }
  return parts.join('');
}

function unfold(value: object): Pending[] {
  const isList = Array.isArray(value);
  const members = Object.entries(value).flatMap(([key, inner], index): Pending[] => [
    { text: `${index === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(key)}:`}` },
    { value: inner },
  ]);
  return [{ text: isList ? '[' : '{' }, ...members, { text: isList ? ']' : '}' }];
}
