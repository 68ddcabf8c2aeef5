/** Passages through geofences, in the statistics table. They expire soon: only the last minutes matter. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { GeofencePassage, GeofencePassages } from '../../app/ports/geofence-passages.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { expireAfter } from '../../engine/base/time-units.ts';
import { geofencePartition, schemaVersion } from '../keys.ts';
import { makeNumber, makeText, readNumber, readText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';

const entity = 'GeofencePassage';
const keptDays = 2;

export function createDynamoGeofencePassages(database: Database, table: string): GeofencePassages {
  const makeKey = ({ device, type, fence }: GeofencePassage) => ({
    pk: makeText(geofencePartition(device)),
    sk: makeText(`${type}#${fence}`),
  });
  return {
    async find(passage) {
      const { Item } = await database.send(
        new GetItemCommand({ TableName: table, Key: makeKey(passage), ConsistentRead: true }),
      );
      if (Item === undefined) return undefined;
      return { at: readNumber(Item, 'at', entity), counted: readText(Item, 'counted', entity) };
    },

    replace(passage, expected, next) {
      return isAccepted(
        database.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              ...makeKey(passage),
              entity: makeText(entity),
              schemaVersion: makeNumber(schemaVersion),
              at: makeNumber(next.at),
              counted: makeText(next.counted),
              expiresAt: makeNumber(expireAfter(next.at, keptDays)),
            },
            ConditionExpression: expected === undefined ? 'attribute_not_exists(pk)' : '#at = :expected',
            ...omitAbsent({
              ExpressionAttributeNames: expected === undefined ? undefined : { '#at': 'at' },
              ExpressionAttributeValues:
                expected === undefined ? undefined : { ':expected': makeNumber(expected.at) },
            }),
          }),
        ),
      );
    },
  };
}
