/** Opens the statistics table for the counts of what the sources send. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoInventoryStore } from '../../adapters/dynamodb/inventory-store.ts';
import type { InventoryStore } from '../../app/ports/inventory-store.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames } from './connect.ts';

export async function openInventory(
  options: CloudOptions,
  terminal: Terminal,
): Promise<Pick<InventoryStore, 'list'>> {
  const connection = connect(options, terminal);
  const { StatisticsTable } = await findNames(['StatisticsTable'], options, connection, terminal.env);
  return createDynamoInventoryStore(createDynamoClient(connection.client), StatisticsTable);
}
