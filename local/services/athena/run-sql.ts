/** Runs one SQL statement over objects with DuckDB, and writes its rows as Athena does. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findForeignSql } from './find-foreign-sql.ts';

export interface LakeObject {
  readonly database: string;
  readonly table: string;
  readonly key: string;
  readonly body: Uint8Array;
}

export class QueryFailedError extends Error {
  readonly code = 'query_failed';
  readonly bytes: number;
  constructor(reason: string, bytes: number) {
    super(reason);
    this.name = 'QueryFailedError';
    this.bytes = bytes;
  }
}

export interface SqlResult {
  readonly csv: string;
  /** Of the objects of all tables that the SQL names. */
  readonly bytes: number;
}

const readers: readonly (readonly [form: RegExp, reader: string, options: string])[] = [
  // A table of Athena skips the header by its property skip.header.line.count.
  [/\.csv(?:\.gz)?$/, 'read_csv', ', header = true'],
  [/\.jsonl?(?:\.gz)?$/, 'read_json', ''],
  [/\.parquet$/, 'read_parquet', ''],
];

/** Throws QueryFailedError with a reason in Athena's form. */
export async function runSql(
  sql: string,
  database: string,
  objects: readonly LakeObject[],
  scanLimit: number,
): Promise<SqlResult> {
  const named = objects.filter(({ table }) => new RegExp(`\\b${escapeRegex(table)}\\b`, 'i').test(sql));
  const bytes = named.reduce((sum, { body }) => sum + body.length, 0);
  const foreign = findForeignSql(sql);
  if (foreign !== undefined) throw new QueryFailedError(foreign, 0);
  if (bytes > scanLimit) throw new QueryFailedError('Bytes scanned limit was exceeded', bytes);
  // Loaded with the first query: most clouds run none, and the library has 70 MB.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const folder = await mkdtemp(join(tmpdir(), 'percorso-athena-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    // As in Athena, 7 / 2 is 3.
    await connection.run('SET integer_division = true');
    await createTables(named, folder, (statement) => connection.run(statement));
    await connection.run(`CREATE SCHEMA IF NOT EXISTS "${database}"`);
    await connection.run(`USE "${database}"`);
    // The SQL reads the tables, and no file of this machine.
    await connection.run('SET enable_external_access = false');
    const described = await connection.runAndReadAll(`DESCRIBE ${sql}`);
    const columns = described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
    const reader = await connection.runAndReadAll(
      `SELECT ${columns.map(toText).join(', ')} FROM (${sql}) AS result(${columns.map((_, index) => `c${index}`).join(', ')})`,
    );
    const rows = reader.getRows().map((row) => row.map((value) => (value === null ? null : String(value))));
    return { csv: [columns.map(({ name }) => name), ...rows].map(writeRecord).join(''), bytes };
  } catch (error) {
    throw new QueryFailedError(explain(error), bytes);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}

async function createTables(
  objects: readonly LakeObject[],
  folder: string,
  run: (statement: string) => Promise<unknown>,
): Promise<void> {
  const tables = Map.groupBy(objects, ({ database, table }) => `"${database}"."${table}"`);
  let count = 0;
  for (const [name, members] of tables) {
    const files: string[] = [];
    for (const { key, body } of members) {
      count += 1;
      const file = join(folder, String(count), key.slice(key.lastIndexOf('/') + 1).replaceAll("'", ''));
      await mkdir(join(folder, String(count)));
      await writeFile(file, body);
      files.push(`'${file}'`);
    }
    const [, reader, options] = readers.find(([form]) => members.every(({ key }) => form.test(key))) ?? [];
    if (reader === undefined)
      throw new Error(
        `HIVE_UNSUPPORTED_FORMAT: ${name} must have objects of one form: .csv, .json, .jsonl or .parquet`,
      );
    await run(`CREATE SCHEMA IF NOT EXISTS ${name.split('.')[0]}`);
    await run(`CREATE TABLE ${name} AS SELECT * FROM ${reader}([${files.join(', ')}]${options})`);
  }
}

/** As Trino prints it: a timestamp has milliseconds. */
function toText({ type }: { readonly type: string }, index: number): string {
  const column = `c${index}`;
  if (/^TIMESTAMP WITH TIME ZONE$/.test(type)) return `strftime(${column}, '%Y-%m-%d %H:%M:%S.%g') || ' UTC'`;
  if (/^TIMESTAMP/.test(type)) return `strftime(${column}, '%Y-%m-%d %H:%M:%S.%g')`;
  return `CAST(${column} AS VARCHAR)`;
}

/** Every value in quotes; NULL is nothing, without quotes. */
function writeRecord(values: readonly (string | null)[]): string {
  return `${values.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)).join(',')}\n`;
}

/** Athena names the kind of error first. */
function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/^[A-Z_]+:/.test(message)) return message;
  const [, missing] =
    /^Catalog Error: (?:Scalar|Aggregate|Table|Macro) Function with name "?(\w+)/.exec(message) ?? [];
  if (missing !== undefined)
    return `FUNCTION_NOT_FOUND: the local cloud runs SQL with DuckDB, which has no function ${missing}. Try the SQL in Athena: docs/local-cloud.md#queries-of-the-warehouse.`;
  const [, table] = /^Catalog Error: (?:Table|Schema) with name "?([\w.]+)/.exec(message) ?? [];
  if (table !== undefined) {
    const place = table.includes('.') ? table.replace('.', '/') : `<database>/${table}`;
    return `TABLE_NOT_FOUND: no table ${table}: its objects must be below tables/${place}/ in the bucket with the results.`;
  }
  if (/^Binder Error.*column/i.test(message)) return `COLUMN_NOT_FOUND: ${message}`;
  if (/^(?:Parser|Binder|Catalog) Error/.test(message)) return `SYNTAX_ERROR: ${message}`;
  if (/^Conversion Error/.test(message)) return `INVALID_CAST_ARGUMENT: ${message}`;
  return `GENERIC_USER_ERROR: ${message}`;
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
