/** `percorso queries`: the queries of the warehouse, their runs, and a run now. */
import { createDynamoClient } from '../../../adapters/dynamodb/client.ts';
import { createDynamoProgramReader } from '../../../adapters/dynamodb/program-reader.ts';
import { createDynamoQueryStore } from '../../../adapters/dynamodb/query-store.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { listQueries, requestRun } from '../../../app/warehouse/request-run.ts';
import { connect, findNames } from '../../cloud/connect.ts';
import { readNow } from '../../cloud/read-now.ts';
import { describeQuery, describeRow, queryToJson } from '../../output/describe-query.ts';
import { formatTable } from '../../output/format-table.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

const head = ['query', 'state', 'last run', 'rows', 'rejected', 'scan', 'next run'];

export function addQueryCommands({ program, terminal, run }: CommandContext): void {
  const queries = program
    .command('queries')
    .description('queries of the warehouse whose rows become touchpoints');

  const open = async () => {
    const connection = connect(program.opts(), terminal);
    const wanted = ['ConfigTable', 'RunsTable'] as const;
    const names = await findNames(wanted, program.opts(), connection, terminal.env);
    const database = createDynamoClient(connection.client);
    return {
      connection,
      store: createDynamoQueryStore(database, names.RunsTable),
      snapshot: await loadPublished(createDynamoProgramReader(database, names.ConfigTable)),
    };
  };

  queries
    .command('list', { isDefault: true })
    .description('list the queries: last run, rows, cost and next run')
    .action(() =>
      run(async () => {
        const { store, snapshot } = await open();
        const known = await listQueries(store, snapshot);
        const lines =
          known.length === 0
            ? ['No query is live: publish a document of kind query (docs/warehouse.md).']
            : formatTable([head, ...known.map(describeRow)]);
        return { exitCode: 0, json: { queries: known.map(queryToJson) }, lines };
      }),
    );

  queries
    .command('show')
    .argument('<query>', 'id of a query')
    .description('show the last run of a query, with the first rejected rows')
    .action((id: string) =>
      run(async () => {
        const { store, snapshot } = await open();
        const known = (await listQueries(store, snapshot)).find((each) => each.id === id);
        if (known === undefined) {
          const lines = [`No query "${id}" is live or has run: \`percorso queries\` lists all.`];
          return { exitCode: 1, json: { id, isKnown: false }, lines };
        }
        return { exitCode: 0, json: queryToJson(known), lines: describeQuery(known) };
      }),
    );

  queries
    .command('run')
    .argument('<query>', 'id of a live query')
    .option('--dry-run', 'run the query and read its rows, but send nothing')
    .description('run a query now')
    .action((id: string, { dryRun = false }: { dryRun?: boolean }) =>
      run(async () => {
        const { store, snapshot, connection } = await open();
        const at = await readNow(connection, terminal);
        const { isWaiting } = await requestRun(store, snapshot, id, { at, isDry: dryRun });
        const when = isWaiting ? 'when the present run has ended' : 'within a minute';
        const lines = [`The run starts ${when}. \`percorso queries show ${id}\` has its result.`];
        return { exitCode: 0, json: { id, isDry: dryRun, isWaiting }, lines };
      }),
    );
}
