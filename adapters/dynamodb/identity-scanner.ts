/** Scans the table of identity keys in DynamoDB, one page per call. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { IdentityScanner, ScannedIdentity } from '../../app/ports/identity-scanner.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { isChannel } from '../../engine/model/channels.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { parseAddressKey, parseIdentityKey, splitAccountEntryKey } from '../keys.ts';
import { listNamedProfiles } from './address-attributes.ts';
import { type Item, readText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { readBinding } from './identity-store.ts';

export function createDynamoIdentityScanner(database: Database, table: string): IdentityScanner {
  return {
    async scan({ index, total }, cursor) {
      const { Items = [], LastEvaluatedKey } = await database.send(
        new ScanCommand({
          ...{ TableName: table, Segment: index, TotalSegments: total },
          ExclusiveStartKey: decodeCursor(cursor),
        }),
      );
      return {
        items: Items.flatMap(decodeScanned),
        ...omitAbsent({ cursor: encodeCursor(LastEvaluatedKey) }),
      };
    },
  };
}

/** Nothing of an item that is about no person. */
function decodeScanned(item: Item): readonly ScannedIdentity[] {
  const pk = readText(item, 'pk', 'Identity');
  if (pk.startsWith('account#') || pk.startsWith('position#')) return [];
  if (pk.startsWith('address#')) {
    const { channel, address } = parseAddressKey(pk);
    return isChannel(channel)
      ? [{ kind: 'address', channel, address, profileIds: listNamedProfiles(item) }]
      : [];
  }
  if (pk.startsWith('account-entry#')) {
    const [journey = '', account = ''] = splitAccountEntryKey(pk);
    const profileIds = [readText(item, 'profileId', 'AccountEntry')];
    return [{ kind: 'accountEntry', journey, account, profileIds }];
  }
  const sameAs = item['sameAs']?.S;
  // What someone added by hand is no key.
  if (sameAs === undefined && (item['profileId'] ?? item['shared']) === undefined) return [];
  const key = parseIdentityKey(pk);
  return [
    {
      kind: 'key',
      key,
      binding: readBinding(item),
      profileIds: listKeyProfiles(key, item),
      ...omitAbsent({ sameAs: sameAs === undefined ? undefined : parseIdentityKey(sameAs) }),
    },
  ];
}

function listKeyProfiles({ type, value }: IdentityKey, item: Item): readonly string[] {
  // Owner keys are bound to a user id, slots to the hash of an id.
  const bound = type === 'owner' || type === 'slot' ? value.split('/')[0] : item['profileId']?.S;
  const all = [bound, item['shared']?.S, item['aside']?.S, ...(item['claimants']?.SS ?? [])];
  return [...new Set(all.filter((each) => each !== undefined))];
}
