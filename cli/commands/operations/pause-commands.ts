/** The commands with which an operator pauses and resumes rules, journeys, campaigns and sending. */
import { nameCaller } from '../../../adapters/operator/name-caller.ts';
import { type PauseStores, requireReason } from '../../../app/publish/change-pause.ts';
import type { Pause } from '../../../engine/model/pauses.ts';
import { connect } from '../../cloud/connect.ts';
import { openPauses } from '../../cloud/open-config.ts';
import { readNow } from '../../cloud/read-now.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { pauseDocument, resumeDocument } from './pause.ts';

const whatHelp = 'rule/ID, journey/ID, campaign/ID, sending/DOMAIN (promotional email), or sending';

export function addPauseCommands({ program, terminal, run }: CommandContext): void {
  const add = (
    name: string,
    description: string,
    work: (label: string, stores: PauseStores, step: Pause) => ReturnType<typeof pauseDocument>,
  ): void => {
    program
      .command(name)
      .argument('<what>', whatHelp)
      .requiredOption('--reason <text>', 'reason, recorded with user and time (required)')
      .description(description)
      .action((label: string, { reason }: { reason: string }) =>
        run(async () => {
          // Before anything is read from the stage.
          requireReason(reason, '--reason');
          const connection = connect(program.opts(), terminal);
          const stores = await openPauses(program.opts(), terminal);
          const by = await nameCaller(connection.client);
          return work(label, stores, { at: await readNow(connection, terminal), by, reason });
        }),
      );
  };
  add('pause', 'pause a rule, journey, campaign or all sending without changing a document', pauseDocument);
  add('resume', 'end a pause', resumeDocument);
}
