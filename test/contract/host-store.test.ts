/** Of many processes that see a host fail, one pauses it and one tries it again, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoHostStore } from '../../adapters/dynamodb/host-store.ts';
import { createMemoryHostStore } from '../../adapters/memory/host-store.ts';
import type { HostStore } from '../../app/ports/host-store.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const host = 'crm.example.com:8443';
const failure = { reason: 'http_503', at: 1_000 };
const pause = (until: number) => ({ since: 1_000, until, length: 30_000 });

describe.each(['memory', 'dynamodb'])('the hosts that fail on %s', (engine) => {
  async function open(): Promise<HostStore> {
    if (engine === 'memory') return createMemoryHostStore();
    return createDynamoHostStore(database.client, await database.createTable('statistics'));
  }

  it('have a record each, with the number of their failures and the last one', async () => {
    const store = await open();
    expect(await store.list()).toEqual([]);
    const counted = await Promise.all(Array.from({ length: 5 }, () => store.addFailure(host, failure)));
    expect(counted.map(({ failures }) => failures).sort()).toEqual([1, 2, 3, 4, 5]);
    const last = { reason: 'timed_out', at: 2_000 };
    const record = { host, failures: 6, last };
    expect(await store.addFailure(host, last)).toEqual(record);
    await store.addFailure('b.example', failure);
    expect(await store.list()).toEqual([{ host: 'b.example', failures: 1, last: failure }, record]);
  });

  it('are paused by one of many, and only where a failure was counted', async () => {
    const store = await open();
    expect(await store.setPause(host, undefined, pause(5_000))).toBe(false);
    await store.addFailure(host, failure);
    const tries = Array.from({ length: 5 }, (_, index) =>
      store.setPause(host, undefined, pause(5_000 + index)),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    const [record] = await store.list();
    expect(record).toMatchObject({ failures: 1, last: failure, pause: { since: 1_000, length: 30_000 } });
  });

  it('are tried again by one of many, whose pause replaces the earlier one', async () => {
    const store = await open();
    await store.addFailure(host, failure);
    await store.setPause(host, undefined, pause(5_000));
    const tries = Array.from({ length: 5 }, (_, index) => store.setPause(host, 5_000, pause(6_000 + index)));
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    expect(await store.setPause(host, 5_000, pause(9_000))).toBe(false);
    const { pause: held } = (await store.list())[0] ?? {};
    const next = { since: 1_000, until: 90_000, length: 60_000 };
    const last = { reason: 'econnrefused', at: 30_000 };
    expect(await store.setPause(host, held?.until, next, last)).toBe(true);
    expect(await store.addFailure(host, last)).toEqual({ host, failures: 2, last, pause: next });
  });

  it('are forgotten only in the state that the process saw', async () => {
    const store = await open();
    expect(await store.remove(host, 5_000)).toBe(false);
    await store.addFailure(host, failure);
    await store.setPause(host, undefined, pause(5_000));
    expect(await store.remove(host, undefined)).toBe(false);
    expect(await store.remove(host, 4_000)).toBe(false);
    expect(await store.remove(host, 5_000)).toBe(true);
    expect(await store.list()).toEqual([]);
    await store.addFailure(host, failure);
    expect(await store.remove(host, undefined)).toBe(true);
    expect(await store.list()).toEqual([]);
  });
});
