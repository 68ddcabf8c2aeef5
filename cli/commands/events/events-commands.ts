/** `percorso events`: what the sources send, and the events that wait in quarantine. */

import { createDynamoClient } from '../../../adapters/dynamodb/client.ts';
import { createDynamoInventoryStore } from '../../../adapters/dynamodb/inventory-store.ts';
import { createDynamoProgramReader } from '../../../adapters/dynamodb/program-reader.ts';
import type { QuarantineFilter } from '../../../app/contracts/quarantine.ts';
import { inventoryDays } from '../../../app/inventory/read-inventory.ts';
import type { RejectedStore } from '../../../app/ports/rejected-store.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { connect, findNames } from '../../cloud/connect.ts';
import { openConfig } from '../../cloud/open-config.ts';
import { withSender } from '../../cloud/open-sender.ts';
import { readNow } from '../../cloud/read-now.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { UsageError } from '../../terminal/command-result.ts';
import { collectValues, parseWholeNumber } from '../../terminal/option-values.ts';
import { discardEvents, listQuarantine, proposeFor, replayEvents, showInventory } from './events.ts';

interface ReplayOptions {
  readonly source?: string;
  readonly all?: boolean;
  readonly set?: readonly string[];
  readonly unset?: readonly string[];
}

export function addEventsCommands({ program, terminal, run }: CommandContext): void {
  const open = async (): Promise<RejectedStore> => {
    const connection = connect(program.opts(), terminal);
    const names = await findNames(['RejectedBucket'], program.opts(), connection, terminal.env);
    // Loaded on demand: the S3 client would double the start-up time of every command.
    const { createS3Client, createS3RejectedStore } = await import('../../../adapters/s3/rejected-store.ts');
    const style = omitAbsent({ forcePathStyle: connection.isLocal || undefined });
    return createS3RejectedStore(createS3Client({ ...connection.client, ...style }), names.RejectedBucket);
  };
  const events = program
    .command('events')
    .argument('[name]', 'name of an event: its fields, breaches and days')
    .option('--days <count>', 'days back, today included', parseWholeNumber, inventoryDays)
    .description('what the sources send: names, counts, fields, breaches, and what no document listens to')
    .option('--propose', 'with a name: print a contract that describes what was seen, as YAML')
    .action(
      (
        name: string | undefined,
        { days, propose = false }: { readonly days: number; readonly propose?: boolean },
      ) =>
        run(async () => {
          const connection = connect(program.opts(), terminal);
          const wanted = ['StatisticsTable', 'ConfigTable'] as const;
          const names = await findNames(wanted, program.opts(), connection, terminal.env);
          const client = createDynamoClient(connection.client);
          const published = await loadPublished(createDynamoProgramReader(client, names.ConfigTable));
          const store = createDynamoInventoryStore(client, names.StatisticsTable);
          const question = { now: await readNow(connection, terminal), days, name };
          if (!propose) return showInventory(store, published, question);
          if (name === undefined) throw new UsageError('No event name given.', 'Give the name of one event.');
          return proposeFor(store, published, question);
        }),
    );

  events
    .command('quarantined')
    .description('count the quarantined events by name')
    .action(() => run(async () => listQuarantine(await open())));

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
    .description('resend quarantined events that keep the contract now, oldest first')
    .action((name: string | undefined, options: ReplayOptions) =>
      run(async () => {
        const filter = readFilter(name, options);
        const store = await open();
        const { programs } = await openConfig(program.opts(), terminal);
        const contracts = (await loadPublished(programs))?.contracts ?? [];
        const now = await readNow(connect(program.opts(), terminal), terminal);
        const { set = [], unset = [] } = options;
        return withSender(program.opts(), terminal, (sender) =>
          replayEvents(store, filter, sender, { now, contracts, repair: { set, unset } }),
        );
      }),
    );

  events
    .command('discard')
    .argument('[name]', 'name of the event')
    .option('--all', 'events of all names')
    .option('--source <system>', 'only events from this source')
    .description('remove quarantined events without sending them')
    .action((name: string | undefined, options: ReplayOptions) =>
      run(async () => {
        const filter = readFilter(name, options);
        return discardEvents(await open(), filter);
      }),
    );
}

function readFilter(event: string | undefined, { source, all = false }: ReplayOptions): QuarantineFilter {
  if (event === undefined && !all)
    throw new UsageError('No event name given.', 'Give a name, or --all for the events of all names.');
  return omitAbsent({ event, source });
}
