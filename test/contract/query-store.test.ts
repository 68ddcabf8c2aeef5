/** The store of queries keeps its contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoQueryStore } from '../../adapters/dynamodb/query-store.ts';
import { createDynamoRunStore } from '../../adapters/dynamodb/run-store.ts';
import { createMemoryQueryStore } from '../../adapters/memory/query-store.ts';
import type { QueryRun, QueryState, QueryStore } from '../../app/ports/query-store.ts';
import { listPages } from '../../app/runtime/list-pages.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const stores: Record<string, () => Promise<QueryStore>> = {
  memory: async () => createMemoryQueryStore(),
  DynamoDB: async () => createDynamoQueryStore(database.client, await database.createTable('runs')),
};

const at = 1_700_000_000_000;
const run: QueryRun = {
  moment: at,
  startedAt: at + 7,
  isDry: false,
  isLive: true,
  sql: "SELECT id, 'é\n' FROM marts.customers WHERE updated_at >= TIMESTAMP '1970-01-01 00:00:00.000'",
  database: 'marts',
  mapping: {
    source: 'warehouse',
    id: ['id', 'updated at'],
    consent: { 'sms:*': false },
    consentSource: { form: 'signup', pages: [1, 2.5], text: '' },
    columns: {
      id: 'userId',
      total: { to: 'traits.total', type: 'number' },
      news: { to: 'consent.email', no: [''] },
    },
  },
  fingerprint: 'f1',
  executionId: 'execution-1',
  failureSeenAt: at + 9,
  bytesScanned: 12_345_678_901,
  result: { bucket: 'results', key: 'a/b.csv', bytes: 900, version: '"etag"' },
  place: { byte: 450, line: 9, columns: ['id', '', 'news'] },
  rows: 8,
  sent: 6,
  rejected: 2,
  samples: [
    { line: 3, column: 'id', reason: 'empty' },
    { line: 4, reason: '2 values' },
  ],
};
const whole: QueryState = {
  id: 'customers',
  step: 1,
  plan: { hash: 'h', next: at + 60_000 },
  requested: { at: at + 1, isDry: true },
  run,
  last: {
    ...{ moment: at - 9, finishedAt: at - 3, isDry: false, isLive: false, bytesScanned: 0 },
    ...{ rows: 0, sent: 0, rejected: 0, samples: [] },
    failure: { code: 'query_failed', reason: 'SYNTAX_ERROR: line 1' },
  },
  succeeded: { moment: at - 99, fingerprint: 'f0' },
  skipped: 3,
};
const empty = (id: string, step = 1): QueryState => ({ id, step, skipped: 0 });

async function listAll(queries: QueryStore): Promise<readonly QueryState[]> {
  const states = await listPages(
    (cursor) => queries.list(cursor),
    (page) => page.states,
  );
  return states.toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

describe.each(Object.entries(stores))('store of queries in %s', (_name, open) => {
  it('knows nothing of a query that was never written', async () => {
    const queries = await open();
    expect(await queries.read('customers')).toBeUndefined();
    expect(await listAll(queries)).toEqual([]);
  });

  it('gives back a state as it was written, one by one and in the list', async () => {
    const queries = await open();
    expect(await queries.save(whole)).toBe(true);
    expect(await queries.read('customers')).toEqual(whole);
    expect(await listAll(queries)).toEqual([whole]);
  });

  it('replaces the whole state: what the next one does not have is gone', async () => {
    const queries = await open();
    await queries.save(whole);
    const next: QueryState = { ...empty('customers', 2), plan: { hash: 'h' } };
    expect(await queries.save(next)).toBe(true);
    expect(await queries.read('customers')).toEqual(next);
  });

  it('begins with step 1, once', async () => {
    const queries = await open();
    expect(await queries.save(empty('customers', 2))).toBe(false);
    expect(await queries.read('customers')).toBeUndefined();
    expect(await queries.save(empty('customers'))).toBe(true);
    expect(await queries.save({ ...empty('customers'), skipped: 5 })).toBe(false);
    expect(await queries.read('customers')).toEqual(empty('customers'));
  });

  it('replaces exactly the step before', async () => {
    const queries = await open();
    for (const step of [1, 2, 3]) expect(await queries.save(empty('customers', step))).toBe(true);
    for (const step of [1, 2, 3, 5]) {
      expect(await queries.save({ ...empty('customers', step), skipped: 9 })).toBe(false);
    }
    expect(await queries.read('customers')).toEqual(empty('customers', 3));
  });

  it('lets one of several writers of the same step win', async () => {
    const queries = await open();
    await queries.save(empty('customers'));
    const saved = await Promise.all(
      [1, 2, 3, 4].map((skipped) => queries.save({ ...empty('customers', 2), skipped })),
    );
    expect(saved.filter((isSaved) => isSaved)).toHaveLength(1);
    expect((await queries.read('customers'))?.skipped).toBe(saved.indexOf(true) + 1);
  });

  it('keeps queries apart, and lists each once', async () => {
    const queries = await open();
    const ids = ['customers', 'customer', 'orders', 'z'];
    for (const id of ids) await queries.save(empty(id));
    await queries.save(empty('orders', 2));
    expect((await listAll(queries)).map(({ id, step }) => `${id} ${step}`)).toEqual([
      'customer 1',
      'customers 1',
      'orders 2',
      'z 1',
    ]);
  });

  it('does not share its states with those who read or wrote them', async () => {
    const queries = await open();
    const written = structuredClone(whole);
    await queries.save(written);
    change(written);
    change(await queries.read('customers'));
    for (const state of await listAll(queries)) change(state);
    expect(await queries.read('customers')).toEqual(whole);
  });

  it('gives states of more than a page of 1 MB', async () => {
    const queries = await open();
    const sql = `SELECT '${'x'.repeat(300_000)}'`;
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const id of ids) await queries.save({ ...empty(id), run: { ...run, sql } });
    expect((await listAll(queries)).map(({ id }) => id)).toEqual(ids);
  });
});

it('states of queries and runs of campaigns share a table without seeing each other', async () => {
  const table = await database.createTable('runs');
  const queries = createDynamoQueryStore(database.client, table);
  const runs = createDynamoRunStore(database.client, table);
  await queries.save(whole);
  await runs.savePlan({ name: 'customers', hash: 'h' });
  expect((await runs.listPlans(undefined)).plans).toEqual([{ name: 'customers', hash: 'h' }]);
  expect((await runs.listActive(undefined)).runs).toEqual([]);
  expect((await runs.listRuns('customers', undefined)).runs).toEqual([]);
  expect(await listAll(queries)).toEqual([whole]);
});

function change(state: QueryState | undefined): void {
  if (state?.last === undefined) throw new RangeError('A state with a report was expected');
  Object.assign(state.last, { rows: 77 });
}
