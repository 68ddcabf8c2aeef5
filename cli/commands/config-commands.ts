/** The commands on config documents: validate, push, pull, publish, status. */
import type { Command } from 'commander';
import { openPlans } from '../campaigns/open-runs.ts';
import { connect } from '../connect.ts';
import { openConfig } from '../open-config.ts';
import { openReach } from '../open-stores.ts';
import { createProgressBar } from '../output/progress.ts';
import { readNow } from '../read-now.ts';
import type { Run } from '../run-percorso.ts';
import type { Terminal } from '../terminal.ts';
import { discardDocuments, publishDocuments } from './publish.ts';
import { pullDocuments } from './pull.ts';
import { pushFiles } from './push.ts';
import { showStatus } from './status.ts';
import { validateFiles } from './validate.ts';

const filesHelp = 'YAML or JSON files, folders, or quoted globs';

export function addConfigCommands(program: Command, terminal: Terminal, run: Run): void {
  // The local cloud's clock may be ahead of this machine's, and what is published counts from there.
  const readTime = () => readNow(connect(program.opts(), terminal), terminal);

  program
    .command('validate')
    .argument('<files...>', filesHelp)
    .description('check documents without any cloud')
    .action((files: string[]) => run(() => validateFiles(files, terminal.directory, terminal.now())));

  program
    .command('push')
    .argument('<files...>', filesHelp)
    .option('--publish', 'put them in force right away; they are staged otherwise')
    .option('--no-reach', 'with --publish: do not count the people whom it concerns')
    .description('write documents into the config table, where they wait to be published')
    .action((files: string[], options: { publish?: boolean; reach: boolean }) =>
      run(async () =>
        pushFiles(files, await openConfig(program.opts(), terminal), {
          publish: options.publish === true,
          directory: terminal.directory,
          now: await readTime(),
          progress: createProgressBar(terminal),
          reach: options.reach ? openReach(program.opts(), terminal) : undefined,
        }),
      ),
    );

  program
    .command('pull')
    .argument('[folder]', 'where to write', 'config')
    .description('write the config table into files')
    .action((folder: string) =>
      run(async () => {
        const { documents } = await openConfig(program.opts(), terminal);
        return pullDocuments(documents, folder, terminal.directory);
      }),
    );

  program
    .command('publish')
    .argument('[documents...]', 'staged documents, as kind/id; all of them when left out')
    .option('--allow-shrink', 'even if most live documents vanish')
    .option('--dry-run', 'show what would change and whom it would concern, and publish nothing')
    .option('--no-reach', 'do not count the people whom it concerns')
    .description('put staged documents in force, with what was edited in the table')
    .action((labels: string[], options: { allowShrink?: boolean; dryRun?: boolean; reach: boolean }) =>
      run(async () =>
        publishDocuments(labels, await openConfig(program.opts(), terminal), {
          now: await readTime(),
          allowShrink: options.allowShrink === true,
          dryRun: options.dryRun === true,
          reach: options.reach ? openReach(program.opts(), terminal) : undefined,
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
    .description('what is in force, what would change, what is wrong')
    .action(() =>
      run(async () =>
        showStatus(await openConfig(program.opts(), terminal), await openPlans(program.opts(), terminal)),
      ),
    );
}
