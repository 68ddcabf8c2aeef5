/** `percorso secret`: set, list, remove. */
import { connect, findNames } from '../../cloud/connect.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { listSecrets, removeSecret, setSecret } from './secrets.ts';

export function addSecretCommands({ program, terminal, run }: CommandContext): void {
  const open = async () => {
    const connection = connect(program.opts(), terminal);
    const { SecretsPath } = await findNames(['SecretsPath'], program.opts(), connection, terminal.env);
    const { createSsmClient } = await import('../../../adapters/ssm/secret-reader.ts');
    const { createSsmSecretStore } = await import('../../../adapters/ssm/secret-store.ts');
    return createSsmSecretStore(createSsmClient(connection.client), SecretsPath);
  };
  const secret = program
    .command('secret')
    .description('store, list and remove credentials that webhooks use by name');

  secret
    .command('set')
    .argument('<name>', 'name as used in documents: { secret: <name> }')
    .description('store a value from standard input; replaces an existing value')
    .action((name: string) =>
      run(async () => setSecret(name, await terminal.readSecret(`Value of ${name}: `), await open())),
    );

  secret
    .command('list')
    .description('list names and when they were set; values are never shown')
    .action(() => run(async () => listSecrets(await open())));

  secret
    .command('remove')
    .argument('<name>', 'name as in the list')
    .description('delete a secret; webhooks that use it wait')
    .action((name: string) => run(async () => removeSecret(name, await open())));
}
