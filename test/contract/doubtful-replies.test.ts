/** Doubtful replies keep their contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDoubtfulReplies } from '../../adapters/dynamodb/doubtful-replies.ts';
import { createMemoryDoubtfulReplies } from '../../adapters/memory/doubtful-replies.ts';
import type { DoubtfulReply } from '../../app/ports/replies.ts';
import { listPages } from '../../app/runtime/list-pages.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
  await database.createTable('timeline', 'timeline');
});
afterAll(() => database.close());

const start = Date.parse('2026-11-20T10:00:00Z');

function make(index: number): DoubtfulReply {
  const known = index % 2 === 0 ? { profileId: `P${index}` } : {};
  return {
    ...{ id: `r-${index}`, channel: 'sms', address: `+39333${index}`, text: `stop please ${index}` },
    at: start + index,
    ...known,
  };
}

describe.each(['memory', 'dynamodb'])('doubtful replies on %s', (engine) => {
  const open = () =>
    engine === 'memory'
      ? createMemoryDoubtfulReplies()
      : createDynamoDoubtfulReplies(database.client, 'timeline');

  it('are listed newest first, each once, over several pages', async () => {
    const replies = open();
    expect((await replies.list(undefined)).replies).toEqual([]);
    const all = Array.from({ length: 120 }, (_, index) => make(index));
    for (const reply of [...all, ...all.slice(0, 3)]) await replies.keep(reply, 2_000_000_000);
    const listed = await listPages(
      (cursor) => replies.list(cursor),
      (page) => page.replies,
    );
    expect(listed).toEqual(all.reverse());
  });

  it('keep the first decision, also where the provider delivers the reply again', async () => {
    const replies = open();
    const [reply, other] = [make(500), make(501)];
    for (const each of [reply, other]) await replies.keep(each, 2_000_000_000);
    const decided = { by: 'arn:anna', at: start + 1000 };
    expect(await replies.decide(reply, decided)).toEqual({ ...reply, decided });
    expect(await replies.decide(reply, { by: 'arn:bruno', at: start + 2000 })).toEqual({ ...reply, decided });
    await replies.keep(reply, 2_000_000_000);
    const listed = (await replies.list(undefined)).replies.slice(0, 2);
    expect(listed).toEqual([other, { ...reply, decided }]);
  });

  it('have nothing to decide about a reply that is not kept, and none is created', async () => {
    const replies = open();
    expect(await replies.decide(make(900), { by: 'arn:anna', at: start })).toBeUndefined();
    const all = await listPages(
      (cursor) => replies.list(cursor),
      (page) => page.replies,
    );
    expect(all.filter(({ id }) => id === 'r-900')).toEqual([]);
  });
});
