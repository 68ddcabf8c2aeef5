/** Reads items of the table of identity keys, one batch per call. */
import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { type Item, makeText, readText } from './attributes.ts';
import type { Database } from './client.ts';

/** Some keys could not be read: treating them as unknown would give one person two profiles. */
export class IdentitiesUnreadError extends Error {
  readonly code = 'identities_unread';
  readonly unread: number;
  constructor(unread: number) {
    super(`DynamoDB left ${unread} identity keys unread. Retry the records.`);
    this.name = 'IdentitiesUnreadError';
    this.unread = unread;
  }
}

/** The stored items by their key; up to 100 different ones, DynamoDB's limit of one batch. Throws IdentitiesUnreadError. */
export async function readKeys(
  database: Database,
  table: string,
  names: readonly string[],
  ConsistentRead: boolean,
): Promise<ReadonlyMap<string, Item>> {
  const Keys = names.map((name) => ({ pk: makeText(name) }));
  const { Responses, UnprocessedKeys } = await database.send(
    new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead } } }),
  );
  const unread = Object.values(UnprocessedKeys ?? {})[0]?.Keys?.length ?? 0;
  if (unread > 0) throw new IdentitiesUnreadError(unread);
  const items = Object.values(Responses ?? {}).flat();
  return new Map(items.map((item) => [readText(item, 'pk', 'Identity'), item]));
}
