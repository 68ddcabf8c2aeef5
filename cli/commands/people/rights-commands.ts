/** The commands for the rights of people: export. */
import { resolve } from 'node:path';
import { openExport } from '../../cloud/open-export.ts';
import { recordLook } from '../../cloud/record-look.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { createCounter } from '../../terminal/progress.ts';
import { writeExport } from './export.ts';

interface ExportCommandOptions {
  readonly to?: string;
  /** `--without-rejected` makes it false. */
  readonly withoutRejected?: true;
}

const personHelp = 'user id, profile id, or userId:..., anonymousId:..., email:..., phone:...';

export function addRightsCommands({ program, terminal, run }: CommandContext): void {
  program
    .command('export')
    .argument('<person>', personHelp)
    .option('--to <file>', 'the file to write, which must be new (default: person-<profile id>.json)')
    .option('--without-rejected', 'leave out rejected and quarantined events, which need one request each')
    .description('write everything that is stored about one person to a file')
    .action((person: string, { to, withoutRejected }: ExportCommandOptions) =>
      run(async () => {
        const isWithoutRejected = withoutRejected === true;
        const { stores, stage, readNow } = await openExport(program.opts(), terminal, { isWithoutRejected });
        let counter = createCounter(terminal, '');
        let shown = '';
        const onProgress = (what: string, done: number) => {
          if (what !== shown) {
            counter.stop();
            counter = createCounter(terminal, `${what} read`);
            shown = what;
          }
          counter.show(done);
        };
        try {
          return await writeExport(person, stores, {
            ...{ stage, now: await readNow(), to, onProgress },
            // Not when the command has ended: until then, the file can be there already.
            onFound: (profileId) => recordLook('export', { people: [profileId] }, program.opts(), terminal),
            resolve: (path) => resolve(terminal.directory, path),
          });
        } finally {
          counter.stop();
        }
      }),
    );
}
