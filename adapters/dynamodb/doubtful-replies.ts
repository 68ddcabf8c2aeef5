/** Replies that an operator reads, in DynamoDB: one partition of the timeline table, whose items expire. */
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { DoubtfulReplies, DoubtfulReply } from '../../app/ports/replies.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { isChannel } from '../../engine/model/channels.ts';
import { doubtfulReplyPartition, doubtfulReplySortKey, schemaVersion } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText, readNumber, readText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const entity = 'DoubtfulReply';
const pageSize = 100;

export function createDynamoDoubtfulReplies(database: Database, table: string): DoubtfulReplies {
  return {
    async keep({ id, channel, address, text, at, profileId }, expiresAt) {
      await database.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk: makeText(doubtfulReplyPartition),
            sk: makeText(doubtfulReplySortKey(at, id)),
            entity: makeText(entity),
            schemaVersion: makeNumber(schemaVersion),
            id: makeText(id),
            channel: makeText(channel),
            address: makeText(address),
            text: makeText(text),
            at: makeNumber(at),
            ...omitAbsent({ profileId: profileId === undefined ? undefined : makeText(profileId) }),
            expiresAt: makeNumber(expiresAt),
          },
        }),
      );
    },

    async list(cursor) {
      const { Items = [], LastEvaluatedKey } = await database.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': makeText(doubtfulReplyPartition) },
          ScanIndexForward: false,
          Limit: pageSize,
          ExclusiveStartKey: decodeCursor(cursor),
        }),
      );
      const next = encodeCursor(LastEvaluatedKey);
      return { replies: Items.flatMap(decode), ...omitAbsent({ cursor: next }) };
    },
  };
}

function decode(item: Item): DoubtfulReply[] {
  checkSchemaVersion(item, entity);
  const channel = readText(item, 'channel', entity);
  if (!isChannel(channel)) return [];
  return [
    {
      id: readText(item, 'id', entity),
      channel,
      address: readText(item, 'address', entity),
      text: readText(item, 'text', entity),
      at: readNumber(item, 'at', entity),
      ...omitAbsent({ profileId: item['profileId']?.S }),
    },
  ];
}
