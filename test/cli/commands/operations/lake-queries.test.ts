/** The ready queries as analysts get them: with the database of the stage, and values where they are given. */
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { printLakeQueries } from '../../../../cli/commands/operations/lake-queries.ts';
import { lakeColumns } from '../../../../lib/lake-tables.ts';

const types = { string: 'VARCHAR', timestamp: 'TIMESTAMP', int: 'INTEGER' } as const;
const span = { first_day: '2026-11-01', last_day: '2026-11-30' };
const steps = { step_1: 'Shop Visited', step_2: "Giver's Choice", step_3: 'Reviewed', within_days: '7' };

function print(name: string | undefined, values: Readonly<Record<string, string>> = {}) {
  return printLakeQueries(name, 'percorso_prod', new Map(Object.entries(values)));
}

describe('the ready queries', () => {
  it('run in the database of the stage, whichever one is open', async () => {
    const database = await (await DuckDBInstance.create(':memory:')).connect();
    await database.run('CREATE SCHEMA percorso_prod');
    for (const [table, columns] of Object.entries(lakeColumns)) {
      const list = columns.map(({ name, type }) => `${name} ${types[type]}`).join(', ');
      await database.run(`CREATE TABLE percorso_prod.${table} (${list}, day VARCHAR)`);
    }
    await database.run(print('views').lines.join('\n'));
    const funnel = print('funnel', { ...span, ...steps });
    const rows = (await database.runAndReadAll(funnel.lines.join('\n'))).getRowObjectsJS();
    expect(rows.map(({ name }) => name)).toEqual(['Shop Visited', "Giver's Choice", 'Reviewed']);
    for (const [name, values] of [
      ['cohorts', { ...span, event: 'Order Completed' }],
      ['channels', span],
    ] as const) {
      const { lines, notes } = print(name, values);
      expect(notes).toEqual([]);
      expect((await database.runAndReadAll(lines.join('\n'))).getRowObjectsJS()).toEqual([]);
    }
    database.closeSync();
  });

  it('keep the parameters without a value, and name them', () => {
    const { lines, notes, json } = print('cohorts', span);
    expect(lines.join('\n')).toContain("BETWEEN '2026-11-01' AND '2026-11-30' AND name = {{event}}");
    expect(notes).toEqual([expect.stringContaining('--set event=...: event.')]);
    expect(json).toMatchObject({
      database: 'percorso_prod',
      queries: [{ name: 'cohorts', missing: ['event'] }],
    });
  });

  it('are all printed, the views first, with no table that has no database', () => {
    const { lines } = print(undefined);
    const text = lines.filter((line) => !line.startsWith('--')).join('\n');
    expect(text.trim()).toMatch(/^CREATE OR REPLACE VIEW percorso_prod\.people_now AS/);
    expect(text).not.toMatch(/(?:FROM|JOIN|VIEW) (?:people|touchpoints|decisions|outcomes)\w*\b(?!\.)/);
  });

  it('refuse a name and a parameter that there is not', () => {
    expect(() => print('funnels')).toThrow('There is no ready query "funnels".');
    expect(() => print('channels', { event: 'Seen' })).toThrow('The query has no parameter "event".');
    expect(() => print('views', span)).toThrow('The query has no parameter "first_day".');
  });
});
