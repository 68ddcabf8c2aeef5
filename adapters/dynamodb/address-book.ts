/**
 * Facts about addresses in DynamoDB: an item per address in the table of identity keys, and campaign claims in the
 * timeline table, whose items expire.
 */

import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { AddressBook } from '../../app/ports/address-book.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { addressClaimPartition, addressClaimSortKey, addressKey, schemaVersion } from '../keys.ts';
import {
  addressEntity,
  encodeConsent,
  encodeHolder,
  holderName,
  nameConsent,
  readConsents,
  readHolder,
  readMoments,
  usedName,
} from './address-attributes.ts';
import {
  checkSchemaVersion,
  type Item,
  makeNumber,
  makeText,
  readNumber,
  readOptionalNumber,
  readText,
} from './attributes.ts';
import { deliveredName, encodeBounce, nameBounce, readSoftBounces } from './bounce-attributes.ts';
import { type Database, isAccepted } from './client.ts';

const claimEntity = 'AddressClaim';
const heardName = 'heardAt';

export function createDynamoAddressBook(
  database: Database,
  tables: { readonly identities: string; readonly timeline: string },
): AddressBook {
  return {
    ...createDynamoAddresses(database, tables.identities),

    claim(run, { id, channel, to }, expiresAt, now) {
      return isAccepted(
        database.send(
          new PutItemCommand({
            TableName: tables.timeline,
            Item: {
              pk: makeText(addressClaimPartition(run, channel, to)),
              sk: makeText(addressClaimSortKey),
              entity: makeText(claimEntity),
              schemaVersion: makeNumber(schemaVersion),
              messageId: makeText(id),
              expiresAt: makeNumber(expiresAt),
            },
            // isFree: no other owner has claimed it. isOurs: the same one, delivered again. isOver: not removed yet.
            ConditionExpression: 'attribute_not_exists(pk) OR messageId = :message OR expiresAt <= :now',
            ExpressionAttributeValues: { ':message': makeText(id), ':now': makeNumber(now) },
          }),
        ),
      );
    },

    async readClaim(run, channel, address) {
      const { Item } = await database.send(
        new GetItemCommand({
          TableName: tables.timeline,
          Key: {
            pk: makeText(addressClaimPartition(run, channel, address)),
            sk: makeText(addressClaimSortKey),
          },
          ConsistentRead: true,
        }),
      );
      if (Item === undefined) return undefined;
      checkSchemaVersion(Item, claimEntity);
      return {
        id: readText(Item, 'messageId', claimEntity),
        expiresAt: readNumber(Item, 'expiresAt', claimEntity),
      };
    },
  };
}

/** The facts about addresses, in the table of identity keys. */
export function createDynamoAddresses(database: Database, table: string): Pick<AddressBook, 'read' | 'keep'> {
  return {
    async read(channel, address, { consistent }) {
      const { Item } = await database.send(
        new GetItemCommand({
          TableName: table,
          Key: { pk: makeText(addressKey(channel, address)) },
          ConsistentRead: consistent,
        }),
      );
      if (Item === undefined) return undefined;
      checkSchemaVersion(Item, addressEntity);
      const isSuppressed = Item['suppressed'] !== undefined && !isComplaint(Item['suppressed']);
      return {
        isSuppressed,
        ...omitAbsent({
          suppressedBy: isSuppressed ? Item['suppressed']?.S : undefined,
          hasComplained:
            Item['complained'] !== undefined || isComplaint(Item['suppressed']) ? true : undefined,
        }),
        isShared: Item['shared'] !== undefined,
        consents: readConsents(Item),
        ...omitAbsent({
          deniedAt: readMoments(Item, 'denied'),
          grantedAt: readMoments(Item, 'granted'),
          confirmedAt: readMoments(Item, 'confirmed'),
          softBounces: readSoftBounces(Item),
          holder: readHolder(Item),
          isListed: Item['listed'] === undefined ? undefined : true,
          heardAt: readOptionalNumber(Item, heardName),
          usedAt: readOptionalNumber(Item, usedName),
        }),
      };
    },

    async keep(statement) {
      const [name, value] = describe(statement);
      const forgotten = statement.kind === 'delivered' ? (statement.forgotten ?? []) : [];
      const places = forgotten.map((_, index) => `#past${index}`);
      await isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { pk: makeText(addressKey(statement.channel, statement.address)) },
            UpdateExpression: `SET #name = :value, #entity = :entity, #version = :version${
              places.length === 0 ? '' : ` REMOVE ${places.join(', ')}`
            }`,
            // isLater: the later statement wins. The other kinds hold permanently.
            ...omitAbsent({
              ConditionExpression: ['consent', 'delivered', 'heard', 'holder'].includes(statement.kind)
                ? 'attribute_not_exists(#name) OR #name < :value'
                : undefined,
            }),
            ExpressionAttributeNames: {
              '#name': name,
              '#entity': 'entity',
              '#version': 'schemaVersion',
              ...Object.fromEntries(forgotten.map((report, index) => [`#past${index}`, nameBounce(report)])),
            },
            ExpressionAttributeValues: {
              ':value': value,
              ':entity': makeText(addressEntity),
              ':version': makeNumber(schemaVersion),
            },
          }),
        ),
      );
    },
  };
}

function describe(statement: Parameters<AddressBook['keep']>[0]): readonly [string, Item[string]] {
  if (statement.kind === 'shared' || statement.kind === 'listed') return [statement.kind, { BOOL: true }];
  if (statement.kind === 'holder') return [holderName, encodeHolder(statement.holder)];
  if (statement.kind === 'suppressed')
    return statement.reason === 'complained'
      ? ['complained', { BOOL: true }]
      : ['suppressed', makeText(statement.reason)];
  if (statement.kind === 'delivered') return [deliveredName, makeNumber(statement.at)];
  if (statement.kind === 'heard') return [heardName, makeNumber(statement.at)];
  if (statement.kind === 'softBounce')
    return [nameBounce(statement.bounce.report), encodeBounce(statement.bounce)];
  return [nameConsent(statement.key), encodeConsent(statement.consent)];
}

/** Earlier versions stored a complaint as the reason of the suppression. */
function isComplaint(suppressed: AttributeValue | undefined): boolean {
  return suppressed?.S === 'complained';
}
