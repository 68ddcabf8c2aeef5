/** The scan of identity keys keeps its contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoAccountStore } from '../../adapters/dynamodb/account-store.ts';
import { createDynamoAddresses } from '../../adapters/dynamodb/address-book.ts';
import { createDynamoAddressStatements } from '../../adapters/dynamodb/address-statements.ts';
import { createDynamoIdentityScanner } from '../../adapters/dynamodb/identity-scanner.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createMemoryAccountStore } from '../../adapters/memory/account-store.ts';
import { createMemoryAddressBook } from '../../adapters/memory/address-book.ts';
import { createMemoryIdentityScanner } from '../../adapters/memory/identity-scanner.ts';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import type { IdentityScanner, ScannedIdentity } from '../../app/ports/identity-scanner.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const key = (type: IdentityKey['type'], value: string): IdentityKey => ({ type, value });

async function scanAll(scanner: IdentityScanner, total: number): Promise<readonly ScannedIdentity[]> {
  const found: ScannedIdentity[] = [];
  for (let index = 0; index < total; index++) {
    let cursor: string | undefined;
    do {
      const page = await scanner.scan({ index, total }, cursor);
      found.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return found;
}

describe.each(['memory', 'dynamodb'])('the scan of identities on %s', (engine) => {
  async function open() {
    if (engine === 'memory') {
      const [addresses, accounts] = [createMemoryAddressBook(), createMemoryAccountStore()];
      const identities = createMemoryIdentityStore(addresses);
      const scanner = createMemoryIdentityScanner({ identities, addresses, accounts });
      return { identities, addresses, statements: addresses, accounts, scanner };
    }
    const table = await database.createTable('identities');
    const { client } = database;
    return {
      identities: createDynamoIdentityStore(client, table),
      addresses: createDynamoAddresses(client, table),
      statements: createDynamoAddressStatements(client, table),
      accounts: createDynamoAccountStore(client, table),
      scanner: createDynamoIdentityScanner(client, table),
    };
  }

  it('reads every key with the profiles that its item names, each once', async () => {
    const { identities, scanner } = await open();
    await identities.claim(key('userId', 'a#b'), { profileId: 'P1' });
    await identities.claim(key('email', 'a@example.com'), { sameAs: key('userId', 'a#b') });
    await identities.claim(key('anonymousId', 'x'), { profileId: 'P2', aside: 'P3' });
    await identities.claim(key('owner', 'P1'), { profileId: 'a#b' });
    await identities.claim(key('slot', 'P1/1/email'), { profileId: 'hash' });
    const conflict = { claimants: ['P4', 'P5'], at: 5, source: 'shop', shared: 'ZP6' };
    await identities.claim(key('anonymousId', 'till'), { profileId: 'P4' });
    await identities.amend(key('anonymousId', 'till'), conflict);
    const found = await scanAll(scanner, 3);
    const names = found.map((item) =>
      item.kind === 'key' ? [item.key.type, item.profileIds.toSorted()] : [],
    );
    expect(names.toSorted((left, right) => (String(left) < String(right) ? -1 : 1))).toEqual([
      ['anonymousId', ['P2', 'P3']],
      ['anonymousId', ['P4', 'P5', 'ZP6']],
      ['email', []],
      ['owner', ['P1']],
      ['slot', ['P1']],
      ['userId', ['P1']],
    ]);
    expect(found).toContainEqual(
      expect.objectContaining({ key: key('email', 'a@example.com'), sameAs: key('userId', 'a#b') }),
    );
  });

  it('reads addresses with the profiles that they name, and entries of accounts', async () => {
    const { addresses, statements, accounts, scanner } = await open();
    const token = { channel: 'push', address: 'gcm:1' } as const;
    await addresses.keep({ ...token, kind: 'holder', holder: { profileId: 'P1', at: 5, former: 'P0' } });
    await addresses.keep({
      channel: 'email',
      address: 'b@example.com',
      kind: 'suppressed',
      reason: 'bounced',
    });
    const head = { kind: 'EmitEvent', id: '1', name: 'Unsubscribed', occurredAt: 5, properties: {} } as const;
    const event = { ...head, origin: 'link', profileId: 'P2' } as never;
    const stated = { denied: [], shown: { 'email/news': 'granted' }, event } as const;
    await statements.state({ channel: 'email', address: 'c@example.com', ...stated });
    await accounts.save({ id: 'acme', version: 1, traits: {} });
    await accounts.claimEntry('welcome', 'ac#me', 'P3');
    const found = await scanAll(scanner, 2);
    const sorted = found.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
    expect(sorted).toEqual([
      { kind: 'accountEntry', journey: 'welcome', account: 'ac#me', profileIds: ['P3'] },
      { kind: 'address', channel: 'email', address: 'b@example.com', profileIds: [] },
      { kind: 'address', channel: 'email', address: 'c@example.com', profileIds: ['P2'] },
      { kind: 'address', channel: 'push', address: 'gcm:1', profileIds: ['P1', 'P0'] },
    ]);
  });

  it('reads several pages', async () => {
    const { identities, scanner } = await open();
    for (let index = 0; index < 150; index++)
      await identities.claim(key('userId', `u${index}`), { profileId: `P${index}` });
    expect(await scanAll(scanner, 1)).toHaveLength(150);
  });
});
