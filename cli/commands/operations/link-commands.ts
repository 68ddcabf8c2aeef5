/** `percorso links`: the key of the links in messages, and the codes of printed links. */

import { createDynamoClient } from '../../../adapters/dynamodb/client.ts';
import { createDynamoProgramReader } from '../../../adapters/dynamodb/program-reader.ts';
import { createDynamoScanCounts } from '../../../adapters/dynamodb/scan-count-store.ts';
import { rotateLinkKey } from '../../../app/links/link-key-creation.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { connect, findNames } from '../../cloud/connect.ts';
import { readPublicUrl } from '../../cloud/open-doctor.ts';
import { readNow } from '../../cloud/read-now.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { describeCode, describeLinks } from './codes.ts';

/** Parameter Store keeps this number of versions. */
const keptVersions = 100;

export function addLinkCommands({ program, terminal, run }: CommandContext): void {
  const links = program
    .command('links')
    .description('the key of the links in messages, and the codes of printed links');

  const open = async () => {
    const connection = connect(program.opts(), terminal);
    const wanted = ['ConfigTable', 'StatisticsTable'] as const;
    const names = await findNames(wanted, program.opts(), connection, terminal.env);
    const database = createDynamoClient(connection.client);
    const snapshot = await loadPublished(createDynamoProgramReader(database, names.ConfigTable));
    return {
      published: snapshot?.links ?? [],
      counts: createDynamoScanCounts(database, names.StatisticsTable),
      publicUrl: await readPublicUrl(program.opts(), terminal),
      now: await readNow(connection, terminal),
    };
  };

  links
    .command('list')
    .description('list the published links with their scans')
    .action(() =>
      run(async () => {
        const { published, counts, publicUrl } = await open();
        return describeLinks(published, await counts.list(), publicUrl);
      }),
    );

  links
    .command('code')
    .argument('<code>', 'id of a published link')
    .option('--svg <file>', 'file for the QR code')
    .description('print the address of a link, and draw its QR code')
    .action((code: string, { svg }: { svg?: string }) =>
      run(async () => {
        const { published, publicUrl, now } = await open();
        return describeCode(code, published, publicUrl, { svg, directory: terminal.directory, now });
      }),
    );

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
