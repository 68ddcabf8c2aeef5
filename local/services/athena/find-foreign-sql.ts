/** What DuckDB accepts and Athena does not: the local cloud refuses it, as a stage would. */

/** Comments, and texts and names in quotes. */
const hidden = /--[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)/g;

const foreign: readonly (readonly [form: RegExp, name: string, instead: string])[] = [
  [/::/, '::', 'write CAST(value AS type)'],
  [/==/, '==', 'write ='],
  [/\/\//, '//', 'write a / b: of two integers, Athena gives an integer'],
  [/\bQUALIFY\b/i, 'QUALIFY', 'filter the column of a subquery'],
  [/\*\s*(?:EXCLUDE|REPLACE)\b/i, '* EXCLUDE', 'name the columns'],
  [/\bILIKE\b/i, 'ILIKE', 'write lower(value) LIKE'],
  [/\bLIMIT\s+\d+\s+OFFSET\b/i, 'LIMIT before OFFSET', 'write OFFSET 5 LIMIT 10'],
  [/(?:[=(,]|\bSELECT|\bIN)\s*\[/i, '[1, 2]', 'write ARRAY[1, 2]'],
  [/\b(?:ASOF|POSITIONAL|SEMI|ANTI)\s+JOIN\b/i, 'this kind of join', 'write EXISTS, or a window function'],
];

/** Why Athena would not run it, in its form; undefined when nothing is known. */
export function findForeignSql(sql: string): string | undefined {
  const code = sql.replace(hidden, (found) => ' '.repeat(found.length));
  const [, name, instead] = foreign.find(([form]) => form.test(code)) ?? [];
  return name === undefined ? undefined : `SYNTAX_ERROR: Athena has no ${name}: ${instead}.`;
}
