/** The commands on campaigns and backfills. */
import type { Command } from 'commander';
import { openRuns, type RunStores } from '../campaigns/open-runs.ts';
import type { CommandResult } from '../command-result.ts';
import { createCounter } from '../output/progress.ts';
import type { Run } from '../run-percorso.ts';
import type { Terminal } from '../terminal.ts';
import { beginBackfill, showBackfills } from './backfill.ts';
import { listCampaigns, showCampaign } from './campaign.ts';
import { approveCampaign, cancelCampaign, pauseCampaign, resumeCampaign } from './campaign-control.ts';
import { previewCampaign } from './campaign-preview.ts';
import { testCampaign } from './campaign-test.ts';

const idHelp = 'campaign id, or that of a journey on a schedule';

export function addCampaignCommands(program: Command, terminal: Terminal, run: Run): void {
  const campaign = program
    .command('campaign')
    .description('messages and journey entries for a segment, at set times');
  const open = async <Result>(work: (world: RunStores, now: number) => Promise<Result>): Promise<Result> => {
    const world = await openRuns(program.opts(), terminal);
    return work(world, await world.readNow());
  };
  const addSimple = (
    name: string,
    description: string,
    work: (id: string, world: RunStores, now: number) => Promise<CommandResult>,
  ): void => {
    campaign
      .command(name)
      .argument('<campaign>', idHelp)
      .description(description)
      .action((id: string) => run(() => open((world, now) => work(id, world, now))));
  };

  campaign
    .command('list')
    .description('what is planned, and what ran last')
    .action(() => run(() => open(listCampaigns)));
  addSimple('status', 'how far its runs are, and what came of its messages', showCampaign);

  campaign
    .command('preview')
    .argument('<campaign>', 'its id')
    .argument('[files...]', 'judge it as these files have it, instead of what is in force')
    .description('how many it would reach, with and without the policy; sends nothing')
    .action((id: string, files: string[]) =>
      run(() =>
        open(async (world, now) => {
          const counter = createCounter(terminal, 'profiles read');
          try {
            const settings = { directory: terminal.directory, now, onProgress: counter.show };
            return await previewCampaign(id, files, world, settings);
          } finally {
            counter.stop();
          }
        }),
      ),
    );

  campaign
    .command('test')
    .argument('<campaign>', 'its id')
    .option('--to <person...>', 'user ids, profile ids or email:..., instead of the document’s seeds')
    .description('send it to its seeds now')
    .action((id: string, { to = [] }: { to?: string[] }) =>
      run(() => open((world, now) => testCampaign(id, to, world, now))),
    );

  addSimple('pause', 'stop handing out the run under way, for now', pauseCampaign);
  addSimple('approve', 'start a run that the policy’s maxRecipients holds', approveCampaign);
  addSimple('resume', 'let a paused run go on where it stood', resumeCampaign);

  campaign
    .command('cancel')
    .argument('<campaign>', idHelp)
    .option('--run-only', 'end the run under way alone: later runs, and what is decided already, go out')
    .description('end it for good: also what is held and queued is stopped')
    .action((id: string, { runOnly = false }: { runOnly?: boolean }) =>
      run(() => open((world, now) => cancelCampaign(id, world, { now, isRunOnly: runOnly }))),
    );
}

export function addBackfillCommands(program: Command, terminal: Terminal, run: Run): void {
  const backfill = program
    .command('backfill')
    .description('new segments and computed traits for the people who are already there');

  backfill
    .command('start')
    .option('--trait <id...>', 'computed traits to count anew; else those that are new or changed')
    .option('--triggers', 'segments that change trigger rules and journeys')
    .option('--segment <id...>', 'with --triggers: the people who were in it when it was published enter it')
    .description('evaluate everybody again')
    .action((options: { trait?: string[]; triggers?: boolean; segment?: string[] }) =>
      run(async () => {
        const world = await openRuns(program.opts(), terminal);
        const { trait = [], triggers = false, segment = [] } = options;
        return beginBackfill(world, { traits: trait, triggers, segments: segment }, await world.readNow());
      }),
    );

  backfill
    .command('status')
    .description('how far it is, and what is still to be brought')
    .action(() => run(async () => showBackfills(await openRuns(program.opts(), terminal))));
}
