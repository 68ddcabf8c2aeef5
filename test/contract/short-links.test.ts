/** Short links keep their contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoShortLinks } from '../../adapters/dynamodb/short-links.ts';
import { createMemoryShortLinks } from '../../adapters/memory/short-links.ts';
import type { ShortLink } from '../../app/ports/short-links.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
  await database.createTable('timeline', 'timeline');
});
afterAll(() => database.close());

describe.each(['memory', 'dynamodb'])('short links on %s', (engine) => {
  const open = () =>
    engine === 'memory' ? createMemoryShortLinks() : createDynamoShortLinks(database.client, 'timeline');
  const expiresAt = 2_000_000_000;
  const link: ShortLink = {
    code: 'Ab3dE5fG7h',
    url: 'https://negozio.example/caffè?x=1&y=2#sì',
    profileId: 'P1',
    messageId: 'M1',
    channel: 'sms',
    template: 'greeting',
    origin: 'rule:greet',
    madeAt: 1_900_000_000_000,
    expiresAt,
  };

  it('are found as they were kept, however often, until their end', async () => {
    const links = open();
    for (let round = 0; round < 2; round++) expect(await links.keep(link)).toBe(true);
    expect(await links.find(link.code, expiresAt * 1000 - 1)).toEqual(link);
    expect(await links.find(link.code, expiresAt * 1000)).toBeUndefined();
    expect(await links.find('Ab3dE5fG7i', 0)).toBeUndefined();
  });

  it('stay with their message: no other one takes the code', async () => {
    const links = open();
    const silent: ShortLink = { ...link, code: 'Zb3dE5fG7h', isSilent: true };
    expect(await links.keep(silent)).toBe(true);
    expect(await links.keep({ ...silent, messageId: 'M2' })).toBe(false);
    expect(await links.keep({ ...silent, profileId: 'P2' })).toBe(false);
    expect(await links.find(silent.code, 0)).toEqual(silent);
  });
});
