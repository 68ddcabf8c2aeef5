/** Removes items of a person from the tables: every place is a partition, or one item of it. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { PersonEraser, PersonPlace } from '../../app/ports/person-eraser.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { formatUtcDay } from '../../engine/base/time-units.ts';
import {
  accountEntryKey,
  addressClaimPartition,
  addressKey,
  geofencePartition,
  mergePartition,
  mergeSortKey,
  receiptPartition,
  shortLinkPartition,
} from '../keys.ts';
import { lookPartition } from '../profile-api-keys.ts';
import { makeText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { removeItems } from './remove-items.ts';

export interface ErasedTables {
  readonly identities: string;
  readonly timeline: string;
  readonly consents: string;
  readonly statistics: string;
}

type Table = keyof ErasedTables;

/** Items per page: their keys only. */
const pageSize = 500;

export function createDynamoPersonEraser(database: Database, tables: ErasedTables): PersonEraser {
  return {
    async list(place, cursor) {
      const { table, pk, sk } = locate(place);
      const { Items = [], LastEvaluatedKey } = await database.send(
        new QueryCommand({
          TableName: tables[table],
          ConsistentRead: true,
          KeyConditionExpression: sk === undefined ? 'pk = :pk' : 'pk = :pk AND sk = :sk',
          ExpressionAttributeValues: {
            ':pk': makeText(pk),
            ...omitAbsent({ ':sk': sk === undefined ? undefined : makeText(sk) }),
          },
          ProjectionExpression: 'pk, sk',
          Limit: pageSize,
          ExclusiveStartKey: decodeCursor(cursor),
        }),
      );
      return {
        rows: Items.map((key) => ({ table, key: encodeCursor(key) })),
        ...omitAbsent({ cursor: encodeCursor(LastEvaluatedKey) }),
      };
    },

    async remove(rows) {
      const items = rows.map(({ table, key }) => ({
        table: tables[table as Table],
        key: decodeCursor(key) ?? {},
      }));
      const left = await removeItems(database, items);
      return rows.filter((_, index) => left[index]);
    },
  };
}

function locate(place: PersonPlace): { readonly table: Table; readonly pk: string; readonly sk?: string } {
  switch (place.kind) {
    case 'timeline':
    case 'consents':
      return { table: place.kind, pk: place.profileId };
    case 'looks':
      return { table: 'timeline', pk: lookPartition(place.profileId) };
    case 'statements':
      return { table: 'consents', pk: addressKey(place.channel, place.address) };
    case 'address':
      return { table: 'identities', pk: addressKey(place.channel, place.address) };
    case 'claim':
      return { table: 'timeline', pk: addressClaimPartition(place.run, place.channel, place.address) };
    case 'accountEntry':
      return { table: 'identities', pk: accountEntryKey(place.journey, place.account) };
    case 'merge':
      return {
        table: 'timeline',
        pk: mergePartition(formatUtcDay(place.at)),
        sk: mergeSortKey(place.at, place.ended),
      };
    case 'receipt':
      return { table: 'timeline', pk: receiptPartition(place.provider, place.providerId) };
    case 'link':
      return { table: 'timeline', pk: shortLinkPartition(place.code) };
    case 'passages':
      return { table: 'statistics', pk: geofencePartition(place.device) };
  }
}
