/** Gives back the owner key of a profile, when the merge that bound it is undone. */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { schemaVersion } from '../keys.ts';
import { type Item, makeNumber, makeText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';

/** `from` and `to`: the attribute of the binding. False: the key is bound to something else. */
export function rebindOwner(
  { database, table }: { readonly database: Database; readonly table: string },
  pk: AttributeValue,
  from: Item,
  to: Item | undefined,
): Promise<boolean> {
  const [name = '', value = makeText('')] = Object.entries(from)[0] ?? [];
  // isUnchanged: another worker may have given the key back, and a new user may have it since.
  const isUnchanged = {
    TableName: table,
    ConditionExpression: '#name = :value',
    ExpressionAttributeNames: { '#name': name },
    ExpressionAttributeValues: { ':value': value },
  };
  if (to === undefined)
    return isAccepted(database.send(new DeleteItemCommand({ ...isUnchanged, Key: { pk } })));
  const head = { pk, entity: makeText('Identity'), schemaVersion: makeNumber(schemaVersion) };
  return isAccepted(database.send(new PutItemCommand({ ...isUnchanged, Item: { ...head, ...to } })));
}
