/** `percorso links`: the key of the links in messages. */
import { rotateLinkKey } from '../../../app/links/link-key-creation.ts';
import { connect, findNames } from '../../cloud/connect.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Parameter Store keeps this number of versions. */
const keptVersions = 100;

export function addLinkCommands({ program, terminal, run }: CommandContext): void {
  const links = program.command('links').description('the key of the links in messages');

  links
    .command('rotate')
    .description('add a link key: new links use it, and earlier links stay valid')
    .action(() =>
      run(async () => {
        const connection = connect(program.opts(), terminal);
        const { LinkKeyName } = await findNames(['LinkKeyName'], program.opts(), connection, terminal.env);
        const { createSsmClient } = await import('../../../adapters/ssm/secret-reader.ts');
        const { createSsmLinkKeyStore } = await import('../../../adapters/ssm/link-keys.ts');
        const store = createSsmLinkKeyStore(createSsmClient(connection.client), LinkKeyName);
        const version = await rotateLinkKey(store);
        const dropped = version - keptVersions;
        return {
          exitCode: 0,
          json: { name: LinkKeyName, version },
          lines: [
            `Version ${version} of ${LinkKeyName} seals new links, within five minutes. Earlier links stay valid.`,
            ...(dropped > 0 ? [`Parameter Store dropped version ${dropped}: its links are void.`] : []),
          ],
        };
      }),
    );
}
