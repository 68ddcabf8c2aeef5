/** Keys of an API, in a partition of the config table. The sort key is the hash of the key. */
import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { schemaVersion } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText } from './attributes.ts';
import type { Database } from './client.ts';

interface StoredKey {
  readonly hash: string;
  /** Epoch ms. */
  readonly createdAt: number;
}

export interface KeyForm<Key> {
  readonly partition: string;
  readonly entity: string;
  /** What the item has beside its key, entity and schema version. */
  readonly encode: (key: Key) => Item;
  readonly decode: (item: Item) => Key;
}

export interface KeyItems<Key> {
  find(hash: string): Promise<Key | undefined>;
  /** The oldest first. */
  list(): Promise<readonly Key[]>;
  put(key: Key): Promise<void>;
}

export function createKeyItems<Key extends StoredKey>(
  database: Database,
  table: string,
  { partition, entity, encode, decode }: KeyForm<Key>,
): KeyItems<Key> {
  const pk = makeText(partition);
  const read = (item: Item): Key => {
    checkSchemaVersion(item, entity);
    return decode(item);
  };
  return {
    async find(hash) {
      const { Item } = await database.send(
        new GetItemCommand({ TableName: table, Key: { pk, sk: makeText(hash) } }),
      );
      return Item === undefined ? undefined : read(Item);
    },

    async list() {
      const keys: Key[] = [];
      let start: Item | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await database.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': pk },
            // A key that was created or revoked a moment ago is in the list.
            ConsistentRead: true,
            ...omitAbsent({ ExclusiveStartKey: start }),
          }),
        );
        keys.push(...Items.map(read));
        start = LastEvaluatedKey;
      } while (start !== undefined);
      return keys.sort((left, right) => left.createdAt - right.createdAt);
    },

    async put(key) {
      await database.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk,
            sk: makeText(key.hash),
            entity: makeText(entity),
            schemaVersion: makeNumber(schemaVersion),
            ...encode(key),
          },
        }),
      );
    },
  };
}
