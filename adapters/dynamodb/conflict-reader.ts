/** Identity keys that several users state, in DynamoDB, for operators. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { ConflictReader, ConflictRecord } from '../../app/ports/identity-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { conflictPartition, parseIdentityKey } from '../keys.ts';
import { unreportedIndex } from './address-statements.ts';
import { type Item, makeNumber, makeText, readNumber, readText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { readKeys } from './read-keys.ts';

/** Maximum number of keys in one BatchGetItem. */
const pageSize = 100;

/** The index has the keys, so a page costs one query and one read of the items. */
export function createDynamoConflictReader(database: Database, table: string): ConflictReader {
  return {
    async listConflicts(since, cursor) {
      const { Items = [], LastEvaluatedKey } = await database.send(
        new QueryCommand({
          TableName: table,
          IndexName: unreportedIndex,
          KeyConditionExpression: 'unreportedPartition = :partition AND unreportedAt >= :since',
          ExpressionAttributeValues: {
            ':partition': makeText(conflictPartition),
            ':since': makeNumber(since),
          },
          ScanIndexForward: false,
          Limit: pageSize,
          ExclusiveStartKey: decodeCursor(cursor),
        }),
      );
      const names = Items.map((item) => readText(item, 'pk', 'Identity'));
      const items = names.length === 0 ? [] : [...(await readKeys(database, table, names, false)).values()];
      const next = encodeCursor(LastEvaluatedKey);
      return {
        conflicts: items.map(decode).sort((left, right) => right.since - left.since),
        ...omitAbsent({ cursor: next }),
      };
    },
  };
}

function decode(item: Item): ConflictRecord {
  return {
    key: parseIdentityKey(readText(item, 'pk', 'Identity')),
    claimants: [...(item['claimants']?.SS ?? [])].sort(),
    since: readNumber(item, 'unreportedAt', 'Identity'),
    lastAt: readNumber(item, 'lastAt', 'Identity'),
    source: readText(item, 'source', 'Identity'),
    ...omitAbsent({ shared: item['shared']?.S }),
  };
}
