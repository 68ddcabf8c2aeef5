/** The lake as analysts read it: the files of its bucket in DuckDB, with the views of examples/lake/views.sql. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { lakeColumns } from '../../../lib/lake-tables.ts';
import type { Session } from './session.ts';

const folderOfQueries = resolve(import.meta.dirname, '../../../examples/lake');
const types = { string: 'VARCHAR', timestamp: 'TIMESTAMP', int: 'INTEGER' } as const;

export interface Lake {
  /** Keys of the bucket. */
  readonly keys: readonly string[];
  /** Numbers as numbers, moments and dates as text. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** A ready query, with its parameters. */
  run(
    name: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function listLake(session: Session): Promise<readonly string[]> {
  const { Contents = [] } = await connect(session).send(
    new ListObjectsV2Command({ Bucket: session.output('LakeBucket') }),
  );
  return Contents.flatMap(({ Key }) => Key ?? []);
}

export async function openLake(session: Session): Promise<Lake> {
  const s3 = connect(session);
  const folder = await mkdtemp(join(tmpdir(), 'percorso-lake-'));
  const keys = await listLake(session);
  for (const key of keys) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: session.output('LakeBucket'), Key: key }));
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await writeFile(join(folder, key), (await Body?.transformToByteArray()) ?? '');
  }
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
    keys,
    query: (sql) => ask(database, sql),
    async run(name, parameters) {
      const text = (await readSql(name)).replace(/\{\{(\w+)\}\}/g, (_, parameter: string) => {
        const value = parameters[parameter];
        if (value === undefined) throw new RangeError(`${name} needs ${parameter}`);
        return `'${value.replaceAll("'", "''")}'`;
      });
      return ask(database, text);
    },
    async close() {
      database.closeSync();
      await rm(folder, { recursive: true });
    },
  };
}

function connect(session: Session): S3Client {
  return new S3Client({
    ...{ endpoint: session.cloud.endpoint, region: 'us-east-1', forcePathStyle: true },
    credentials: { accessKeyId: 'operator', secretAccessKey: 'local' },
  });
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
