/** The commands that look into what happened to everybody: statistics, rejected. */
import type { Command } from 'commander';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoStatisticsStore } from '../../adapters/dynamodb/statistics-store.ts';
import { createTouchpointSender } from '../../adapters/operator/touchpoint-sender.ts';
import type { RejectedStore } from '../../adapters/ports.ts';
import { connect, findNames } from '../connect.ts';
import { parseWholeNumber } from '../parse-whole-number.ts';
import { readNow } from '../read-now.ts';
import type { Run } from '../run-percorso.ts';
import type { Terminal } from '../terminal.ts';
import { listRejected, replayRejected, showRejected } from './rejected.ts';
import { chooseDays, type StatisticsOptions, showStatistics } from './statistics.ts';

export function addInspectionCommands(program: Command, terminal: Terminal, run: Run): void {
  addStatisticsCommand(program, terminal, run);
  addRejectedCommands(program, terminal, run);
}

function addStatisticsCommand(program: Command, terminal: Terminal, run: Run): void {
  program
    .command('statistics')
    .argument('[subject]', 'rule:welcome, segment:buyers, ...; all when left out')
    .option('--days <count>', 'the last so many days, today included (7 unless said)', parseWholeNumber)
    .option('--from <day>', 'first day (UTC), as in 2026-11-01')
    .option('--to <day>', 'last day (UTC); today when left out')
    .description('what was sent, what came of it, and why the rest was not')
    .action((subject: string | undefined, options: StatisticsOptions) =>
      run(async () => {
        const connection = connect(program.opts(), terminal);
        const range = chooseDays(options, await readNow(connection, terminal));
        const names = await findNames(['StatisticsTable'], program.opts(), connection, terminal.env);
        const store = createDynamoStatisticsStore(
          createDynamoClient(connection.client),
          names.StatisticsTable,
        );
        return showStatistics(store, subject, range);
      }),
    );
}

function addRejectedCommands(program: Command, terminal: Terminal, run: Run): void {
  const openStore = async (): Promise<RejectedStore> => {
    const connection = connect(program.opts(), terminal);
    const names = await findNames(['RejectedBucket'], program.opts(), connection, terminal.env);
    // Loaded when asked for: the S3 client would double the start-up time of every command.
    const { createS3Client, createS3RejectedStore } = await import('../../adapters/s3/rejected-store.ts');
    const style = connection.isLocal ? { forcePathStyle: true } : {};
    return createS3RejectedStore(createS3Client({ ...connection.client, ...style }), names.RejectedBucket);
  };
  const rejected = program.command('rejected').description('touchpoints that were refused and kept');

  rejected
    .command('list')
    .option('--limit <count>', 'so many at most', parseWholeNumber, 100)
    .description('what was refused, and why')
    .action(({ limit }: { limit: number }) => run(async () => listRejected(await openStore(), limit)));

  rejected
    .command('show')
    .argument('<key>', 'as in the list')
    .description('one refused event as it came')
    .action((key: string) => run(async () => showRejected(await openStore(), key)));

  rejected
    .command('replay')
    .argument('[keys...]', 'as in the list; all when left out')
    .option('--no-check', 'also what would be rejected again')
    .description('send refused events again, once their cause is mended')
    .action((keys: string[], { check }: { check: boolean }) =>
      run(async () => {
        const store = await openStore();
        const connection = connect(program.opts(), terminal);
        const names = await findNames(['EventBusName'], program.opts(), connection, terminal.env);
        const sender = createTouchpointSender(connection.client, names.EventBusName);
        try {
          const now = await readNow(connection, terminal);
          return await replayRejected(store, keys, sender, { now, isChecked: check });
        } finally {
          sender.close();
        }
      }),
    );
}
