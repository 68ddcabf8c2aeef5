/** One contract for the document store, held by memory and by a real DynamoDB engine; and what only a table can hold. */
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDocumentStore } from '../../adapters/dynamodb/document-store.ts';
import { createMemoryDocumentStore } from '../../adapters/memory/document-store.ts';
import type { DocumentStore } from '../../app/ports/document-store.ts';
import { listDocuments } from '../../app/publish/plan-program.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const openDynamo = async (): Promise<DocumentStore> =>
  createDynamoDocumentStore(database.client, await database.createTable('config'), { consistent: true });

const stores: readonly (readonly [string, () => Promise<DocumentStore>])[] = [
  ['memory', async () => createMemoryDocumentStore()],
  ['DynamoDB', openDynamo],
];

const rule = {
  kind: 'rule',
  id: 'hello',
  status: 'live',
  trigger: { event: ['A', 'B'] },
  actions: [{ update: { traits: { 'a.b#😀': null, n: 1.5, empty: '' } } }],
};

describe.each(stores)('the document store in %s', (_name, open) => {
  it('gives back exactly what was put', async () => {
    const store = await open();
    await store.put(rule);
    expect(await listDocuments(store)).toEqual([{ kind: 'rule', id: 'hello', document: rule }]);
  });

  it('shows problems on the item and clears them, without touching the document', async () => {
    const store = await open();
    await store.put(rule);
    await store.annotate('rule', 'hello', ['first', 'second'], 0);
    expect(await listDocuments(store)).toEqual([
      { kind: 'rule', id: 'hello', document: rule, problems: ['first', 'second'] },
    ]);
    await store.annotate('rule', 'hello', [], 0);
    expect(await listDocuments(store)).toEqual([{ kind: 'rule', id: 'hello', document: rule }]);
  });

  it('does not bring a removed document back by annotating it', async () => {
    const store = await open();
    await store.put(rule);
    await store.remove('rule', 'hello');
    await store.annotate('rule', 'hello', ['too late'], 0);
    expect(await listDocuments(store)).toEqual([]);
  });

  it('lists more documents than fit a page', async () => {
    const store = await open();
    // 130 documents of 12 KB: more than memory's page of 100 and DynamoDB's of 1 MB.
    for (let index = 0; index < 130; index += 1) {
      await store.put({ ...rule, id: `rule-${index}`, description: 'x'.repeat(12_000) });
    }
    const listed = await listDocuments(store);
    expect(new Set(listed.map(({ id }) => id)).size).toBe(130);
    expect(listed).toHaveLength(130);
  });
});

describe('the document store on items that people wrote', () => {
  const putItem = async (item: Record<string, AttributeValue>) => {
    const table = await database.createTable('config');
    await database.client.send(new PutItemCommand({ TableName: table, Item: item }));
    return listDocuments(createDynamoDocumentStore(database.client, table, { consistent: true }));
  };

  it('reads a map without entity and schemaVersion, with sets as lists and any numbers', async () => {
    const [found] = await putItem({
      pk: { S: 'DOCUMENT#trait' },
      sk: { S: 'spent' },
      document: { M: { event: { SS: ['B', 'A'] }, big: { N: '12345678901234567890.5' }, n: { N: '3' } } },
    });
    expect(found).toEqual({
      kind: 'trait',
      id: 'spent',
      document: { event: ['A', 'B'], big: 12345678901234567000, n: 3 },
    });
  });

  it.each([
    ['no document at all', {}],
    ['a text instead of a map', { document: { S: '{"kind":"rule"}' } }],
    ['a list instead of a map', { document: { L: [] } }],
  ])('gives an empty document for %s, for validation to refuse', async (_what, attributes) => {
    expect(await putItem({ pk: { S: 'DOCUMENT#rule' }, sk: { S: 'x' }, ...attributes })).toEqual([
      { kind: 'rule', id: 'x', document: {} },
    ]);
  });

  it('says which document the table does not take, whatever the reason', async () => {
    const table = await database.createTable('config');
    const store = createDynamoDocumentStore(database.client, table, { consistent: true });
    for (const document of [
      { kind: 'rule', id: 'x', text: 'x'.repeat(410 * 1024) },
      { kind: 'rule', id: 'x', number: 2 ** 60 },
    ]) {
      await expect(store.put(document)).rejects.toMatchObject({
        code: 'document_not_storable',
        document: 'rule/x',
      });
    }
  });

  it('shows problems on an item that is nearly full, and names one that is full', async () => {
    const table = await database.createTable('config');
    const store = createDynamoDocumentStore(database.client, table, { consistent: true });
    for (const [id, size] of [
      ['nearly', 380 * 1024],
      ['full', 399 * 1024],
    ] as const) {
      const document = { M: { text: { S: 'x'.repeat(size) } } };
      const Item = { pk: { S: 'DOCUMENT#rule' }, sk: { S: id }, document };
      await database.client.send(new PutItemCommand({ TableName: table, Item }));
    }
    await store.annotate('rule', 'nearly', ['p'.repeat(8 * 1024)], 0);
    await expect(store.annotate('rule', 'full', ['p'.repeat(8 * 1024)], 0)).rejects.toThrow(/[Ii]tem size/);
  });
});

describe('staged documents', () => {
  it('lie apart from those in force, under the same ids', async () => {
    const table = await database.createTable('config');
    const inForce = createDynamoDocumentStore(database.client, table, { consistent: true });
    const staged = createDynamoDocumentStore(database.client, table, { consistent: true, isStaged: true });
    await staged.put(rule);
    await inForce.put({ ...rule, status: 'paused' });
    expect(await listDocuments(staged)).toEqual([{ kind: 'rule', id: 'hello', document: rule }]);
    expect(await listDocuments(inForce)).toMatchObject([{ document: { status: 'paused' } }]);
    await staged.remove('rule', 'hello');
    expect(await listDocuments(staged)).toEqual([]);
    expect(await listDocuments(inForce)).toHaveLength(1);
  });
});
