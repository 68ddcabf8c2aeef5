/** Athena's SQL on this machine: DuckDB over objects, with what differs from Athena named or refused. */
import { describe, expect, it } from 'vitest';
import { type LakeObject, runSql } from '../../../../local/services/athena/run-sql.ts';

const csv = (table: string, ...lines: readonly string[]): LakeObject => ({
  ...{ database: 'marts', table, key: `tables/marts/${table}/part-1.csv` },
  body: Buffer.from([...lines, ''].join('\n')),
});
const lake = [
  csv('customers', 'id,name,total', '1,anna,10', '2,bo,', '3,"carla, of ""x""",7'),
  csv('names', 'first,second', 'anna,rossi', 'bo,bianchi'),
];
const run = async (sql: string, objects = lake) => (await runSql(sql, 'marts', objects, 1e9)).csv;
const fail = (sql: string, objects = lake) =>
  run(sql, objects).then(expect.unreachable, (error: Error) => error.message);

describe('the local Athena', () => {
  it('writes results as Athena does: each value in quotes, NULL without', async () => {
    expect(await run('SELECT name, total FROM customers ORDER BY id')).toBe(
      '"name","total"\n"anna","10"\n"bo",\n"carla, of ""x""","7"\n',
    );
  });

  it('takes the first line of a CSV as its header, also where all columns are texts', async () => {
    expect(await run('SELECT count(*) AS n, min(second) AS s FROM marts.names')).toBe(
      '"n","s"\n"2","bianchi"\n',
    );
  });

  it('divides integers as Athena does', async () => {
    expect(await run('SELECT 7 / 2 AS a, 7 / 2.0 AS b, -7 / 2 AS c')).toMatch(
      /^"a","b","c"\n"3","3\.50*","-3"\n$/,
    );
  });

  it('compares with the moments that parameters become', async () => {
    const objects = [csv('seen', 'id,seen_at', '007,2026-11-20 08:00:00', '008,2026-11-24 08:00:00')];
    const since = "TIMESTAMP '2026-11-23 10:00:00.000'";
    expect(await run(`SELECT id FROM seen WHERE CAST(seen_at AS timestamp) >= ${since}`, objects)).toBe(
      '"id"\n"008"\n',
    );
  });

  it.each([
    ["SELECT '1'::int", 'SYNTAX_ERROR: Athena has no ::: write CAST(value AS type).'],
    ['SELECT id FROM customers WHERE id == 1', 'SYNTAX_ERROR: Athena has no ==: write =.'],
    ['SELECT 7 // 2', 'SYNTAX_ERROR: Athena has no //'],
    ['SELECT * EXCLUDE (id) FROM customers', 'SYNTAX_ERROR: Athena has no * EXCLUDE: name the columns.'],
    ["SELECT id FROM customers WHERE name ILIKE 'A%'", 'SYNTAX_ERROR: Athena has no ILIKE'],
    ['SELECT id FROM customers QUALIFY row_number() OVER () = 1', 'SYNTAX_ERROR: Athena has no QUALIFY'],
    ['SELECT id FROM customers LIMIT 1 OFFSET 1', 'SYNTAX_ERROR: Athena has no LIMIT before OFFSET'],
    ['SELECT [1, 2]', 'SYNTAX_ERROR: Athena has no [1, 2]: write ARRAY[1, 2].'],
  ])('refuses what DuckDB has and Athena has not: %s', async (sql, reason) => {
    expect(await fail(sql)).toContain(reason);
  });

  it('refuses none of it in texts, names and comments', async () => {
    const sql = `SELECT 'a::b == [1]' AS "x//y", ARRAY[1, 2][1] AS n -- QUALIFY ILIKE\n FROM customers LIMIT 1`;
    expect(await run(sql)).toBe('"x//y","n"\n"a::b == [1]","1"\n');
  });

  it('names a function of Athena that DuckDB does not have', async () => {
    expect(await fail("SELECT date_parse('2026', '%Y')")).toBe(
      'FUNCTION_NOT_FOUND: the local cloud runs SQL with DuckDB, which has no function date_parse. Try the SQL in Athena: docs/local-cloud.md#queries-of-the-warehouse.',
    );
  });

  it('says where the objects of a missing table would be', async () => {
    expect(await fail('SELECT 1 FROM orders')).toBe(
      'TABLE_NOT_FOUND: no table orders: its objects must be below tables/<database>/orders/ in the bucket with the results.',
    );
    expect(await fail('SELECT 1 FROM crm.customers')).toContain('below tables/crm/customers/ in');
  });

  it('refuses objects of a form that it cannot read, and of two forms', async () => {
    const [customers = csv('customers')] = lake;
    for (const key of ['tables/marts/customers/a.orc', 'tables/marts/customers/a.jsonl']) {
      const reason = await fail('SELECT 1 FROM customers', [customers, { ...customers, key }]);
      expect(reason).toMatch(/^HIVE_UNSUPPORTED_FORMAT: "marts"\."customers" must have/);
    }
  });

  it('reads no file of this machine', async () => {
    expect(await fail("SELECT * FROM read_csv('/etc/passwd')")).toMatch(/^[A-Z_]+: /);
    expect(await fail("SELECT * FROM '/etc/passwd'")).toMatch(/^[A-Z_]+: /);
  });

  it('stops at the limit of the workgroup', async () => {
    await expect(runSql('SELECT 1 FROM customers', 'marts', lake, 10)).rejects.toThrow(
      /^Bytes scanned limit/,
    );
  });
});
