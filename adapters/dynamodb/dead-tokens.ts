/** Counts of dead tokens in DynamoDB: an item per push service in the statistics table, while tokens are dead. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { DeadTokenStore } from '../../app/ports/dead-tokens.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { expireAfter } from '../../engine/base/time-units.ts';
import { deadTokenPartition, schemaVersion } from '../keys.ts';
import { checkSchemaVersion, makeNumber, makeText, readNumber } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';

const entity = 'DeadTokenCount';
/** After this, time alone has made each count zero. */
const keptDays = 2;

export function createDynamoDeadTokens(database: Database, table: string): DeadTokenStore {
  const makeKey = (service: string) => ({ pk: makeText(deadTokenPartition), sk: makeText(service) });
  return {
    async read(service) {
      const { Item } = await database.send(
        new GetItemCommand({ TableName: table, Key: makeKey(service), ConsistentRead: true }),
      );
      if (Item === undefined) return undefined;
      checkSchemaVersion(Item, entity);
      return { ahead: readNumber(Item, 'ahead', entity), at: readNumber(Item, 'changedAt', entity) };
    },

    replace(service, expected, { ahead, at }) {
      return isAccepted(
        database.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              ...makeKey(service),
              entity: makeText(entity),
              schemaVersion: makeNumber(schemaVersion),
              ahead: makeNumber(ahead),
              changedAt: makeNumber(at),
              expiresAt: makeNumber(expireAfter(at, keptDays)),
            },
            // isUnchanged: every dead token is counted, in whatever processes they were found.
            ConditionExpression:
              expected === undefined ? 'attribute_not_exists(pk)' : 'ahead = :ahead AND changedAt = :at',
            ...omitAbsent({
              ExpressionAttributeValues:
                expected === undefined
                  ? undefined
                  : { ':ahead': makeNumber(expected.ahead), ':at': makeNumber(expected.at) },
            }),
          }),
        ),
      );
    },
  };
}
