/** `percorso events`: what the sources send, and contracts proposed from it. */

import { createDynamoClient } from '../../../adapters/dynamodb/client.ts';
import { createDynamoInventoryStore } from '../../../adapters/dynamodb/inventory-store.ts';
import { createDynamoProgramReader } from '../../../adapters/dynamodb/program-reader.ts';
import { inventoryDays } from '../../../app/inventory/read-inventory.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { listDocuments } from '../../../app/publish/plan-program.ts';
import { connect, findNames } from '../../cloud/connect.ts';
import { openConfig } from '../../cloud/open-config.ts';
import { readNow } from '../../cloud/read-now.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { UsageError } from '../../terminal/command-result.ts';
import { parseWholeNumber } from '../../terminal/option-values.ts';
import { proposeFor, showInventory } from './events.ts';
import { addQuarantineCommands } from './quarantine-commands.ts';

export function addEventsCommands({ program, terminal, run }: CommandContext): void {
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
          const { documents, staged } = await openConfig(program.opts(), terminal);
          const stored = await Promise.all([documents, staged].map(listDocuments));
          const taken = stored.flat().flatMap(({ kind, id }) => (kind === 'event' ? [id] : []));
          return proposeFor(store, published, question, taken);
        }),
    );

  addQuarantineCommands(events, { program, terminal, run });
}
