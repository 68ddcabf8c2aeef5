/** The store of pauses keeps its contract, in memory and on a DynamoDB engine. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoPauseStore } from '../../adapters/dynamodb/pause-store.ts';
import { createMemoryPauseStore } from '../../adapters/memory/pause-store.ts';
import { PauseConflictError } from '../../app/ports/pause-conflict-error.ts';
import type { PauseStep, PauseStore } from '../../app/ports/pause-store.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const label = 'rule/welcome';
const makeStep = (action: PauseStep['action'], by: string): PauseStep => ({
  action,
  at: 1_000,
  by,
  reason: 'Wrong text',
});

const stores: readonly [string, () => Promise<PauseStore>][] = [
  ['memory', async () => createMemoryPauseStore()],
  ['DynamoDB', async () => createDynamoPauseStore(database.client, await database.createTable('config'))],
];

describe.each(stores)('the store of pauses in %s', (_name, open) => {
  it('refuses what another operator has overtaken, so that no step is lost', async () => {
    const store = await open();
    const anna = { label, isPaused: true, steps: [makeStep('pause', 'anna')], revision: 0 };
    const ben = { ...anna, steps: [makeStep('pause', 'ben')] };
    await store.put(anna);
    // The client repeats a call whose answer was lost.
    await store.put(anna);
    await expect(store.put(ben)).rejects.toThrow(PauseConflictError);
    const resumed = {
      label,
      isPaused: false,
      steps: [makeStep('resume', 'ben'), ...anna.steps],
      revision: 1,
    };
    await store.put(resumed);
    await expect(store.put({ ...resumed, isPaused: true })).rejects.toThrow(
      'Another operator has just paused or resumed rule/welcome.',
    );
    expect(await store.list()).toEqual([{ ...resumed, revision: 2 }]);
  });
});

it('reads an item that was written by hand as a pause, and lets it be resumed', async () => {
  const TableName = await database.createTable('config');
  const steps = { L: [{ M: { at: { N: '12345678901234567890.5' } } }] };
  const Item = { pk: { S: 'PAUSE' }, sk: { S: 'sending' }, steps };
  await database.client.send(new PutItemCommand({ TableName, Item }));
  const store = createDynamoPauseStore(database.client, TableName);
  expect(await store.list()).toMatchObject([{ label: 'sending', isPaused: true, revision: 0 }]);
  await store.put({ label: 'sending', isPaused: false, steps: [makeStep('resume', 'anna')], revision: 0 });
  expect(await store.list()).toMatchObject([{ isPaused: false, revision: 1 }]);
});
