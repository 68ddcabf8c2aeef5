/** Reads SQL as far as Percorso needs it: without comments and quoted text, where the parameters are, where it ends. */

export interface SqlText {
  /** Same length; comments and quoted texts are spaces. */
  readonly code: string;
  /** Places of the parameters (`?`). */
  readonly marks: readonly number[];
  /** A comment or quote that does not end. */
  readonly open: 'comment' | 'quote' | undefined;
}

/** Comments of a line or a block, texts and names in quotes. In Trino, as in Athena, a quote inside is doubled. */
const part = /--[^\r\n]*|\/\*[\s\S]*?(\*\/|$)|'(?:[^']|'')*('|$)|"(?:[^"]|"")*("|$)|`[^`]*(`|$)/g;

export function readSql(sql: string): SqlText {
  let open: SqlText['open'];
  const code = sql.replace(part, (found, comment?: string, text?: string, name?: string, tick?: string) => {
    if (found.startsWith('/*') && comment === '') open = 'comment';
    if (text === '' || name === '' || tick === '') open = 'quote';
    return ' '.repeat(found.length);
  });
  return { code, marks: [...code.matchAll(/\?/g)].map(({ index }) => index), open };
}

/** Each `?` replaced by the literal at its place. `literals`: SQL, one per parameter. */
export function fillParameters(sql: string, literals: readonly string[]): string {
  const { marks } = readSql(sql);
  let filled = '';
  let from = 0;
  for (const [index, mark] of marks.entries()) {
    filled += sql.slice(from, mark) + (literals[index] ?? '?');
    from = mark + 1;
  }
  return filled + sql.slice(from);
}
