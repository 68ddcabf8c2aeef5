/** Statements by links in DynamoDB: on the item of the address, in a sparse index while they are unreported. */
import { QueryCommand, type QueryCommandOutput, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  type AddressStatements,
  type UnreportedStatement,
  unreportedPartitions,
} from '../../app/ports/address-statements.ts';
import { hashToInteger } from '../../engine/base/hash.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { isChannel } from '../../engine/model/channels.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import { addressKey, parseAddressKey, schemaVersion, unreportedPartitionKey } from '../keys.ts';
import { addressEntity, encodeConsent, nameConsent } from './address-attributes.ts';
import { type Item, makeNumber, makeText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

/** Name of the index; lib/storage.ts creates it. */
export const unreportedIndex = 'unreported';
const pageSize = 50;

export function createDynamoAddressStatements(client: Database, table: string): AddressStatements {
  return {
    async state({ channel, address, denied, event }) {
      const consent = encodeConsent({ state: 'denied', at: event.occurredAt });
      const pk = addressKey(channel, address);
      const names = Object.fromEntries(denied.map((key, index) => [`#key${index}`, nameConsent(key)]));
      const sets = Object.keys(names).map((name) => `${name} = :consent, `);
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: makeText(pk) },
          UpdateExpression:
            `SET ${sets.join('')}#entity = :entity, #version = :version, ` +
            'unreportedPartition = :partition, unreportedAt = :at ADD unreported :event',
          ExpressionAttributeNames: { ...names, '#entity': 'entity', '#version': 'schemaVersion' },
          ExpressionAttributeValues: {
            ...omitAbsent({ ':consent': denied.length > 0 ? consent : undefined }),
            ':entity': makeText(addressEntity),
            ':version': makeNumber(schemaVersion),
            ':partition': makeText(unreportedPartitionKey(hashToInteger(pk) % unreportedPartitions)),
            ':at': makeNumber(event.occurredAt),
            ':event': encodeEvent(event),
          },
        }),
      );
    },

    async markReported({ channel, address, event }) {
      const Key = { pk: makeText(addressKey(channel, address)) };
      const isLast = await isAccepted(
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key,
            UpdateExpression: 'DELETE unreported :event REMOVE unreportedPartition, unreportedAt',
            // isLast: no other statement of the address is unreported.
            ConditionExpression: 'size(unreported) = :one AND contains(unreported, :text)',
            ExpressionAttributeValues: {
              ':event': encodeEvent(event),
              ':text': makeText(JSON.stringify(event)),
              ':one': makeNumber(1),
            },
          }),
        ),
      );
      if (isLast) return;
      await isAccepted(
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key,
            UpdateExpression: 'DELETE unreported :event',
            // A repeat, after the last one was reported, changes nothing.
            ConditionExpression: 'contains(unreported, :text)',
            ExpressionAttributeValues: {
              ':event': encodeEvent(event),
              ':text': makeText(JSON.stringify(event)),
            },
          }),
        ),
      );
    },

    async listUnreported(partition, before, cursor) {
      const page: QueryCommandOutput = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: unreportedIndex,
          KeyConditionExpression: 'unreportedPartition = :partition AND unreportedAt < :before',
          ExpressionAttributeValues: {
            ':partition': makeText(unreportedPartitionKey(partition)),
            ':before': makeNumber(before),
          },
          Limit: pageSize,
          ExclusiveStartKey: decodeCursor(cursor),
        }),
      );
      const next = encodeCursor(page.LastEvaluatedKey);
      return {
        statements: (page.Items ?? []).flatMap(decodeStatements),
        ...omitAbsent({ cursor: next }),
      };
    },
  };
}

function encodeEvent(event: EmitEvent): { SS: string[] } {
  return { SS: [JSON.stringify(event)] };
}

function decodeStatements(item: Item): UnreportedStatement[] {
  const { channel, address } = parseAddressKey(item['pk']?.S ?? '');
  if (!isChannel(channel)) return [];
  const events = (item['unreported']?.SS ?? []).map((text) => JSON.parse(text) as EmitEvent);
  return events.map((event) => ({ channel, address, event }));
}
