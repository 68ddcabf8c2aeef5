/** The command that counts what happened to all people: statistics. */

import { Option } from 'commander';
import { createDynamoClient } from '../../../adapters/dynamodb/client.ts';
import { createDynamoStatisticsReader } from '../../../adapters/dynamodb/statistics-reader.ts';
import { dimensions } from '../../../engine/model/measures.ts';
import { connect, findNames } from '../../cloud/connect.ts';
import { readNow } from '../../cloud/read-now.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { parseWholeNumber } from '../../terminal/option-values.ts';
import { chooseDays, type StatisticsOptions, showStatistics } from './statistics.ts';

export function addStatisticsCommand({ program, terminal, run }: CommandContext): void {
  program
    .command('statistics')
    .argument('[origin]', 'rule:welcome, segment:buyers, ... (default: all)')
    .option('--days <count>', 'number of days, including today (default 7)', parseWholeNumber)
    .option('--from <day>', 'first day (UTC), such as 2026-11-01')
    .option('--to <day>', 'last day (UTC; default: today)')
    .addOption(new Option('--by <dimension>', 'each origin apart by this').choices(dimensions))
    .description('count sent messages, their outcomes, and why others were not sent')
    .action((origin: string | undefined, options: StatisticsOptions) =>
      run(async () => {
        const connection = connect(program.opts(), terminal);
        const range = chooseDays(options, await readNow(connection, terminal));
        const names = await findNames(['StatisticsTable'], program.opts(), connection, terminal.env);
        const store = createDynamoStatisticsReader(
          createDynamoClient(connection.client),
          names.StatisticsTable,
        );
        return showStatistics(store, origin, range, options.by);
      }),
    );
}
