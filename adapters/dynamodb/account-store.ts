/** Accounts in DynamoDB: one item each in the table of identity keys, one conditional write per change. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AccountStore, StoredAccount } from '../../app/ports/account-store.ts';
import { accountEntryKey, accountKey, schemaVersion } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText, readNumber, readText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { decodeJson, decodeRecord, encodeJson, encodeRecord } from './json-attribute.ts';
import { decodeMoment, encodeMoment } from './packed-times.ts';

const entity = 'Account';
const entryEntity = 'AccountEntry';

export function createDynamoAccountStore(database: Database, table: string): AccountStore {
  const get = async (key: string, consistent: boolean): Promise<Item | undefined> => {
    const { Item } = await database.send(
      new GetItemCommand({ TableName: table, Key: { pk: makeText(key) }, ConsistentRead: consistent }),
    );
    return Item;
  };
  return {
    async read(account, { consistent }) {
      const item = await get(accountKey(account), consistent);
      return item === undefined ? undefined : decodeAccount(item);
    },

    save: (account) =>
      isAccepted(
        database.send(
          new PutItemCommand({
            TableName: table,
            Item: encodeAccount(account),
            // isFirst: no one created it meanwhile. isNext: no one wrote since it was read.
            ...(account.version === 1
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : {
                  ConditionExpression: '#version = :expected',
                  ExpressionAttributeNames: { '#version': 'version' },
                  ExpressionAttributeValues: { ':expected': makeNumber(account.version - 1) },
                }),
          }),
        ),
      ),

    async claimEntry(journey, account, profileId) {
      const pk = accountEntryKey(journey, account);
      const isFirst = await isAccepted(
        database.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              pk: makeText(pk),
              entity: makeText(entryEntity),
              schemaVersion: makeNumber(schemaVersion),
              profileId: makeText(profileId),
            },
            // isFree: the entry belongs permanently to the profile that claimed it first.
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
      if (isFirst) return profileId;
      const item = await get(pk, true);
      // Also when the first try was written and its answer was lost.
      return item === undefined ? profileId : readText(item, 'profileId', entryEntity);
    },
  };
}

/** `traits` is readable in the console; `times` has when each was stated. */
export function encodeAccount({ id, version, traits }: StoredAccount): Item {
  return {
    pk: makeText(accountKey(id)),
    entity: makeText(entity),
    schemaVersion: makeNumber(schemaVersion),
    id: makeText(id),
    version: makeNumber(version),
    traits: encodeRecord(traits, ({ value }) => encodeJson(value)),
    times: encodeRecord(traits, ({ at }) => encodeMoment(at)),
  };
}

/** A trait that a user added by hand counts as never stated. Throws StoredItemInvalidError. */
export function decodeAccount(item: Item): StoredAccount {
  checkSchemaVersion(item, entity);
  const times = decodeRecord(item['times'], decodeMoment);
  return {
    id: readText(item, 'id', entity),
    version: readNumber(item, 'version', entity),
    traits: decodeRecord(item['traits'], (value, name) => ({
      value: decodeJson(value),
      at: (Object.hasOwn(times, name) ? times[name] : undefined) ?? 0,
    })),
  };
}
