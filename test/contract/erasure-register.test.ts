/** The register of erased ids keeps its contract, in memory and on a DynamoDB engine. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoErasureRegister } from '../../adapters/dynamodb/erasure-register.ts';
import { createMemoryErasureRegister } from '../../adapters/memory/erasure-register.ts';
import type { ErasedFact, ErasureRegister } from '../../app/ports/erasure-register.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const ada: IdentityKey = { type: 'email', value: 'ada@example.com' };
const phone: IdentityKey = { type: 'phone', value: '+41791234567' };
const salt = new Uint8Array(32).fill(7);
const first = { at: 1_000, receipt: 'R1' };

const createTables = async () => ({
  identities: await database.createTable('identities'),
  config: await database.createTable('config'),
});

describe.each(['memory', 'dynamodb'])('the register of erased ids on %s', (engine) => {
  async function open(): Promise<ErasureRegister> {
    if (engine === 'memory') return createMemoryErasureRegister();
    return createDynamoErasureRegister(database.client, await createTables());
  }

  it('is not used until it is opened', async () => {
    const register = await open();
    expect(await register.isUsed()).toBe(false);
    await register.open(salt);
    await register.add(ada, first);
    await register.open(new Uint8Array(32));
    expect(await register.find([ada]), 'the first salt stays').toEqual([expect.objectContaining(first)]);
    expect(await register.isUsed()).toBe(true);
  });

  it('has the marks in the order of the keys, and distinguishes types', async () => {
    const register = await open();
    await register.open(salt);
    await register.add(ada, first);
    const other: IdentityKey = { type: 'userId', value: ada.value };
    expect(await register.find([phone, ada, other])).toEqual([
      undefined,
      expect.objectContaining(first),
      undefined,
    ]);
  });

  it('keeps the first mark of a key', async () => {
    const register = await open();
    await register.open(salt);
    await register.add(ada, first);
    await register.add(ada, { at: 2_000, receipt: 'R2' });
    expect(await register.find([ada])).toEqual([expect.objectContaining(first)]);
  });

  it('forgets a mark that is lifted, and takes a later one', async () => {
    const register = await open();
    await register.open(salt);
    await register.add(ada, first);
    await register.lift(ada, 1_000, []);
    expect(await register.find([ada]), 'lifted by what was said before').toEqual([
      expect.objectContaining(first),
    ]);
    await register.lift(ada, 1_500, []);
    await register.lift(ada, 1_600, []);
    await register.lift(phone, 1_600, []);
    expect(await register.find([ada, phone])).toEqual([undefined, undefined]);
    await register.add(ada, first);
    expect(await register.find([ada]), 'the same erasure again').toEqual([undefined]);
    const second = { at: 2_000, receipt: 'R2' };
    await register.add(ada, second);
    expect(await register.find([ada])).toEqual([expect.objectContaining(second)]);
  });

  it('adds facts to a mark that is there and not lifted, and lifts only a mark whose facts are known', async () => {
    const register = await open();
    await register.open(salt);
    await register.add(ada, first);
    const facts: readonly ErasedFact[] = [{ channel: 'email', kind: 'suppressed', reason: 'bounced' }];
    expect(await register.addFacts(phone, facts), 'no mark').toBe(false);
    expect([await register.addFacts(ada, facts), await register.addFacts(ada, facts)]).toEqual([true, true]);
    expect(await register.addFacts(ada, [])).toBe(true);
    expect(await register.lift(ada, 1_500, []), 'a fact has come since').toBe(false);
    expect(await register.find([ada])).toEqual([{ ...first, facts }]);
    expect(await register.lift(ada, 1_500, facts)).toBe(true);
    expect(await register.lift(ada, 1_600, []), 'a repeat').toBe(true);
    expect(await register.addFacts(ada, facts), 'lifted').toBe(false);
    await register.add(ada, { at: 2_000, receipt: 'R2' });
    expect((await register.find([ada]))[0], 'facts of the address are in its item').not.toHaveProperty(
      'facts',
    );
  });
});

describe('the stored register', () => {
  it('has no id in it, and no mark where the salt is another', async () => {
    const tables = await createTables();
    const register = createDynamoErasureRegister(database.client, tables);
    await register.open(salt);
    await register.add(ada, first);
    const { Items = [] } = await database.client.send(new ScanCommand({ TableName: tables.identities }));
    expect(Items).toHaveLength(1);
    expect(JSON.stringify(Items)).not.toContain('ada');
    const another = createDynamoErasureRegister(database.client, {
      ...tables,
      config: await database.createTable('config'),
    });
    expect(await another.isUsed()).toBe(false);
    expect(await another.find([ada])).toEqual([undefined]);
  });
});
