/** `percorso events`: what the sources send, and contracts proposed from it. */
import { stringify } from 'yaml';
import { listKnownNames } from '../../../app/inventory/list-known-names.ts';
import { proposeContracts } from '../../../app/inventory/propose-contract.ts';
import { type InventoryQuestion, readInventory } from '../../../app/inventory/read-inventory.ts';
import type { InventoryStore } from '../../../app/ports/inventory-store.ts';
import { listKnown } from '../../../app/rejected/find-unknown-name.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { formatEvent, formatInventory } from '../../output/format-inventory.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export async function showInventory(
  store: Pick<InventoryStore, 'list'>,
  program: ProgramSnapshot | undefined,
  question: InventoryQuestion,
): Promise<CommandResult> {
  const inventory = await readInventory(store, program, question);
  const { name, days } = question;
  const found = inventory.events.length > 0;
  if (!found && name !== undefined) await requireKnownEvent(store, program, name, question.now);
  return {
    exitCode: found || name === undefined ? 0 : 1,
    json: inventory,
    lines: found
      ? name === undefined
        ? formatInventory(inventory)
        : inventory.events.flatMap(formatEvent)
      : [
          name === undefined
            ? `No event in the last ${days} days.`
            : `No event "${name}" in the last ${days} days.`,
        ],
  };
}

/** Throws UsageError for a name that neither the counts nor a contract has: it is probably mistyped. */
async function requireKnownEvent(
  store: Pick<InventoryStore, 'list'>,
  program: ProgramSnapshot | undefined,
  name: string,
  now: number,
): Promise<void> {
  const known = new Set((await listKnownNames(store, program, now)).events);
  if (!known.has(name)) throw new UsageError(`No event "${name}" is known.`, listKnown('event', name, known));
}

/** One document per source. `taken`: ids of contracts in the table, staged ones too. */
export async function proposeFor(
  store: Pick<InventoryStore, 'list'>,
  program: ProgramSnapshot | undefined,
  question: InventoryQuestion,
  taken: readonly string[],
): Promise<CommandResult> {
  const { events } = await readInventory(store, program, question);
  if (events.length === 0) return showInventory(store, program, question);
  const proposals = proposeContracts(events, { taken, contracts: program?.contracts ?? [] });
  return {
    exitCode: 0,
    json: proposals.map(({ document }) => document),
    lines: proposals.flatMap(({ document, replaces }, index) => [
      ...(index === 0 ? [] : ['---']),
      ...(replaces === undefined
        ? []
        : [`# ${replaces} is live for this event and source: archive it before this one becomes live.`]),
      ...stringify(document).trimEnd().split('\n'),
    ]),
  };
}
