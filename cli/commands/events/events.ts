/** `percorso events`: what the sources send; the quarantined events by name, sent again or discarded. */
import { stringify } from 'yaml';
import {
  countQuarantined,
  discardQuarantined,
  type QuarantineFilter,
  type ReplayQuarantinedOptions,
  replayQuarantined,
} from '../../../app/contracts/quarantine.ts';
import { proposeContract } from '../../../app/inventory/propose-contract.ts';
import { type InventoryQuestion, readInventory } from '../../../app/inventory/read-inventory.ts';
import type { InventoryStore } from '../../../app/ports/inventory-store.ts';
import type { RejectedStore } from '../../../app/ports/rejected-store.ts';
import type { TouchpointSender } from '../../../app/ports/touchpoint-sender.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { type RepairOptions, readRepair, requireEventPaths } from '../../files/read-repair.ts';
import { formatEvent, formatInventory } from '../../output/format-inventory.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatCount, formatTable } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

export async function listQuarantine(store: RejectedStore): Promise<CommandResult> {
  const counts = [...(await countQuarantined(store))];
  return {
    exitCode: 0,
    json: counts.map(([event, one]) => ({ event, ...one })),
    lines:
      counts.length === 0
        ? ['No event is in quarantine.']
        : [
            ...formatTable(
              counts.map(([event, { count, first, last }]) => [
                event,
                `${formatCount(count, 'event')}, ${formatMoment(first)} to ${formatMoment(last)}`,
              ]),
              '  ',
            ),
            'After a fix of the contract or the source: `percorso events replay NAME`.',
          ],
  };
}

export async function showInventory(
  store: Pick<InventoryStore, 'list'>,
  program: ProgramSnapshot | undefined,
  question: InventoryQuestion,
): Promise<CommandResult> {
  const inventory = await readInventory(store, program, question);
  const { name, days } = question;
  const found = inventory.events.length > 0;
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

/** One document per source. */
export async function proposeFor(
  store: Pick<InventoryStore, 'list'>,
  program: ProgramSnapshot | undefined,
  question: InventoryQuestion,
): Promise<CommandResult> {
  const { events } = await readInventory(store, program, question);
  if (events.length === 0) return showInventory(store, program, question);
  const documents = events.map(proposeContract);
  return {
    exitCode: 0,
    json: documents,
    lines: documents
      .map((document) => stringify(document))
      .join('---\n')
      .trimEnd()
      .split('\n'),
  };
}

export interface ReplayEventsOptions extends Omit<ReplayQuarantinedOptions, 'repair'> {
  readonly repair: RepairOptions;
}

export async function replayEvents(
  store: RejectedStore,
  filter: QuarantineFilter,
  sender: TouchpointSender,
  { repair: given, contracts, now }: ReplayEventsOptions,
): Promise<CommandResult> {
  const repair = readRepair(given);
  requireEventPaths(repair);
  const { sent, stayed } = await replayQuarantined(store, filter, sender, { now, repair, contracts });
  return {
    exitCode: stayed.length === 0 ? 0 : 1,
    json: { sent, stayed },
    lines: [
      ...stayed.slice(0, 20).map(({ key, problem }) => `  ${key} stays: ${problem}`),
      ...(stayed.length > 20 ? [`  and ${stayed.length - 20} more (--json lists all)`] : []),
      `Sent ${formatCount(sent, 'event')} again; ${stayed.length} stay in quarantine.`,
      ...(stayed.length === 0
        ? []
        : ['Publish a contract that accepts them, or repair them with --set path=value.']),
    ],
  };
}

export async function discardEvents(store: RejectedStore, filter: QuarantineFilter): Promise<CommandResult> {
  const removed = await discardQuarantined(store, filter);
  return { exitCode: 0, json: { removed }, lines: [`Removed ${formatCount(removed, 'quarantined event')}.`] };
}
