/** The passages of one device, in DynamoDB: a partition of the statistics table, with few items. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { GeofenceReader } from '../../app/ports/geofence-passages.ts';
import { geofencePartition } from '../keys.ts';
import { makeText, readNumber, readText } from './attributes.ts';
import type { Database } from './client.ts';

const entity = 'GeofencePassage';

export function createDynamoGeofenceReader(database: Database, table: string): GeofenceReader {
  return {
    async list(device) {
      const { Items = [] } = await database.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': makeText(geofencePartition(device)) },
        }),
      );
      return Items.map((item) => {
        const [type = '', ...fence] = readText(item, 'sk', entity).split('#');
        return { type, fence: fence.join('#'), at: readNumber(item, 'at', entity) };
      });
    },
  };
}
