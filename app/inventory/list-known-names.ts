/** The events and sources that a stage knows: those that were counted, and those that contracts name. */
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { InventoryStore } from '../ports/inventory-store.ts';
import { inventoryDays, readInventory } from './read-inventory.ts';

/** `now`: epoch ms. */
export async function listKnownNames(
  store: Pick<InventoryStore, 'list'>,
  program: ProgramSnapshot | undefined,
  now: number,
): Promise<{ readonly events: readonly string[]; readonly sources: readonly string[] }> {
  const { events } = await readInventory(store, undefined, { now, days: inventoryDays });
  const contracts = program?.contracts ?? [];
  return {
    events: [...events.map(({ name }) => name), ...contracts.map(({ event }) => event)],
    sources: [...events.map(({ source }) => source), ...contracts.flatMap(({ source }) => source ?? [])],
  };
}
