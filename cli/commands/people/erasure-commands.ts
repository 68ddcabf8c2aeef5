/** The commands of erasures. */
import { openErasure } from '../../cloud/open-erasure.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { createCounter } from '../../terminal/progress.ts';
import { erase, finishErasures, type LiftOptions, lift, listErasures } from './erase.ts';

export function addErasureCommands({ program, terminal, run }: CommandContext): void {
  program
    .command('erase')
    .argument('<person>', 'user id, profile id, or email:..., phone:..., anonymousId:...')
    .option('--yes', 'erase the person; without it, show what would be removed')
    .option('--dry-run', 'show what would be removed, as without --yes')
    .description('remove a person and all that is stored of them, with a receipt')
    .action((person: string, options: { readonly yes?: true; readonly dryRun?: true }) =>
      run(async () => {
        const counter = createCounter(terminal, 'items read');
        try {
          const stores = await openErasure(program.opts(), terminal);
          return await erase(person, options, stores, (_step, done) => counter.show(done));
        } finally {
          counter.stop();
        }
      }),
    );

  const erasures = program.command('erasures').description('receipts of erased people');
  erasures
    .command('list', { isDefault: true })
    .description('list the receipts; they name no person')
    .action(() => run(async () => listErasures(await openErasure(program.opts(), terminal))));
  erasures
    .command('lift')
    .argument('<ids...>', 'every id that events of the person state: userId:..., email:..., phone:+39...')
    .requiredOption('--reason <text>', 'why, without naming the person: the receipt keeps it')
    .description('make ids of an erased person ids again, for a person who asks for it')
    .action((ids: string[], options: LiftOptions) =>
      run(async () => lift(ids, options, await openErasure(program.opts(), terminal))),
    );
  erasures
    .command('finish')
    .description('run the passes that are due')
    .action(() => run(async () => finishErasures(await openErasure(program.opts(), terminal))));
}
