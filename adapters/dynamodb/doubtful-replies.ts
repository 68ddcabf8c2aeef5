/** Replies that an operator reads, in DynamoDB: one partition of the timeline table, whose items expire. */
import { DeleteItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { DoubtfulReplies, DoubtfulReply, ReplyDecision } from '../../app/ports/replies.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { isChannel } from '../../engine/model/channels.ts';
import { doubtfulReplyPartition, doubtfulReplySortKey, schemaVersion } from '../keys.ts';
import {
  checkSchemaVersion,
  type Item,
  makeNumber,
  makeText,
  readNumber,
  readOptionalNumber,
  readText,
} from './attributes.ts';
import { type Database, isAccepted, isConditionFailure } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const entity = 'DoubtfulReply';
const pageSize = 100;

export function createDynamoDoubtfulReplies(database: Database, table: string): DoubtfulReplies {
  return {
    async keep({ id, channel, address, text, at, profileId }, expiresAt) {
      const put = database.send(
        new PutItemCommand({
          TableName: table,
          // The provider may deliver a reply again after it was decided about.
          ConditionExpression: 'attribute_not_exists(pk)',
          Item: {
            ...makeKey(at, id),
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
      await isAccepted(put);
    },

    async decide({ id, at }, decision) {
      try {
        const { Attributes } = await database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeKey(at, id),
            UpdateExpression:
              'SET decidedAt = if_not_exists(decidedAt, :at), decidedBy = if_not_exists(decidedBy, :by)',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':at': makeNumber(decision.at), ':by': makeText(decision.by) },
            ReturnValues: 'ALL_NEW',
          }),
        );
        return Attributes === undefined ? undefined : decode(Attributes)[0];
      } catch (error) {
        if (isConditionFailure(error)) return undefined;
        throw error;
      }
    },

    async remove({ id, at }) {
      await database.send(new DeleteItemCommand({ TableName: table, Key: makeKey(at, id) }));
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

function makeKey(at: number, id: string): Item {
  return { pk: makeText(doubtfulReplyPartition), sk: makeText(doubtfulReplySortKey(at, id)) };
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
      ...omitAbsent({ profileId: item['profileId']?.S, decided: readDecision(item) }),
    },
  ];
}

function readDecision(item: Item): ReplyDecision | undefined {
  const at = readOptionalNumber(item, 'decidedAt');
  return at === undefined ? undefined : { at, by: readText(item, 'decidedBy', entity) };
}
