/** Provider reports on sent messages: the part of the ledger that feedback processing needs. */
import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { MessageLedger } from '../../app/ports/message-ledger.ts';
import { makeNumber } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { decodeMessage, makeMessageKey } from './message-item.ts';

export function createDynamoMessageReports(
  database: Database,
  table: string,
): Pick<MessageLedger, 'read' | 'recordOutcome'> {
  return {
    async read(profileId, messageId) {
      const { Item } = await database.send(
        new GetItemCommand({
          TableName: table,
          Key: makeMessageKey(profileId, messageId),
          // Consistent: the caller decides by it, and an old state would send again.
          ConsistentRead: true,
        }),
      );
      return Item === undefined ? undefined : decodeMessage(Item);
    },

    async recordOutcome(profileId, messageId, outcome, at) {
      await isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeMessageKey(profileId, messageId),
            // The first report of its kind wins: repeats and later opens change nothing.
            UpdateExpression: 'SET outcomes.#outcome = if_not_exists(outcomes.#outcome, :at)',
            // Exists: for an unknown message, or one expired by TTL, an update would create a partial item.
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#outcome': outcome },
            ExpressionAttributeValues: { ':at': makeNumber(at) },
          }),
        ),
      );
    },
  };
}
