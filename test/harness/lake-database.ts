/** The lake as analysts read it: files of its tables in DuckDB, with the views of examples/lake/views.sql. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { lakeColumns } from '../../lib/lake-tables.ts';

const folderOfQueries = resolve(import.meta.dirname, '../../examples/lake');
const types = { string: 'VARCHAR', timestamp: 'TIMESTAMP', int: 'INTEGER' } as const;

export interface LakeDatabase {
  /** Numbers as numbers, moments and dates as text. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** A ready query, with its parameters. */
  run(
    name: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<readonly Record<string, unknown>[]>;
  close(): void;
}

/** `keys`: of the files in the folder, `touchpoints/day=2026-11-24/x.json.gz`. */
export async function openLakeDatabase(folder: string, keys: readonly string[]): Promise<LakeDatabase> {
  const database = await (await DuckDBInstance.create(':memory:')).connect();
  for (const [table, columns] of Object.entries(lakeColumns)) {
    // Athena reads them as external tables; a table without files is empty there.
    const list = [...columns.map(({ name, type }) => `${name}: '${types[type]}'`), "day: 'VARCHAR'"];
    const hasFiles = keys.some((key) => key.startsWith(`${table}/`));
    const source = `read_json('${folder}/${table}/*/*.json.gz', format = 'newline_delimited', columns = {${list.join(', ')}}, hive_partitioning = true, hive_types = {day: VARCHAR})`;
    const empty = columns.map(({ name, type }) => `CAST(NULL AS ${types[type]}) AS ${name}`).join(', ');
    await database.run(
      `CREATE VIEW ${table} AS SELECT * FROM ${hasFiles ? source : `(SELECT ${empty}, '' AS day LIMIT 0)`}`,
    );
  }
  await database.run(await readSql('views'));
  return {
    query: (sql) => ask(database, sql),
    async run(name, parameters) {
      const text = (await readSql(name)).replace(/\{\{(\w+)\}\}/g, (_, parameter: string) => {
        const value = parameters[parameter];
        if (value === undefined) throw new RangeError(`${name} needs ${parameter}`);
        return `'${value.replaceAll("'", "''")}'`;
      });
      return ask(database, text);
    },
    close: () => database.closeSync(),
  };
}

const readSql = (name: string) => readFile(join(folderOfQueries, `${name}.sql`), 'utf8');

async function ask(database: DuckDBConnection, sql: string): Promise<readonly Record<string, unknown>[]> {
  const rows = (await database.runAndReadAll(sql)).getRowObjectsJS();
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'bigint'
          ? Number(value)
          : value instanceof Date
            ? value.toISOString().replace('T', ' ').slice(0, -1)
            : value,
      ]),
    ),
  );
}
