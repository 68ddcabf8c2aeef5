/** `percorso events quarantined`, `replay` and `discard`: the events that wait in quarantine. */
import {
  findUnknownFilter,
  inspectQuarantine,
  type QuarantineQuestion,
} from '../../../app/contracts/inspect-quarantine.ts';
import {
  countQuarantined,
  discardQuarantined,
  type QuarantineFilter,
  type ReplayQuarantinedOptions,
  replayQuarantined,
} from '../../../app/contracts/quarantine.ts';
import type { RejectedStore } from '../../../app/ports/rejected-store.ts';
import type { TouchpointSender } from '../../../app/ports/touchpoint-sender.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { EventDocument } from '../../../engine/model/documents/event-document.ts';
import { type RepairOptions, readRepair, requireEventPaths } from '../../files/read-repair.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatKept, rejectedToJson } from '../../output/format-rejected.ts';
import { formatCount, formatTable } from '../../output/format-table.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export async function countQuarantine(store: RejectedStore): Promise<CommandResult> {
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
            'To see why: `percorso events quarantined NAME`. After a fix of the contract or the source: `percorso events replay NAME`.',
          ],
  };
}

/** Counts per contract and source, and the first `limit` events with their reasons: no value of an event. Throws UsageError. */
export async function listQuarantine(
  store: RejectedStore,
  question: QuarantineQuestion,
  contracts: readonly EventDocument[],
  limit: number,
): Promise<CommandResult> {
  await requireKnown(store, question, contracts);
  const { groups, items, read, isCut } = await inspectQuarantine(store, question, { limit });
  const hidden = read - items.length;
  return {
    exitCode: 0,
    json: {
      groups,
      isCut,
      events: items.map(({ key, rejected, source, name }) => ({
        key,
        source,
        name,
        ...rejectedToJson(rejected),
      })),
    },
    lines:
      read === 0
        ? ['No event in quarantine matches.']
        : [
            ...groups.map(
              ({ contract, source, count }) =>
                `event/${contract}: ${formatCount(count, 'event')} from ${source}`,
            ),
            ...(isCut ? [`There are more: only the oldest ${read} were read.`] : []),
            ...items.flatMap(formatKept),
            ...(hidden > 0 ? [`and ${hidden} more; list them with --limit.`] : []),
            'To see one with its values: `percorso rejected show KEY`. To try a replay: `percorso events replay NAME --dry-run`.',
          ],
  };
}

export interface ReplayEventsOptions extends Omit<ReplayQuarantinedOptions, 'repair'> {
  readonly repair: RepairOptions;
  /** In force; absent: `contracts` are in force. */
  readonly published?: readonly EventDocument[];
}

/** Throws UsageError for a name or a source of which nothing waits. */
export async function replayEvents(
  store: RejectedStore,
  filter: QuarantineFilter,
  sender: TouchpointSender,
  { repair: given, contracts, published = contracts, now, isDryRun = false }: ReplayEventsOptions,
): Promise<CommandResult> {
  const repair = readRepair(given);
  requireEventPaths(repair);
  await requireKnown(store, filter, published);
  const options = { now, repair, contracts, isDryRun };
  const { sent, stayed } = await replayQuarantined(store, filter, sender, options);
  const summary = isDryRun
    ? `${formatCount(sent, 'event')} would be sent again; ${stayed.length} would stay in quarantine. Nothing was sent.`
    : `Sent ${formatCount(sent, 'event')} again; ${stayed.length} stay in quarantine.`;
  return {
    exitCode: stayed.length === 0 ? 0 : 1,
    json: { sent, stayed, ...omitAbsent({ dryRun: isDryRun || undefined }) },
    lines: [
      ...stayed.slice(0, 20).map(({ key, problem }) => `  ${key} stays: ${problem}`),
      ...(stayed.length > 20 ? [`  and ${stayed.length - 20} more (--json lists all)`] : []),
      summary,
      ...(stayed.length === 0
        ? []
        : ['Publish a contract that accepts them, or repair them with --set path=value.']),
    ],
  };
}

/** Throws UsageError for a name or a source of which nothing waits. */
export async function discardEvents(
  store: RejectedStore,
  filter: QuarantineFilter,
  contracts: readonly EventDocument[],
): Promise<CommandResult> {
  await requireKnown(store, filter, contracts);
  const removed = await discardQuarantined(store, filter);
  return { exitCode: 0, json: { removed }, lines: [`Removed ${formatCount(removed, 'quarantined event')}.`] };
}

async function requireKnown(
  store: RejectedStore,
  filter: QuarantineFilter,
  contracts: readonly EventDocument[],
): Promise<void> {
  const unknown = await findUnknownFilter(store, filter, contracts);
  if (unknown !== undefined) throw new UsageError(unknown.problem, unknown.remedy);
}
