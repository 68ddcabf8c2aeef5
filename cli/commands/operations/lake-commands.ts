/** `percorso lake`: what analysts need of the lake. */
import { connect, findStage } from '../../cloud/connect.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { UsageError } from '../../terminal/command-result.ts';
import { lakeQueryNames, printLakeQueries } from './lake-queries.ts';

export function addLakeCommands({ program, terminal, run }: CommandContext): void {
  const lake = program.command('lake').description('touchpoints, decisions and outcomes in S3');

  lake
    .command('queries')
    .argument('[query]', `${lakeQueryNames.join(', ')} (default: all)`)
    .option('--set <parameter=value>', 'value of a parameter (repeatable)', collectValue, new Map())
    .description('print the ready queries for Athena, with the database of the stage')
    .action((query: string | undefined, { set }: { set: ReadonlyMap<string, string> }) =>
      run(async () => {
        const connection = connect(program.opts(), terminal);
        const { stackName, outputs } = await findStage(program.opts(), connection, terminal.env);
        const database = outputs['LakeDatabase'];
        if (database === undefined) {
          throw new UsageError(
            `${stackName} has no lake.`,
            'Deploy it with `-c lake=true`: docs/lake.md says what that costs.',
          );
        }
        return printLakeQueries(query, database, set);
      }),
    );
}

function collectValue(text: string, known: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError(
      `"${text}" is no parameter with a value.`,
      'Give it as in --set first_day=2026-11-01.',
    );
  }
  return new Map([...known, [name, value]]);
}
