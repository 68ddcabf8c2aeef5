/** Moves the expiry of anonymous ids that are in use. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Item, makeNumber } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';

/** `expiresAt` in epoch seconds. Throws the error of the call: a key that is not extended could expire before its visitor. */
export async function extendKeys(
  database: Database,
  table: string,
  items: readonly Item[],
  expiresAt: number,
): Promise<void> {
  await Promise.all(
    items.flatMap(({ pk }) =>
      pk === undefined
        ? []
        : [
            isAccepted(
              database.send(
                new UpdateItemCommand({
                  TableName: table,
                  Key: { pk },
                  UpdateExpression: 'SET expiresAt = :at',
                  // isBound: a key that was removed meanwhile does not come back without its profile.
                  ConditionExpression: 'attribute_exists(expiresAt)',
                  ExpressionAttributeValues: { ':at': makeNumber(expiresAt) },
                }),
              ),
            ),
          ],
    ),
  );
}
