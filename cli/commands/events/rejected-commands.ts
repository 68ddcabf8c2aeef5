/** `percorso rejected`: list, show, replay and remove rejected touchpoints. */

import type { Command } from 'commander';
import { hasHiddenValue } from '../../../app/inspect/hide-sensitive.ts';
import { listKnownNames } from '../../../app/inventory/list-known-names.ts';
import type { RejectedStore } from '../../../app/ports/rejected-store.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { explainUnknownCode, type RejectedFilter } from '../../../app/rejected/find-kept.ts';
import { findUnknownName } from '../../../app/rejected/find-unknown-name.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { readJson } from '../../../engine/touchpoint/read-json.ts';
import { connect } from '../../cloud/connect.ts';
import { openConfig } from '../../cloud/open-config.ts';
import { openInventory } from '../../cloud/open-inventory.ts';
import { openRejected } from '../../cloud/open-rejected.ts';
import { withSender } from '../../cloud/open-sender.ts';
import { nameParts, readHidden, type SensitiveOption, sensitiveOption } from '../../cloud/read-hidden.ts';
import { readNow } from '../../cloud/read-now.ts';
import { readTextFile } from '../../files/read-text.ts';
import { parsePast } from '../../simulate/read-moment.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { UsageError } from '../../terminal/command-result.ts';
import { collectValues, parseWholeNumber } from '../../terminal/option-values.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { listRejected, removeRejected, replayRejected, showRejected } from './rejected.ts';

interface FilterOptions {
  readonly code?: string;
  readonly source?: string;
  readonly event?: string;
  readonly since?: string;
}

interface ReplayOptions extends FilterOptions {
  readonly check: boolean;
  readonly set?: readonly string[];
  readonly unset?: readonly string[];
  readonly from?: string;
}

export function addRejectedCommands({ program, terminal, run }: CommandContext): void {
  const open = async () => ({
    store: await openRejected(program.opts(), terminal),
    now: await readNow(connect(program.opts(), terminal), terminal),
  });
  /** Notes an event or a source that nothing knows: it may be a typo, or its first events were repaired. */
  const noteUnknown = async (store: RejectedStore, filter: RejectedFilter, now: number) => {
    const unknown = await findUnknownName(store, filter, async () => {
      const { programs } = await openConfig(program.opts(), terminal);
      const inventory = await openInventory(program.opts(), terminal);
      return listKnownNames(inventory, await loadPublished(programs), now);
    });
    return omitAbsent({ notes: unknown && [`${unknown.problem} ${unknown.remedy}`] });
  };
  const rejected = program.command('rejected').description('touchpoints that were rejected and stored');

  addFilters(rejected.command('list'))
    .option('--limit <count>', 'maximum number to list', parseWholeNumber, 100)
    .description('list rejected events with source and reason, newest first')
    .action(({ limit, ...filter }: FilterOptions & { limit: number }) =>
      run(async () => {
        const { store, now } = await open();
        const wanted = readFilter(filter, now);
        const notes = await noteUnknown(store, wanted, now);
        return { ...(await listRejected(store, wanted, limit)), ...notes };
      }),
    );

  rejected
    .command('show')
    .argument('<key>', 'key as in the list')
    .option(...sensitiveOption)
    .description('show one rejected event as received, as JSON')
    .action((key: string, { showSensitive }: SensitiveOption) =>
      run(async () => {
        const { programs } = await openConfig(program.opts(), terminal);
        const hidden = await readHidden(programs, showSensitive);
        return showRejected((await open()).store, key, hidden, nameParts(showSensitive));
      }),
    );

  addFilters(rejected.command('replay'))
    .argument('[keys...]', 'keys as in the list (default: all that match the filters)')
    .option('--set <path=value>', 'repair: set a value, such as detail.userId=42; repeatable', collectValues)
    .option('--unset <path>', 'repair: remove a value; repeatable', collectValues)
    .option('--from <file>', 'send the event in this file instead; - reads standard input')
    .option('--no-check', 'also send events that would be rejected again')
    .description('resend rejected events, repaired or unchanged, and remove them from the list')
    .action((keys: string[], { check, set = [], unset = [], from, ...filter }: ReplayOptions) =>
      run(async () => {
        const replacement = from === undefined ? undefined : await readReplacement(from, keys, terminal);
        const { store, now } = await open();
        const { programs } = await openConfig(program.opts(), terminal);
        const contracts = check ? ((await loadPublished(programs))?.contracts ?? []) : [];
        const options = { now, isChecked: check, contracts, repair: { set, unset }, replacement };
        const wanted = readFilter(filter, now);
        const notes = keys.length === 0 ? await noteUnknown(store, wanted, now) : {};
        const replayed = await withSender(program.opts(), terminal, (sender) =>
          replayRejected(store, { keys, filter: wanted }, sender, options),
        );
        return { ...replayed, ...notes };
      }),
    );

  addFilters(rejected.command('remove'))
    .argument('[keys...]', 'keys as in the list (default: all that match the filters)')
    .description('remove rejected events without sending them')
    .action((keys: string[], filter: FilterOptions) =>
      run(async () => {
        if (keys.length === 0 && Object.keys(filter).length === 0)
          throw new UsageError(
            'No key and no filter given.',
            'Give keys, or a filter such as --code no_identity.',
          );
        const { store, now } = await open();
        const wanted = readFilter(filter, now);
        const notes = keys.length === 0 ? await noteUnknown(store, wanted, now) : {};
        return { ...(await removeRejected(store, { keys, filter: wanted })), ...notes };
      }),
    );
}

function addFilters(command: Command): Command {
  return command
    .option('--code <code>', 'only events rejected with this code')
    .option('--source <system>', 'only events from this source')
    .option('--event <name>', 'only events of this name')
    .option(
      '--since <moment>',
      'only events received since: a moment, a day, or a duration back such as P1D',
    );
}

function readFilter({ since, ...filter }: FilterOptions, now: number): RejectedFilter {
  const { code } = filter;
  const unknown = code === undefined ? undefined : explainUnknownCode(code);
  if (unknown !== undefined) throw new UsageError(unknown.problem, unknown.remedy);
  return {
    ...filter,
    ...omitAbsent({ since: since === undefined ? undefined : parsePast(since, '--since')(now) }),
  };
}

async function readReplacement(from: string, keys: readonly string[], terminal: Terminal): Promise<unknown> {
  if (keys.length !== 1)
    throw new UsageError(
      `--from replaces one event; received ${keys.length} keys.`,
      'Give the key of that event.',
    );
  const text =
    from === '-'
      ? await terminal.readInput()
      : readTextFile(from, terminal.directory, 'Name a file with the repaired event as JSON.');
  if (hasHiddenValue(text))
    throw new UsageError(
      `${from} has [sensitive] in place of a value.`,
      'Start from the output of `percorso rejected show KEY --show-sensitive`.',
    );
  try {
    return readJson(text);
  } catch {
    throw new UsageError(`${from} is not JSON.`, 'Start from the output of `percorso rejected show KEY`.');
  }
}
