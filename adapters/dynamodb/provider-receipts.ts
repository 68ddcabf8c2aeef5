/**
 * Provider message ids in DynamoDB: separate items in the timeline table, because its items expire and senders have write
 * access to it. Partitions of people are profile ids, which contain no `#`.
 */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ProviderReceipts } from '../../app/ports/provider-receipts.ts';
import { receiptPartition, receiptSortKey, schemaVersion } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText, readText } from './attributes.ts';
import type { Database } from './client.ts';

const entity = 'Receipt';

export function createDynamoProviderReceipts(database: Database, table: string): ProviderReceipts {
  return {
    async keep(provider, providerId, { profileId, messageId, address }, expiresAt) {
      await database.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            ...makeKey(provider, providerId),
            entity: makeText(entity),
            schemaVersion: makeNumber(schemaVersion),
            profileId: makeText(profileId),
            messageId: makeText(messageId),
            address: makeText(address),
            expiresAt: makeNumber(expiresAt),
          },
        }),
      );
    },

    async find(provider, providerId) {
      const { Item } = await database.send(
        new GetItemCommand({
          TableName: table,
          Key: makeKey(provider, providerId),
          // Consistent: the report may follow the sending within milliseconds.
          ConsistentRead: true,
        }),
      );
      if (Item === undefined) return undefined;
      checkSchemaVersion(Item, entity);
      return {
        profileId: readText(Item, 'profileId', entity),
        messageId: readText(Item, 'messageId', entity),
        address: readText(Item, 'address', entity),
      };
    },
  };
}

function makeKey(provider: string, providerId: string): Item {
  return { pk: makeText(receiptPartition(provider, providerId)), sk: makeText(receiptSortKey) };
}
