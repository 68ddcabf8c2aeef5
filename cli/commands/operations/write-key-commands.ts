/** `percorso write-keys`: create, list, rotate, revoke. */
import { Argument, Option } from 'commander';
import { createDynamoClient } from '../../../adapters/dynamodb/client.ts';
import { createDynamoWriteKeyStore } from '../../../adapters/dynamodb/write-key-store.ts';
import {
  type UserIdRule,
  userIdRules,
  type WriteKeyKind,
  type WriteKeyStore,
  writeKeyKinds,
} from '../../../app/ports/write-keys.ts';
import { connect, findNames } from '../../cloud/connect.ts';
import { readNow } from '../../cloud/read-now.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import type { CommandResult } from '../../terminal/command-result.ts';
import { parseHours } from '../../terminal/option-values.ts';
import { readPublicKey, revokeSigning, setUserIds } from './user-ids.ts';
import { createKey, listKeys, revokeKey, rotateKey } from './write-keys.ts';

const defaultHours = 168;

export function addWriteKeyCommands({ program, terminal, run }: CommandContext): void {
  const work = (change: (store: WriteKeyStore, now: number) => Promise<CommandResult>) =>
    run(async () => {
      const connection = connect(program.opts(), terminal);
      const { ConfigTable } = await findNames(['ConfigTable'], program.opts(), connection, terminal.env);
      const store = createDynamoWriteKeyStore(createDynamoClient(connection.client), ConfigTable);
      return change(store, await readNow(connection, terminal));
    });
  const keys = program
    .command('write-keys')
    .description('keys with which SDKs send touchpoints to the HTTP API');

  keys
    .command('create')
    .argument('<source>', 'source of the touchpoints, such as web or shop')
    .addOption(
      new Option('--kind <kind>', 'browser: public; server: secret, may state everything (required)')
        .choices(writeKeyKinds)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--user-ids <rule>',
        'of a browser key; signed: with a user token only (default), any: every one',
      ).choices(userIdRules),
    )
    .description('create a write key, and show it once')
    .action((source: string, options: { kind: WriteKeyKind; userIds?: UserIdRule }) =>
      work((store, now) => createKey({ source, ...options }, store, now)),
    );

  keys
    .command('user-ids')
    .argument('<id>', 'id as in the list')
    .addArgument(new Argument('<rule>', 'signed or any').choices(userIdRules))
    .option('--public-key <file>', 'PEM of a key pair of your own (P-256); a pair is made if it is missing')
    .option(
      '--keep <hours>',
      'how long earlier signing keys stay valid, in hours; 0: they end at once',
      parseHours,
      defaultHours,
    )
    .description(
      'change how a browser key states who a person is; signed makes a new signing key, shown once',
    )
    .action((id: string, rule: UserIdRule, { publicKey, keep }: { publicKey?: string; keep: number }) =>
      work((store, now) => {
        const publicPem = publicKey === undefined ? undefined : readPublicKey(publicKey, terminal.directory);
        return setUserIds(id, { rule, hours: keep, publicPem }, store, now);
      }),
    );

  keys
    .command('list')
    .description('list ids, sources and states, with the signing keys; keys are never shown')
    .action(() => work((store, now) => listKeys(store, now)));

  keys
    .command('rotate')
    .argument('<id>', 'id as in the list')
    .option(
      '--keep <hours>',
      'how long the old key stays valid, in hours; 0: it ends at once',
      parseHours,
      defaultHours,
    )
    .description('create a key of the same source and kind; the old one expires')
    .action((id: string, { keep }: { keep: number }) =>
      work((store, now) => rotateKey(id, keep, store, now)),
    );

  keys
    .command('revoke')
    .argument('<id>', 'id as in the list')
    .description('end a write key; the HTTP API refuses it within a minute')
    .action((id: string) => work((store) => revokeKey(id, store)));

  keys
    .command('revoke-signing-key')
    .argument('<id>', 'id of the signing key, as in the list')
    .description('end a signing key in all write keys; the HTTP API accepts no token of it within a minute')
    .action((id: string) => work((store, now) => revokeSigning(id, store, now)));
}
