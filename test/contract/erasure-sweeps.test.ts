/** Receipts of erasures and the sweep that is under way keep their contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoErasureReceipts } from '../../adapters/dynamodb/erasure-receipts.ts';
import { createDynamoErasureSweeps } from '../../adapters/dynamodb/erasure-sweeps.ts';
import {
  createMemoryErasureReceipts,
  createMemoryErasureSweeps,
} from '../../adapters/memory/erasure-receipts.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

describe.each(['memory', 'dynamodb'])('erasures on %s', (engine) => {
  async function open() {
    if (engine === 'memory')
      return { receipts: createMemoryErasureReceipts(), sweeps: createMemoryErasureSweeps() };
    // The config table has the same keys as the table of the consent ledger.
    const table = await database.createTable('config');
    return {
      receipts: createDynamoErasureReceipts(database.client, table),
      sweeps: createDynamoErasureSweeps(database.client, table),
    };
  }
  const sweep = { startedAt: 1_000, receipts: ['P1'], step: 'rejected', removed: {} } as const;

  it('begin one sweep at a time, and save and end only that one', async () => {
    const { sweeps } = await open();
    expect(await sweeps.read()).toBeUndefined();
    expect(await sweeps.save(sweep)).toBe(false);
    expect(await sweeps.begin(sweep)).toBe(true);
    expect(await sweeps.begin({ ...sweep, startedAt: 2_000 })).toBe(false);
    const next = {
      ...sweep,
      step: 'quarantine',
      cursor: 'x',
      removed: { P1: { rejectedEvents: 2 } },
    } as const;
    expect(await sweeps.save(next)).toBe(true);
    expect(await sweeps.read()).toEqual(next);
    expect(await sweeps.save({ ...sweep, startedAt: 2_000 })).toBe(false);
    await sweeps.end({ ...sweep, startedAt: 2_000 });
    expect(await sweeps.read()).toEqual(next);
    await sweeps.end(sweep);
    await sweeps.end(sweep);
    expect(await sweeps.read()).toBeUndefined();
  });

  it('have one receipt per id, which no sweep is mixed with', async () => {
    const { receipts, sweeps } = await open();
    const receipt = { id: 'P1', requestedAt: 1, requestedBy: 'op', profileIds: ['P1'], removed: {} };
    await sweeps.begin(sweep);
    expect(await receipts.begin(receipt)).toBe(true);
    expect(await receipts.begin({ ...receipt, requestedAt: 2 })).toBe(false);
    await receipts.save({ ...receipt, secondPassAt: 9 });
    expect((await receipts.list(undefined)).receipts).toEqual([{ ...receipt, secondPassAt: 9 }]);
    expect(await receipts.read('P2')).toBeUndefined();
  });
});
