/** The consent ledger in DynamoDB: an item per person and touchpoint, which never expires. */
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { ConsentLedger, ConsentRecord } from '../../app/ports/consent-ledger.ts';
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { consentSortKey, schemaVersion } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';

const entity = 'Consent';

export function createDynamoConsentLedger(database: Database, table: string): ConsentLedger {
  return {
    async append(record) {
      await database.send(new PutItemCommand({ TableName: table, Item: encodeRecord(record) }));
    },

    async list(profileId, limit, cursor) {
      const { Items = [], LastEvaluatedKey } = await database.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': makeText(profileId) },
          ScanIndexForward: false,
          Limit: limit,
          ConsistentRead: true,
          ...omitAbsent({ ExclusiveStartKey: decodeCursor(cursor) }),
        }),
      );
      return { records: Items.map(decodeRecord), ...omitAbsent({ cursor: encodeCursor(LastEvaluatedKey) }) };
    },
  };
}

/** Readable in the console. Put, not added: a second attempt replaces the effect that the first one assumed. */
export function encodeRecord({ profileId, ...record }: ConsentRecord): Item {
  const fields = Object.entries(record).map(([name, value]) => [name, encodeJson(value as Json)] as const);
  return {
    pk: makeText(profileId),
    sk: makeText(consentSortKey(record.saidAt, record.touchpointId)),
    entity: makeText(entity),
    schemaVersion: makeNumber(schemaVersion),
    ...Object.fromEntries(fields),
  };
}

export function decodeRecord(item: Item): ConsentRecord {
  checkSchemaVersion(item, entity);
  const { pk, sk: _sk, entity: _entity, schemaVersion: _version, ...fields } = item;
  const decoded = Object.entries(fields).map(([name, value]) => [name, decodeJson(value)] as const);
  return { profileId: pk?.S ?? '', ...Object.fromEntries(decoded) } as ConsentRecord;
}
