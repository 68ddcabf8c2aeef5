/** The commands that evaluate everyone again: backfill. */
import { openRuns } from '../../cloud/open-runs.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { beginBackfill, showBackfills } from './backfill.ts';

export function addBackfillCommands({ program, terminal, run }: CommandContext): void {
  const backfill = program.command('backfill').description('apply new definitions to existing profiles');

  backfill
    .command('start')
    .option('--trait <id...>', 'computed traits to recompute (default: new or changed ones)')
    .option('--triggers', 'segment changes trigger rules and journeys')
    .option('--segment <id...>', 'with --triggers: members at the time of publication enter the segment')
    .description('re-evaluate every profile')
    .action((options: { trait?: string[]; triggers?: boolean; segment?: string[] }) =>
      run(async () => {
        const stores = await openRuns(program.opts(), terminal);
        const { trait = [], triggers = false, segment = [] } = options;
        return beginBackfill(stores, { traits: trait, triggers, segments: segment }, await stores.readNow());
      }),
    );

  backfill
    .command('status')
    .description('show progress, and which definitions are still pending')
    .action(() => run(async () => showBackfills(await openRuns(program.opts(), terminal))));
}
