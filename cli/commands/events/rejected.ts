/** `percorso rejected`: touchpoints that were refused and kept. List them, look at one, repair and replay, remove. */
import { type Hidden, hideOfRejected } from '../../../app/inspect/hide-sensitive.ts';
import type { RejectedStore } from '../../../app/ports/rejected-store.ts';
import type { TouchpointSender } from '../../../app/ports/touchpoint-sender.ts';
import {
  type KeptChoice,
  listKept,
  parseEvent,
  type RejectedFilter,
  readKept,
  removeKept,
} from '../../../app/rejected/find-kept.ts';
import { type ReplayKeptOptions, replayKept } from '../../../app/rejected/replay-kept.ts';
import type { Json } from '../../../engine/base/json.ts';
import { type RepairOptions, readRepair, requireEventPaths } from '../../files/read-repair.ts';
import { describeProblem, explainStay, formatKept, rejectedToJson } from '../../output/format-rejected.ts';
import { formatCount } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

export async function listRejected(
  store: RejectedStore,
  filter: RejectedFilter,
  limit: number,
): Promise<CommandResult> {
  const { items, isCut } = await listKept(store, filter, limit);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return {
    exitCode: 0,
    json: items.map(({ key, rejected, source, name }) => ({
      key,
      source,
      name,
      ...rejectedToJson(rejected),
    })),
    lines:
      items.length === 0
        ? [isFiltered ? 'No rejected event matches.' : 'No rejected events.']
        : [
            ...items.flatMap(formatKept),
            ...(isCut ? [`These are the newest ${limit}; more with --limit.`] : []),
            'To see one: `percorso rejected show KEY`. To send it again: `percorso rejected replay KEY`, with --set path=value to repair it.',
          ],
  };
}

/** Standard output is the event alone, as JSON; what is wrong with it goes to standard error. */
export async function showRejected(
  store: RejectedStore,
  key: string,
  hidden: Hidden,
  parts: readonly string[] = [],
): Promise<CommandResult> {
  const kept = await readKept(store, key);
  if (kept === undefined) return reportUnknownKey(key);
  const { rejected } = kept;
  const event = parseEvent(rejected) as Json | undefined;
  const { shown, text, isHidden } = hideOfRejected(rejected.event, event, hidden);
  return {
    exitCode: 0,
    shows: { count: 1, parts },
    json: { key, ...rejectedToJson(rejected), event: shown ?? text, text },
    notes: [
      `${rejected.code}: ${describeProblem(rejected)}`,
      ...(event === undefined ? ['It is not JSON: replay it with --from FILE.'] : []),
      ...(isHidden
        ? [
            'Values of sensitive fields are hidden. To repair the event in a file, show it with --show-sensitive.',
          ]
        : []),
    ],
    lines: shown === undefined ? [text] : JSON.stringify(shown, null, 2).split('\n'),
  };
}

export interface ReplayRejectedOptions extends Omit<ReplayKeptOptions, 'repair'> {
  readonly repair: RepairOptions;
}

/** Sends events again and removes those that the bus took from the store; what would be rejected again stays. Throws UsageError. */
export async function replayRejected(
  store: RejectedStore,
  choice: KeptChoice,
  sender: TouchpointSender,
  options: ReplayRejectedOptions,
): Promise<CommandResult> {
  const repair = readRepair(options.repair);
  requireEventPaths(repair);
  const result = await replayKept(store, choice, sender, { ...options, repair });
  const stayed = result.stayed.map(({ key, reason }) => ({ key, problem: explainStay(reason) }));
  return {
    exitCode: stayed.length === 0 ? 0 : 1,
    json: { sent: result.sent, stayed },
    lines: [
      ...stayed.map(({ key, problem }) => `  ${key} stays: ${problem}`),
      `Sent ${formatCount(result.sent.length, 'touchpoint')} again; ${stayed.length} kept.`,
      ...(stayed.length === 0 ? [] : ['To repair one: `percorso rejected replay KEY --set path=value`.']),
    ],
  };
}

/** Removes without sending. */
export async function removeRejected(store: RejectedStore, choice: KeptChoice): Promise<CommandResult> {
  const { removed, unknown } = await removeKept(store, choice);
  return {
    exitCode: unknown.length === 0 ? 0 : 1,
    json: { removed, unknown },
    lines: [
      ...unknown.map((key) => `  Nothing is kept under ${key}.`),
      `Removed ${formatCount(removed.length, 'rejected event')}.`,
    ],
  };
}

function reportUnknownKey(key: string): CommandResult {
  const problem = `Nothing is kept under ${key}.`;
  const remedy = 'Give a key as `percorso rejected list` shows it.';
  return {
    exitCode: 1,
    json: { error: { code: 'unknown_rejected_event', problem, remedy } },
    lines: [problem, remedy],
  };
}
