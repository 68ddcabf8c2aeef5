/** The commands on campaigns. */
import { readPublicUrl } from '../../cloud/open-doctor.ts';
import { openRuns, type RunStores } from '../../cloud/open-runs.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import type { CommandResult } from '../../terminal/command-result.ts';
import { createCounter } from '../../terminal/progress.ts';
import { showCampaign, showCampaigns } from './campaign.ts';
import { approveCampaign, cancelCampaign, pauseCampaign, resumeCampaign } from './campaign-control.ts';
import { previewCampaign } from './campaign-preview.ts';
import { sendCampaignTest } from './campaign-test.ts';

const idHelp = 'campaign id, or id of a scheduled journey';

export function addCampaignCommands({ program, terminal, run }: CommandContext): void {
  const campaign = program.command('campaign').description('list, preview, test and control campaigns');
  const open = async <Result>(work: (stores: RunStores, now: number) => Promise<Result>): Promise<Result> => {
    const stores = await openRuns(program.opts(), terminal);
    return work(stores, await stores.readNow());
  };
  const addSimple = (
    name: string,
    description: string,
    work: (id: string, stores: RunStores, now: number) => Promise<CommandResult>,
  ): void => {
    campaign
      .command(name)
      .argument('<campaign>', idHelp)
      .description(description)
      .action((id: string) => run(() => open((stores, now) => work(id, stores, now))));
  };

  campaign
    .command('list')
    .description('list campaigns with next and last run')
    .action(() => run(() => open(showCampaigns)));
  addSimple('status', 'show progress of its runs and statistics of its messages', showCampaign);

  campaign
    .command('preview')
    .argument('<campaign>', 'its id')
    .argument('[files...]', 'evaluate the campaign in these files instead of the published one')
    .description('count recipients before and after the policy; sends nothing')
    .action((id: string, files: string[]) =>
      run(() =>
        open(async (stores, now) => {
          const counter = createCounter(terminal, 'profiles read');
          try {
            const publicUrl = await readPublicUrl(program.opts(), terminal);
            const settings = { directory: terminal.directory, now, onProgress: counter.show, publicUrl };
            return await previewCampaign(id, files, stores, settings);
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
      run(() => open((stores, now) => sendCampaignTest(id, to, stores, now))),
    );

  addSimple('pause', 'pause the current run', pauseCampaign);
  addSimple('approve', 'start a run that is held by the policy’s maxRecipients', approveCampaign);
  addSimple('resume', 'resume a paused run', resumeCampaign);

  campaign
    .command('cancel')
    .argument('<campaign>', idHelp)
    .option('--run-only', 'cancel only the current run: later runs and messages already decided are sent')
    .description('cancel permanently, including held and queued messages')
    .action((id: string, { runOnly = false }: { runOnly?: boolean }) =>
      run(() => open((stores, now) => cancelCampaign(id, stores, { now, isRunOnly: runOnly }))),
    );
}
