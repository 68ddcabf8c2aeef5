/** `percorso identity conflicts`: ids that two or more users state. */
import { createDynamoClient } from '../../../adapters/dynamodb/client.ts';
import { createDynamoConflictReader } from '../../../adapters/dynamodb/conflict-reader.ts';
import { listConflicts } from '../../../app/inspect/list-conflicts.ts';
import { connect, findNames } from '../../cloud/connect.ts';
import { readNow } from '../../cloud/read-now.ts';
import { formatConflicts } from '../../output/format-conflicts.ts';
import { parsePast } from '../../simulate/read-moment.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { parseWholeNumber } from '../../terminal/option-values.ts';

export function addIdentityCommands({ program, terminal, run }: CommandContext): void {
  const identity = program.command('identity').description('ids of people');

  identity
    .command('conflicts', { isDefault: true })
    .option(
      '--since <moment>',
      'only conflicts that began since: a moment, a day, or a duration back such as P1D',
      'P30D',
    )
    .option('--limit <count>', 'maximum number of conflicts', parseWholeNumber, 50)
    .description('list the ids that two or more users state, and what follows')
    .action(({ since, limit }: { since: string; limit: number }) =>
      run(async () => {
        const start = parsePast(since, '--since');
        const connection = connect(program.opts(), terminal);
        const names = await findNames(['IdentitiesTable'], program.opts(), connection, terminal.env);
        const reader = createDynamoConflictReader(
          createDynamoClient(connection.client),
          names.IdentitiesTable,
        );
        const from = start(await readNow(connection, terminal));
        const listing = await listConflicts(reader, { since: from, limit });
        const shows = { count: listing.conflicts.length };
        return { exitCode: 0, shows, json: listing, lines: formatConflicts(listing) };
      }),
    );
}
