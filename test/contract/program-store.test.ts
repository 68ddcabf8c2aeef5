/** One contract for the program store, held by memory and by a real DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoProgramStore } from '../../adapters/dynamodb/program-store.ts';
import { createMemoryProgramStore } from '../../adapters/memory/program-store.ts';
import type { CompiledTemplate, ProgramStore } from '../../app/ports/program-store.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const stores: readonly (readonly [string, () => Promise<ProgramStore>])[] = [
  ['memory', async () => createMemoryProgramStore()],
  ['DynamoDB', async () => createDynamoProgramStore(database.client, await database.createTable('config'))],
];

const template: CompiledTemplate = {
  id: 'welcome',
  revision: 'r1',
  channel: 'sms',
  contents: { '': { body: 'Hi' }, it: { body: 'Ciao' } },
  transliterate: true,
  shortLinks: ['shop.example'],
  fetch: [
    { name: 'stock', url: 'https://api.example/stock', onFailure: 'fallback', fallback: { left: 0.5 } },
  ],
};

describe.each(stores)('the program store in %s', (_name, open) => {
  it('says version 0 while nothing is published', async () => {
    expect(await (await open()).readCurrent()).toEqual({ version: 0, hash: '', chunks: 0 });
  });

  it('gives back the bytes of a chunk, and takes the same bytes again', async () => {
    const store = await open();
    const bytes = Uint8Array.from({ length: 300 * 1024 }, (_, index) => index % 251);
    await store.saveChunk(1, 0, bytes);
    await store.saveChunk(1, 0, bytes);
    expect(Buffer.from(await store.loadChunk(1, 0)).equals(bytes)).toBe(true);
  });

  it('refuses other bytes for a chunk that is already written', async () => {
    const store = await open();
    await store.saveChunk(1, 0, Uint8Array.of(1));
    await expect(store.saveChunk(1, 0, Uint8Array.of(2))).rejects.toMatchObject({ code: 'program_conflict' });
    expect([...(await store.loadChunk(1, 0))]).toEqual([1]);
  });

  it('says which version cannot be read when a chunk is missing', async () => {
    const store = await open();
    await expect(store.loadChunk(7, 1)).rejects.toMatchObject({ code: 'program_unreadable', version: 7 });
  });

  it('moves the pointer only from its current version', async () => {
    const store = await open();
    await store.setCurrent(0, { version: 1, hash: 'a', chunks: 1 });
    await expect(store.setCurrent(0, { version: 2, hash: 'b', chunks: 1 })).rejects.toMatchObject({
      code: 'program_conflict',
    });
    await store.setCurrent(1, { version: 3, hash: 'c', chunks: 2 });
    await expect(store.setCurrent(1, { version: 4, hash: 'd', chunks: 1 })).rejects.toMatchObject({
      code: 'program_conflict',
    });
    expect(await store.readCurrent()).toEqual({ version: 3, hash: 'c', chunks: 2 });
  });

  it('takes moving the pointer again as done when the first answer was lost', async () => {
    const store = await open();
    await store.setCurrent(0, { version: 1, hash: 'a', chunks: 1 });
    await store.setCurrent(0, { version: 1, hash: 'a', chunks: 1 });
    await store.setCurrent(1, { version: 2, hash: 'b', chunks: 1 });
    await store.setCurrent(1, { version: 2, hash: 'b', chunks: 1 });
    expect(await store.readCurrent()).toEqual({ version: 2, hash: 'b', chunks: 1 });
  });

  it('lists the chunks of older versions, oldest first, and removes them', async () => {
    const store = await open();
    for (const [version, index] of [
      [1, 0],
      [1, 1],
      [2, 0],
      [10, 0],
    ] as const) {
      await store.saveChunk(version, index, Uint8Array.of(version, index));
    }
    expect(await store.listChunksBefore(10)).toEqual([
      { version: 1, index: 0 },
      { version: 1, index: 1 },
      { version: 2, index: 0 },
    ]);
    await store.removeChunk(1, 0);
    await store.removeChunk(1, 0);
    expect(await store.listChunksBefore(2)).toEqual([{ version: 1, index: 1 }]);
  });

  it('keeps each revision of a template', async () => {
    const store = await open();
    await store.saveTemplate(template);
    await store.saveTemplate({ ...template, revision: 'r2', contents: { '': { body: 'Hello' } } });
    expect(await store.loadTemplate('welcome', 'r1')).toEqual(template);
    expect((await store.loadTemplate('welcome', 'r2'))?.contents['']).toEqual({ body: 'Hello' });
    expect(await store.loadTemplate('welcome', 'r3')).toBeUndefined();
  });
});
