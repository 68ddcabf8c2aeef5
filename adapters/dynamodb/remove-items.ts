/** Removes items of any tables with one call. */
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from './attributes.ts';
import type { Database } from './client.ts';

export interface ItemName {
  readonly table: string;
  /** `pk`, and `sk` where the table has it. */
  readonly key: Item;
}

/** Up to 25. Whether DynamoDB has left each of them, in their order. */
export async function removeItems(
  database: Database,
  items: readonly ItemName[],
): Promise<readonly boolean[]> {
  const RequestItems: Record<string, { DeleteRequest: { Key: Item } }[]> = {};
  for (const { table, key } of items)
    RequestItems[table] = [...(RequestItems[table] ?? []), { DeleteRequest: { Key: key } }];
  const { UnprocessedItems = {} } = await database.send(new BatchWriteItemCommand({ RequestItems }));
  const left = new Set(
    Object.entries(UnprocessedItems).flatMap(([table, requests]) =>
      requests.map(({ DeleteRequest }) => nameItem({ table, key: DeleteRequest?.Key ?? {} })),
    ),
  );
  return items.map((item) => left.has(nameItem(item)));
}

function nameItem({ table, key: { pk, sk } }: ItemName): string {
  return JSON.stringify([table, pk?.S, sk?.S]);
}
