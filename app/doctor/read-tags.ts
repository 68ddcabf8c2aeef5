/** The form that DKIM and DMARC records share (RFC 6376, 3.2). */

/** `v=DMARC1; p=none` → `{ v: 'DMARC1', p: 'none' }`. Blanks around and in values are dropped; the first of a name counts. */
export function readTags(text: string): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {};
  for (const part of text.split(';')) {
    const at = part.indexOf('=');
    if (at < 1) continue;
    const name = part.slice(0, at).trim().toLowerCase();
    if (!Object.hasOwn(tags, name)) tags[name] = part.slice(at + 1).replaceAll(/\s/g, '');
  }
  return tags;
}
