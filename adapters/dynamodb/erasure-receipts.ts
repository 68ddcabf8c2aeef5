/** Receipts of erasures, in the table of the consent ledger: they are kept as long as it is. */
import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { ErasureReceipt, ErasureReceipts } from '../../app/ports/erasure-receipts.ts';
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { erasureReceiptPartition } from '../erased-key.ts';
import { schemaVersion } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { deflateJson, inflateJson, type JsonPacking } from './deflated-json.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';

const entity = 'ErasureReceipt';
/** A plan names each id and place of a person: thousands, of which the beginnings are alike. */
const packing: JsonPacking = {
  format: 1,
  dictionary: Buffer.from(
    '{"keys":[{"type":"","value":""}],"places":[{"kind":"claim","run":"","channel":"","address":"',
  ),
};

export function createDynamoErasureReceipts(database: Database, table: string): ErasureReceipts {
  const makeKey = (id: string) => ({ pk: makeText(erasureReceiptPartition), sk: makeText(id) });
  const encode = ({ plan, id, ...rest }: ErasureReceipt): Item => ({
    ...makeKey(id),
    entity: makeText(entity),
    schemaVersion: makeNumber(schemaVersion),
    receipt: encodeJson(rest as unknown as Json),
    ...omitAbsent({ plan: plan === undefined ? undefined : { B: deflateJson(plan, packing) } }),
  });
  return {
    begin: (receipt) =>
      isAccepted(
        database.send(
          new PutItemCommand({
            TableName: table,
            Item: encode(receipt),
            // isFirst: another worker, or this one before it crashed, has planned it already.
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),

    async read(id) {
      const command = new GetItemCommand({ TableName: table, Key: makeKey(id), ConsistentRead: true });
      const { Item: item } = await database.send(command);
      return item && decode(item);
    },

    async save(receipt) {
      await database.send(new PutItemCommand({ TableName: table, Item: encode(receipt) }));
    },

    async list(cursor) {
      const { Items = [], LastEvaluatedKey } = await database.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :erasures',
          ExpressionAttributeValues: { ':erasures': makeText(erasureReceiptPartition) },
          ExclusiveStartKey: decodeCursor(cursor),
        }),
      );
      return { receipts: Items.map(decode), ...omitAbsent({ cursor: encodeCursor(LastEvaluatedKey) }) };
    },
  };
}

function decode(item: Item): ErasureReceipt {
  checkSchemaVersion(item, entity, schemaVersion);
  const { plan, receipt } = item;
  const rest = receipt && (decodeJson(receipt) as unknown as Omit<ErasureReceipt, 'id' | 'plan'>);
  if (rest === undefined) throw new TypeError('A receipt of an erasure has no content');
  const found = plan?.B === undefined ? undefined : inflateJson(plan.B, packing);
  return { id: item['sk']?.S ?? '', ...rest, ...omitAbsent({ plan: found as ErasureReceipt['plan'] }) };
}
