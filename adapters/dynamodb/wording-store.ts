/** Texts of pages in DynamoDB: an item per version, in the table of the consent ledger. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { WordingStore } from '../../app/ports/wording-store.ts';
import { schemaVersion, wordingPartition, wordingSortKey } from '../keys.ts';
import { checkSchemaVersion, makeNumber, makeText, readText } from './attributes.ts';
import type { Database } from './client.ts';

const entity = 'Wording';

export function createDynamoWordingStore(database: Database, table: string): WordingStore {
  return {
    async keep({ id, version, language, text }) {
      await database.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk: makeText(wordingPartition(version)),
            sk: makeText(wordingSortKey),
            entity: makeText(entity),
            schemaVersion: makeNumber(schemaVersion),
            id: makeText(id),
            language: makeText(language),
            text: makeText(text),
          },
        }),
      );
    },

    async find(version) {
      const Key = { pk: makeText(wordingPartition(version)), sk: makeText(wordingSortKey) };
      const { Item } = await database.send(new GetItemCommand({ TableName: table, Key }));
      if (Item === undefined) return undefined;
      checkSchemaVersion(Item, entity);
      return {
        id: readText(Item, 'id', entity),
        version,
        language: readText(Item, 'language', entity),
        text: readText(Item, 'text', entity),
      };
    },
  };
}
