/** Statements by links in DynamoDB: on the item of the address, in a sparse index while they are unreported. */
import {
  GetItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  type AddressStatements,
  type UnreportedStatement,
  unreportedPartitions,
} from '../../app/ports/address-statements.ts';
import { hashToInteger } from '../../engine/base/hash.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { isChannel } from '../../engine/model/channels.ts';
import type { PersonEvent } from '../../engine/model/effects.ts';
import { addressKey, parseAddressKey, schemaVersion, unreportedPartitionKey } from '../keys.ts';
import {
  addressEntity,
  encodeConsent,
  nameConsent,
  nameStated,
  readStatedConsents,
} from './address-attributes.ts';
import { type Item, makeNumber, makeText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

/** Name of the index; lib/storage.ts creates it. */
export const unreportedIndex = 'unreported';
const pageSize = 50;

export function createDynamoAddressStatements(client: Database, table: string): AddressStatements {
  return {
    async state({ channel, address, denied, shown = {}, event }) {
      const [no, yes] = (['denied', 'granted'] as const).map((state) =>
        encodeConsent({ state, at: event.occurredAt }),
      );
      const pk = addressKey(channel, address);
      const stated = Object.entries(shown).map(
        ([key, state]) => [nameStated(event.profileId, key), state === 'denied' ? ':no' : ':yes'] as const,
      );
      const changes = [...denied.map((key) => [nameConsent(key), ':no'] as const), ...stated];
      const names = Object.fromEntries(changes.map(([name], index) => [`#key${index}`, name]));
      const sets = changes.map(([, value], index) => `#key${index} = ${value}, `);
      const isUsed = (value: string) => changes.some(([, used]) => used === value);
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: makeText(pk) },
          UpdateExpression:
            `SET ${sets.join('')}#entity = :entity, #version = :version, ` +
            'unreportedPartition = :partition, unreportedAt = :at ADD unreported :event',
          ExpressionAttributeNames: { ...names, '#entity': 'entity', '#version': 'schemaVersion' },
          ExpressionAttributeValues: {
            ...omitAbsent({
              ':no': isUsed(':no') ? no : undefined,
              ':yes': isUsed(':yes') ? yes : undefined,
            }),
            ':entity': makeText(addressEntity),
            ':version': makeNumber(schemaVersion),
            ':partition': makeText(unreportedPartitionKey(hashToInteger(pk) % unreportedPartitions)),
            ':at': makeNumber(event.occurredAt),
            ':event': encodeEvent(event),
          },
        }),
      );
      return true;
    },

    async readStated(channel, address, profileId) {
      const { Item = {} } = await client.send(
        new GetItemCommand({
          TableName: table,
          Key: { pk: makeText(addressKey(channel, address)) },
          ConsistentRead: true,
        }),
      );
      return readStatedConsents(Item, profileId);
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

function encodeEvent(event: PersonEvent): { SS: string[] } {
  return { SS: [JSON.stringify(event)] };
}

function decodeStatements(item: Item): UnreportedStatement[] {
  const { channel, address } = parseAddressKey(item['pk']?.S ?? '');
  if (!isChannel(channel)) return [];
  const events = (item['unreported']?.SS ?? []).map((text) => JSON.parse(text) as PersonEvent);
  return events.map((event) => ({ channel, address, event }));
}
