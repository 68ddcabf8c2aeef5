/** The commands on events that wait in quarantine: `events quarantined`, `replay` and `discard`. */
import type { Command } from 'commander';
import type { QuarantineFilter } from '../../../app/contracts/quarantine.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { EventDocument } from '../../../engine/model/documents/event-document.ts';
import { connect } from '../../cloud/connect.ts';
import { openConfig } from '../../cloud/open-config.ts';
import { openRejected } from '../../cloud/open-rejected.ts';
import { withSender } from '../../cloud/open-sender.ts';
import { readNow } from '../../cloud/read-now.ts';
import { overlayContracts } from '../../files/overlay-contracts.ts';
import { parsePast } from '../../simulate/read-moment.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { UsageError } from '../../terminal/command-result.ts';
import { collectValues, parseWholeNumber } from '../../terminal/option-values.ts';
import { countQuarantine, discardEvents, listQuarantine, replayEvents } from './quarantine.ts';

interface ChoiceOptions {
  readonly source?: string;
  readonly all?: boolean;
}

interface ReplayOptions extends ChoiceOptions {
  readonly set?: readonly string[];
  readonly unset?: readonly string[];
  readonly dryRun?: boolean;
  readonly against?: string;
}

interface ListOptions {
  readonly source?: string;
  readonly since?: string;
  readonly limit: number;
}

/** `events`: the command that they belong to. */
export function addQuarantineCommands(events: Command, { program, terminal, run }: CommandContext): void {
  const open = () => openRejected(program.opts(), terminal);
  const readTime = () => readNow(connect(program.opts(), terminal), terminal);
  const readContracts = async (): Promise<readonly EventDocument[]> => {
    const { programs } = await openConfig(program.opts(), terminal);
    return (await loadPublished(programs))?.contracts ?? [];
  };

  events
    .command('quarantined')
    .argument('[name]', 'name of the event: why each waits (default: count the events by name)')
    .option('--source <system>', 'only events from this source')
    .option('--since <moment>', 'only events received since: a moment, a day, or a duration back such as P1D')
    .option('--limit <count>', 'maximum number to list', parseWholeNumber, 20)
    .description('count the quarantined events, or list them with their reasons, oldest first')
    .action((event: string | undefined, { source, since, limit }: ListOptions) =>
      run(async () => {
        const start = since === undefined ? undefined : parsePast(since, '--since');
        const store = await open();
        if (event === undefined && source === undefined && since === undefined) return countQuarantine(store);
        const from = start?.(await readTime());
        return listQuarantine(store, { event, source, since: from }, await readContracts(), limit);
      }),
    );

  events
    .command('replay')
    .argument('[name]', 'name of the event')
    .option('--all', 'events of all names')
    .option('--source <system>', 'only events from this source')
    .option(
      '--set <path=value>',
      'repair: set a value, such as detail.properties.total=9.5; repeatable',
      collectValues,
    )
    .option('--unset <path>', 'repair: remove a value; repeatable', collectValues)
    .option('--dry-run', 'print what would be sent and what would stay; send nothing')
    .option('--against <file>', 'with --dry-run: check by the contracts of this file or folder')
    .description('resend quarantined events that the contracts accept now, oldest first')
    .action((name: string | undefined, options: ReplayOptions) =>
      run(async () => {
        const { set = [], unset = [], dryRun: isDryRun = false, against } = options;
        if (against !== undefined && !isDryRun)
          throw new UsageError('--against sends nothing.', 'Give --dry-run too.');
        const filter = readFilter(name, options);
        const [store, published] = [await open(), await readContracts()];
        const now = await readTime();
        const contracts =
          against === undefined
            ? published
            : await overlayContracts(published, against, terminal.directory, now);
        const given = { now, contracts, published, isDryRun, repair: { set, unset } };
        return withSender(program.opts(), terminal, (sender) => replayEvents(store, filter, sender, given));
      }),
    );

  events
    .command('discard')
    .argument('[name]', 'name of the event')
    .option('--all', 'events of all names')
    .option('--source <system>', 'only events from this source')
    .description('remove quarantined events without sending them')
    .action((name: string | undefined, options: ChoiceOptions) =>
      run(async () => {
        const filter = readFilter(name, options);
        return discardEvents(await open(), filter, await readContracts());
      }),
    );
}

function readFilter(event: string | undefined, { source, all = false }: ChoiceOptions): QuarantineFilter {
  if (event === undefined && !all)
    throw new UsageError('No event name given.', 'Give a name, or --all for the events of all names.');
  return omitAbsent({ event, source });
}
