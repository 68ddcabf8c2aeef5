/** The commands on config documents: validate, push, pull, publish, status. */

import { connect } from '../../cloud/connect.ts';
import { openConfig } from '../../cloud/open-config.ts';
import { readDeployment } from '../../cloud/open-doctor.ts';
import { openInventory } from '../../cloud/open-inventory.ts';
import { openRejected } from '../../cloud/open-rejected.ts';
import { openPlans } from '../../cloud/open-runs.ts';
import { openSending } from '../../cloud/open-sending.ts';
import { openReach } from '../../cloud/open-stores.ts';
import { readNow } from '../../cloud/read-now.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { createProgressBar } from '../../terminal/progress.ts';
import { discardDocuments, publishDocuments } from './publish.ts';
import { pullDocuments } from './pull.ts';
import { pushFiles } from './push.ts';
import { showStatus } from './status.ts';
import { validateFiles } from './validate.ts';

const filesHelp = 'YAML or JSON files, folders, or quoted globs';

export function addDocumentCommands({ program, terminal, run }: CommandContext): void {
  // The local cloud's clock may be ahead of this machine's; documents published there count from its time.
  const readTime = () => readNow(connect(program.opts(), terminal), terminal);

  program
    .command('validate')
    .argument('<files...>', filesHelp)
    .description('validate documents offline')
    .action((files: string[]) => run(() => validateFiles(files, terminal.directory, terminal.now())));

  program
    .command('push')
    .argument('<files...>', filesHelp)
    .option('--publish', 'publish them at once (default: stage them)')
    .option('--no-reach', 'with --publish: do not count the affected people')
    .description('write documents to the config table, staged until they are published')
    .action((files: string[], options: { publish?: boolean; reach: boolean }) =>
      run(async () =>
        pushFiles(files, await openConfig(program.opts(), terminal), {
          publish: options.publish === true,
          directory: terminal.directory,
          now: await readTime(),
          progress: createProgressBar(terminal),
          reach: options.reach ? openReach(program.opts(), terminal) : undefined,
          openRejected: () => openRejected(program.opts(), terminal),
          openInventory: () => openInventory(program.opts(), terminal),
        }),
      ),
    );

  program
    .command('pull')
    .argument('[folder]', 'target folder', 'config')
    .description('write the config table to files')
    .action((folder: string) =>
      run(async () => {
        const { documents } = await openConfig(program.opts(), terminal);
        return pullDocuments(documents, folder, terminal.directory);
      }),
    );

  program
    .command('publish')
    .argument('[documents...]', 'staged documents, as kind/id (default: all)')
    .option('--allow-shrink', 'publish even if most live documents would be removed')
    .option('--dry-run', 'show the changes and the number of affected people; publish nothing')
    .option('--no-reach', 'do not count the affected people')
    .description('publish staged documents and edits made in the table')
    .action((labels: string[], options: { allowShrink?: boolean; dryRun?: boolean; reach: boolean }) =>
      run(async () =>
        publishDocuments(labels, await openConfig(program.opts(), terminal), {
          now: await readTime(),
          allowShrink: options.allowShrink === true,
          dryRun: options.dryRun === true,
          reach: options.reach ? openReach(program.opts(), terminal) : undefined,
          openRejected: () => openRejected(program.opts(), terminal),
          openInventory: () => openInventory(program.opts(), terminal),
        }),
      ),
    );

  program
    .command('discard')
    .argument('<documents...>', 'staged documents, as kind/id')
    .description('remove staged documents without publishing them')
    .action((labels: string[]) =>
      run(async () => discardDocuments(labels, await openConfig(program.opts(), terminal))),
    );

  program
    .command('status')
    .description('show what is published, what would change, and all problems')
    .action(() =>
      run(async () =>
        showStatus(
          await openConfig(program.opts(), terminal),
          await openPlans(program.opts(), terminal),
          await readDeployment(program.opts(), terminal),
          await openSending(program.opts(), terminal),
        ),
      ),
    );
}
