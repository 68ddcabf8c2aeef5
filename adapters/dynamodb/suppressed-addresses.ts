/** The suppressions of addresses in DynamoDB: two attributes of the item of an address. */
import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { SuppressedAddress, SuppressedAddresses } from '../../app/ports/suppressed-addresses.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { isChannel } from '../../engine/model/channels.ts';
import { addressKey, parseAddressKey } from '../keys.ts';
import { type Item, makeText, readText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

export function createDynamoSuppressedAddresses(database: Database, table: string): SuppressedAddresses {
  return {
    release(channel, address) {
      return isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { pk: makeText(addressKey(channel, address)) },
            UpdateExpression: 'REMOVE suppressed, complained',
            // isSuppressed: there is something to lift.
            ConditionExpression: 'attribute_exists(suppressed) OR attribute_exists(complained)',
          }),
        ),
      );
    },

    async list(cursor) {
      const { Items = [], LastEvaluatedKey } = await database.send(
        new ScanCommand({
          TableName: table,
          FilterExpression: 'attribute_exists(suppressed) OR attribute_exists(complained)',
          ProjectionExpression: 'pk, suppressed, complained',
          ...omitAbsent({ ExclusiveStartKey: decodeCursor(cursor) }),
        }),
      );
      return {
        addresses: Items.flatMap(readItem),
        ...omitAbsent({ cursor: encodeCursor(LastEvaluatedKey) }),
      };
    },
  };
}

function readItem(item: Item): SuppressedAddress[] {
  const { channel, address } = parseAddressKey(readText(item, 'pk', 'Address'));
  if (!isChannel(channel)) return [];
  const { suppressed, complained } = item;
  const reasons = [
    ...new Set([suppressed?.S, complained && 'complained'].filter((reason) => reason !== undefined)),
  ];
  return [{ channel, address, reasons }];
}
