/** The command that counts what happened to all people: statistics. */
import type { Command } from 'commander';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoStatisticsStore } from '../../adapters/dynamodb/statistics-store.ts';
import { connect, findNames } from '../connect.ts';
import { parseWholeNumber } from '../parse-whole-number.ts';
import { readNow } from '../read-now.ts';
import type { Run } from '../run-percorso.ts';
import type { Terminal } from '../terminal.ts';
import { chooseDays, type StatisticsOptions, showStatistics } from './statistics.ts';

export function addStatisticsCommand(program: Command, terminal: Terminal, run: Run): void {
  program
    .command('statistics')
    .argument('[origin]', 'rule:welcome, segment:buyers, ...; all when left out')
    .option('--days <count>', 'the last so many days, today included (7 unless said)', parseWholeNumber)
    .option('--from <day>', 'first day (UTC), as in 2026-11-01')
    .option('--to <day>', 'last day (UTC); today when left out')
    .description('what was sent, what came of it, and why the rest was not')
    .action((origin: string | undefined, options: StatisticsOptions) =>
      run(async () => {
        const connection = connect(program.opts(), terminal);
        const range = chooseDays(options, await readNow(connection, terminal));
        const names = await findNames(['StatisticsTable'], program.opts(), connection, terminal.env);
        const store = createDynamoStatisticsStore(
          createDynamoClient(connection.client),
          names.StatisticsTable,
        );
        return showStatistics(store, origin, range);
      }),
    );
}
