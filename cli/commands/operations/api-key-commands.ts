/** `percorso api-keys`: create, list, revoke. */
import { Option } from 'commander';
import { createDynamoApiKeyStore } from '../../../adapters/dynamodb/api-key-store.ts';
import { createDynamoCallCounter } from '../../../adapters/dynamodb/call-counter.ts';
import { createDynamoClient } from '../../../adapters/dynamodb/client.ts';
import { defaultPerMinute, mostPerMinute } from '../../../app/api-keys/change-api-keys.ts';
import { type ApiKeyStore, apiScopes } from '../../../app/ports/api-keys.ts';
import type { CallReader } from '../../../app/ports/call-counter.ts';
import { connect, findNames } from '../../cloud/connect.ts';
import { readNow } from '../../cloud/read-now.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import type { CommandResult } from '../../terminal/command-result.ts';
import { parseDays, parseWholeNumber } from '../../terminal/option-values.ts';
import { createKey, listKeys, parseScopes, revokeKey } from './api-keys.ts';

interface CreateOptions {
  readonly scopes: string;
  readonly perMinute: number;
  readonly expires?: number;
}

interface KeyStores {
  readonly keys: ApiKeyStore;
  readonly calls: CallReader;
}

export function addApiKeyCommands({ program, terminal, run }: CommandContext): void {
  const work = (change: (stores: KeyStores, now: number) => Promise<CommandResult>) =>
    run(async () => {
      const connection = connect(program.opts(), terminal);
      const wanted = ['ConfigTable', 'StatisticsTable'] as const;
      const names = await findNames(wanted, program.opts(), connection, terminal.env);
      const database = createDynamoClient(connection.client);
      const stores = {
        keys: createDynamoApiKeyStore(database, names.ConfigTable),
        calls: createDynamoCallCounter(database, names.StatisticsTable),
      };
      return change(stores, await readNow(connection, terminal));
    });
  const keys = program
    .command('api-keys')
    .description('keys with which systems read people through the Profile API');

  keys
    .command('create')
    .argument('<name>', 'who reads with it, such as call-centre')
    .addOption(
      new Option(
        '--scopes <scopes>',
        `comma-separated: ${apiScopes.join(', ')} (required)`,
      ).makeOptionMandatory(),
    )
    .option(
      '--per-minute <count>',
      `requests a minute, at most ${mostPerMinute}`,
      parseWholeNumber,
      defaultPerMinute,
    )
    .option('--expires <days>', 'days from now, such as 90d (default: never)', parseDays)
    .description('create a key, and show it once')
    .action((name: string, { scopes, perMinute, expires: days }: CreateOptions) =>
      work(({ keys: store }, now) =>
        createKey({ name, scopes: parseScopes(scopes), perMinute, days }, store, now),
      ),
    );

  keys
    .command('list')
    .description('list ids, names, scopes, states and the last use; keys are never shown')
    .action(() => work(({ keys: store, calls }, now) => listKeys(store, calls, now)));

  keys
    .command('revoke')
    .argument('<id>', 'id as in the list')
    .description('end a key; the Profile API refuses it within a minute')
    .action((id: string) => work(({ keys: store }) => revokeKey(id, store)));
}
