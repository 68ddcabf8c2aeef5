/**
 * Looks at people, in the timeline table: an item in the partition of the profile's looks, and one in that of the looker's
 * day. A list and an attempt have the second one only. Not in the partition of the profile: IAM limits writes by partition, and a function that records looks must not be able to
 * write anything else.
 */
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Look, LookPage, LookStore } from '../../app/ports/looks.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { formatUtcDay } from '../../engine/base/time-units.ts';
import { schemaVersion } from '../keys.ts';
import { lookerPartition, lookPartition, lookSortKey } from '../profile-api-keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText, readNumber, readText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';

const entity = 'Look';
const pageSize = 200;

export function createDynamoLookStore(database: Database, table: string): LookStore {
  async function list(pk: string, cursor: string | undefined): Promise<LookPage> {
    const { Items = [], LastEvaluatedKey } = await database.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': makeText(pk) },
        ScanIndexForward: false,
        // A look of a moment ago is in the list.
        ConsistentRead: true,
        Limit: pageSize,
        ExclusiveStartKey: decodeCursor(cursor),
      }),
    );
    return { looks: Items.map(decode), ...omitAbsent({ cursor: encodeCursor(LastEvaluatedKey) }) };
  }

  return {
    async record(look, expiresAt) {
      const partitions = [
        ...(look.profileId === undefined ? [] : [lookPartition(look.profileId)]),
        lookerPartition(look.by.id, formatUtcDay(look.at)),
      ];
      await Promise.all(
        partitions.map((pk) =>
          database.send(new PutItemCommand({ TableName: table, Item: encode(pk, look, expiresAt) })),
        ),
      );
    },
    listOf: (profileId, cursor) => list(lookPartition(profileId), cursor),
    listBy: (looker, day, cursor) => list(lookerPartition(looker, day), cursor),
  };
}

function encode(
  pk: string,
  { id, at, profileId, count, asked, by, parts, from }: Look,
  expiresAt: number,
): Item {
  return {
    pk: makeText(pk),
    sk: makeText(lookSortKey(at, id)),
    entity: makeText(entity),
    schemaVersion: makeNumber(schemaVersion),
    id: makeText(id),
    at: makeNumber(at),
    by: encodeJson(omitAbsent({ ...by })),
    parts: encodeJson([...parts]),
    ...omitAbsent({
      profileId: profileId === undefined ? undefined : makeText(profileId),
      count: count === undefined ? undefined : makeNumber(count),
      asked: asked === undefined ? undefined : makeText(asked),
      from: from === undefined ? undefined : makeText(from),
    }),
    expiresAt: makeNumber(expiresAt),
  };
}

function decode(item: Item): Look {
  checkSchemaVersion(item, entity);
  return {
    id: readText(item, 'id', entity),
    at: readNumber(item, 'at', entity),
    by: decodeJson(item['by'] ?? { M: {} }) as unknown as Look['by'],
    parts: decodeJson(item['parts'] ?? { L: [] }) as readonly string[],
    ...omitAbsent({
      profileId: item['profileId']?.S,
      count: item['count'] === undefined ? undefined : readNumber(item, 'count', entity),
      asked: item['asked']?.S,
      from: item['from']?.S,
    }),
  };
}
