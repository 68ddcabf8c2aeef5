/** `percorso lake queries`: the ready queries of the lake, for Athena, with the database of the stage. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lakeTables } from '../../../app/ports/lake.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

/** The views first: the others read them. */
export const lakeQueryNames = ['views', 'funnel', 'cohorts', 'channels'] as const;

const folder = join(import.meta.dirname, '../../../examples/lake');
const views = ['people_now', 'touchpoints_once', 'decisions_once', 'outcomes_once'];
const placed = new RegExp(`\\b(FROM|JOIN|VIEW) (${[...views, ...lakeTables].join('|')})\\b`, 'g');
const parameter = /\{\{(\w+)\}\}/g;

interface LakeQuery {
  readonly name: string;
  readonly sql: string;
  /** Those without a value, in double braces in the text. */
  readonly missing: readonly string[];
}

/** `name`: one of them; all when absent. `values`: of parameters, by name. Throws UsageError. */
export function printLakeQueries(
  name: string | undefined,
  database: string,
  values: ReadonlyMap<string, string>,
): CommandResult {
  const names = lakeQueryNames.filter((known) => name === undefined || known === name);
  if (names.length === 0) {
    throw new UsageError(
      `There is no ready query "${name}".`,
      `Name one of ${lakeQueryNames.join(', ')}, or none for all.`,
    );
  }
  const queries = names.map((each) => fillQuery(each, database, values));
  const used = new Set(names.flatMap((each) => listParameters(readQuery(each))));
  const unknown = [...values.keys()].filter((key) => !used.has(key));
  if (unknown.length > 0) {
    throw new UsageError(
      `The query has no parameter "${unknown[0]}".`,
      used.size === 0 ? 'Leave out --set.' : `Use one of ${[...used].join(', ')}.`,
    );
  }
  const missing = [...new Set(queries.flatMap((query) => query.missing))];
  return {
    exitCode: 0,
    json: { database, queries },
    lines: queries.flatMap(({ sql }, index) => [...(index === 0 ? [] : ['']), ...sql.trimEnd().split('\n')]),
    notes:
      missing.length === 0
        ? []
        : [
            `Replace what is in double braces by a text in quotes, or give --set ${missing[0]}=...: ${missing.join(', ')}.`,
          ],
  };
}

function fillQuery(name: string, database: string, values: ReadonlyMap<string, string>): LakeQuery {
  const sql = readQuery(name)
    .replace(placed, `$1 ${database}.$2`)
    .replace(/^(?!--).*$/gm, (line) =>
      line.replace(parameter, (braces, key: string) => {
        const value = values.get(key);
        return value === undefined ? braces : `'${value.replaceAll("'", "''")}'`;
      }),
    );
  return { name, sql, missing: listParameters(sql) };
}

/** Of the statements, not of the comments that explain them. */
function listParameters(sql: string): readonly string[] {
  const statements = sql.replace(/^--.*$/gm, '');
  return [...new Set(Array.from(statements.matchAll(parameter), ([, key = '']) => key))];
}

function readQuery(name: string): string {
  return readFileSync(join(folder, `${name}.sql`), 'utf8');
}
