/** Changes of bound identity keys in DynamoDB. A key that several users state is in a sparse index from then on. */
import { type AttributeValue, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { KeyAmendment } from '../../app/ports/identity-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { conflictPartition, identityKey } from '../keys.ts';
import { type Item, makeNumber, makeText } from './attributes.ts';
import type { Database } from './client.ts';

/** The item afterwards. */
export async function amendKey(
  database: Database,
  table: string,
  key: IdentityKey,
  amendment: KeyAmendment,
): Promise<Item> {
  const { expression, names, values } = describeChange(amendment);
  const { Attributes = {} } = await database.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: makeText(identityKey(key.type, key.value)) },
      UpdateExpression: expression,
      // A key that is not bound is a defect of the caller: no item is created for it.
      ConditionExpression: 'attribute_exists(pk)',
      ...omitAbsent({ ExpressionAttributeNames: names }),
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_NEW',
    }),
  );
  return Attributes;
}

function describeChange(amendment: KeyAmendment): {
  readonly expression: string;
  readonly names?: Record<string, string>;
  readonly values: Record<string, AttributeValue>;
} {
  if ('user' in amendment)
    return {
      expression: 'SET #user = if_not_exists(#user, :user)',
      names: { '#user': 'user' },
      values: { ':user': makeText(amendment.user) },
    };
  if ('sameAs' in amendment) {
    const { type, value } = amendment.sameAs;
    return { expression: 'SET sameAs = :key', values: { ':key': makeText(identityKey(type, value)) } };
  }
  const { claimants, at, source, shared } = amendment;
  const leads = shared === undefined ? '' : ', #shared = if_not_exists(#shared, :shared)';
  return {
    expression:
      'SET unreportedPartition = :partition, unreportedAt = if_not_exists(unreportedAt, :at), lastAt = :at, ' +
      `#source = if_not_exists(#source, :source)${leads} ADD claimants :claimants`,
    names: { '#source': 'source', ...omitAbsent({ '#shared': shared && 'shared' }) },
    values: {
      ':partition': makeText(conflictPartition),
      ':at': makeNumber(at),
      ':source': makeText(source),
      ':claimants': { SS: [...claimants] },
      ...omitAbsent({ ':shared': shared === undefined ? undefined : makeText(shared) }),
    },
  };
}
