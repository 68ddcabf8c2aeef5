/** `percorso secret`: set, list, remove. */
import type { Command } from 'commander';
import { connect, findNames } from '../connect.ts';
import type { Run } from '../run-percorso.ts';
import type { Terminal } from '../terminal.ts';
import { listSecrets, removeSecret, setSecret } from './secrets.ts';

export function addSecretCommands(program: Command, terminal: Terminal, run: Run): void {
  const open = async () => {
    const connection = connect(program.opts(), terminal);
    const { SecretsPath } = await findNames(['SecretsPath'], program.opts(), connection, terminal.env);
    const { createSsmClient } = await import('../../adapters/ssm/secret-reader.ts');
    const { createSsmSecretStore } = await import('../../adapters/ssm/secret-store.ts');
    return createSsmSecretStore(createSsmClient(connection.client), SecretsPath);
  };
  const secret = program.command('secret').description('credentials that webhooks use by name');

  secret
    .command('set')
    .argument('<name>', 'as documents name it: { secret: <name> }')
    .description('store a value, read from standard input; a value of that name is replaced')
    .action((name: string) =>
      run(async () => setSecret(name, await terminal.readSecret(`Value of ${name}: `), await open())),
    );

  secret
    .command('list')
    .description('names and when they were set; no value is ever shown')
    .action(() => run(async () => listSecrets(await open())));

  secret
    .command('remove')
    .argument('<name>', 'as in the list')
    .description('delete a secret; webhooks that name it wait')
    .action((name: string) => run(async () => removeSecret(name, await open())));
}
