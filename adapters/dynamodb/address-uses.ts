/** Uses of addresses in DynamoDB: one attribute of the item of the address. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { AddressUses } from '../../app/ports/address-uses.ts';
import { addressKey, schemaVersion } from '../keys.ts';
import { addressEntity, usedName } from './address-attributes.ts';
import { makeNumber, makeText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';

export function createDynamoAddressUses(database: Database, table: string): AddressUses {
  return {
    async keepUse({ channel, address, at, withdrawn = [] }) {
      const places = withdrawn.map((_, index) => `:past${index}`);
      // isWithdrawn: what is kept was a machine's. isLater: no later use is kept.
      const conditions = [
        ...(places.length === 0 ? [] : [`${usedName} IN (${places.join(', ')})`]),
        ...(at === undefined ? [] : [`attribute_not_exists(${usedName}) OR ${usedName} < :at`]),
      ];
      if (conditions.length === 0) return;
      const set = `SET ${usedName} = :at, entity = :entity, schemaVersion = :version`;
      await isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { pk: makeText(addressKey(channel, address)) },
            UpdateExpression: at === undefined ? `REMOVE ${usedName}` : set,
            ConditionExpression: conditions.join(' OR '),
            ExpressionAttributeValues: {
              ...Object.fromEntries(withdrawn.map((moment, index) => [`:past${index}`, makeNumber(moment)])),
              ...(at !== undefined && {
                ':at': makeNumber(at),
                ':entity': makeText(addressEntity),
                ':version': makeNumber(schemaVersion),
              }),
            },
          }),
        ),
      );
    },
  };
}
