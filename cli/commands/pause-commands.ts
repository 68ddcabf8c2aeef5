/** The commands with which an operator pauses and resumes rules, journeys, campaigns and sending. */
import type { Command } from 'commander';
import { nameCaller } from '../../adapters/operator/name-caller.ts';
import type { PauseStep } from '../../app/ports/ports.ts';
import { connect } from '../connect.ts';
import { openPauses } from '../open-config.ts';
import { readNow } from '../read-now.ts';
import type { Run } from '../run-percorso.ts';
import type { Terminal } from '../terminal.ts';
import { type PauseWorld, pauseDocument, requireReason, resumeDocument } from './pause.ts';

const whatHelp = 'rule/ID, journey/ID, campaign/ID, or sending';

export function addPauseCommands(program: Command, terminal: Terminal, run: Run): void {
  const add = (
    name: string,
    description: string,
    work: (
      label: string,
      world: PauseWorld,
      step: Omit<PauseStep, 'action'>,
    ) => ReturnType<typeof pauseDocument>,
  ): void => {
    program
      .command(name)
      .argument('<what>', whatHelp)
      .requiredOption('--reason <text>', 'reason, recorded with user and time (required)')
      .description(description)
      .action((label: string, { reason }: { reason: string }) =>
        run(async () => {
          requireReason(reason);
          const connection = connect(program.opts(), terminal);
          const world = await openPauses(program.opts(), terminal);
          const by = await nameCaller(connection.client);
          return work(label, world, { at: await readNow(connection, terminal), by, reason });
        }),
      );
  };
  add('pause', 'pause a rule, journey, campaign or all sending without changing a document', pauseDocument);
  add('resume', 'end a pause', resumeDocument);
}
