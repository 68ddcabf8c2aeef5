/** Write keys of the HTTP API, in a partition of the config table. The sort key is the hash of the key. */
import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  type SigningKey,
  type WriteKey,
  type WriteKeyStore,
  writeKeyKinds,
} from '../../app/ports/write-keys.ts';
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { schemaVersion, writeKeyPartition } from '../keys.ts';
import {
  checkSchemaVersion,
  type Item,
  makeNumber,
  makeText,
  readNumber,
  readOptionalNumber,
  readText,
} from './attributes.ts';
import type { Database } from './client.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';

const entity = 'WriteKey';

export function createDynamoWriteKeyStore(database: Database, table: string): WriteKeyStore {
  const pk = makeText(writeKeyPartition);
  return {
    async find(hash) {
      const { Item } = await database.send(
        new GetItemCommand({ TableName: table, Key: { pk, sk: makeText(hash) } }),
      );
      return Item === undefined ? undefined : readItem(Item);
    },

    async list() {
      const keys: WriteKey[] = [];
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
        keys.push(...Items.map(readItem));
        start = LastEvaluatedKey;
      } while (start !== undefined);
      return keys.sort((left, right) => left.createdAt - right.createdAt);
    },

    async put({ id, hash, source, kind, status, createdAt, expiresAt, userIds, signingKeys }) {
      await database.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk,
            sk: makeText(hash),
            entity: makeText(entity),
            schemaVersion: makeNumber(schemaVersion),
            id: makeText(id),
            source: makeText(source),
            kind: makeText(kind),
            status: makeText(status),
            createdAt: makeNumber(createdAt),
            userIds: makeText(userIds),
            signingKeys: encodeJson(signingKeys.map(({ ...key }) => key)),
            ...omitAbsent({ expiresAt: expiresAt === undefined ? undefined : makeNumber(expiresAt) }),
          },
        }),
      );
    },
  };
}

/**
 * An unknown kind or rule of user ids has the fewer rights, and an unknown status is revoked: a person may have edited
 * the item.
 */
function readItem(item: Item): WriteKey {
  checkSchemaVersion(item, entity);
  const kind = readText(item, 'kind', entity);
  return {
    id: readText(item, 'id', entity),
    hash: readText(item, 'sk', entity),
    source: readText(item, 'source', entity),
    kind: writeKeyKinds.find((known) => known === kind) ?? 'browser',
    status: readText(item, 'status', entity) === 'active' ? 'active' : 'revoked',
    createdAt: readNumber(item, 'createdAt', entity),
    userIds: (item['userIds']?.S ?? 'any') === 'any' ? 'any' : 'signed',
    signingKeys: item['signingKeys'] === undefined ? [] : readSigningKeys(decodeJson(item['signingKeys'])),
    ...omitAbsent({ expiresAt: readOptionalNumber(item, 'expiresAt') }),
  };
}

function readSigningKeys(value: Json): readonly SigningKey[] {
  return Array.isArray(value) ? (value as unknown as readonly SigningKey[]) : [];
}
