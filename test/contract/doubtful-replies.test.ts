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
  it('are listed newest first, each once, over several pages', async () => {
    const replies =
      engine === 'memory'
        ? createMemoryDoubtfulReplies()
        : createDynamoDoubtfulReplies(database.client, 'timeline');
    expect((await replies.list(undefined)).replies).toEqual([]);
    const all = Array.from({ length: 120 }, (_, index) => make(index));
    for (const reply of [...all, ...all.slice(0, 3)]) await replies.keep(reply, 2_000_000_000);
    const listed = await listPages(
      (cursor) => replies.list(cursor),
      (page) => page.replies,
    );
    expect(listed).toEqual(all.reverse());
  });
});
