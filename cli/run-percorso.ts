/** Reads the command line, runs one command, prints its result and answers the exit code. */
import { Command, CommanderError } from 'commander';
import type { CommandResult } from './command-result.ts';
import { addBackfillCommands, addCampaignCommands } from './commands/campaign-commands.ts';
import { addConfigCommands } from './commands/config-commands.ts';
import { addDeadLetterCommands } from './commands/dead-letter-commands.ts';
import { addEventCommands } from './commands/event-commands.ts';
import { addPauseCommands } from './commands/pause-commands.ts';
import { addPeopleCommands } from './commands/people-commands.ts';
import { addRejectedCommands } from './commands/rejected-commands.ts';
import { addSecretCommands } from './commands/secret-commands.ts';
import { addSimulationCommands } from './commands/simulation-commands.ts';
import { addStatisticsCommand } from './commands/statistics-command.ts';
import { explainFailure } from './explain-failure.ts';
import { escapeLine, escapeLines, toSafeJson } from './output/escape-controls.ts';
import { requireStage } from './require-stage.ts';
import type { Terminal } from './terminal.ts';

/** Runs a command's work and prints what it answers. */
export type Run = (work: () => Promise<CommandResult>) => Promise<void>;

export async function runPercorso(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = createProgram(terminal);
  const run: Run = async (work) => {
    const result = await work();
    exitCode = result.exitCode;
    if (program.opts()['json'] === true) {
      terminal.print(toSafeJson(result.json));
      return;
    }
    for (const note of result.notes ?? []) terminal.printError(escapeLine(note));
    for (const line of result.lines) terminal.print(escapeLine(line));
  };
  addConfigCommands(program, terminal, run);
  addPauseCommands(program, terminal, run);
  addEventCommands(program, terminal, run);
  addPeopleCommands(program, terminal, run);
  addStatisticsCommand(program, terminal, run);
  addRejectedCommands(program, terminal, run);
  addDeadLetterCommands(program, terminal, run);
  addSecretCommands(program, terminal, run);
  addSimulationCommands(program, terminal, run);
  addCampaignCommands(program, terminal, run);
  addBackfillCommands(program, terminal, run);
  program.hook('preAction', (_program, command) => requireStage(command, program.opts(), terminal));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return endWithFailure(error, program, terminal);
  }
}

function createProgram(terminal: Terminal): Command {
  return new Command('percorso')
    .description('Writes, publishes and tries out customer journeys.')
    .option('--endpoint <url>', 'local cloud or other stand-in for AWS (else AWS_ENDPOINT_URL, else AWS)')
    .option('--region <region>', 'AWS region (else AWS_REGION, else AWS_DEFAULT_REGION)')
    .option('--stage <stage>', 'deployed stage (else PERCORSO_STAGE, else the only one there is)')
    .option('--stack <name>', 'stack name, where it is not percorso-<stage>')
    .option('--table <name>', 'config table, instead of asking the stack')
    .option('--bus <name>', 'event bus, instead of asking the stack')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 problems found, 2 used wrongly, 3 cannot reach what it needs.' +
        '\n\nExamples:\n  percorso validate examples' +
        '\n  percorso push examples --publish --endpoint http://127.0.0.1:4566' +
        '\n  percorso put-event "Order Completed" --user 42 --property total=99.50' +
        '\n  percorso timeline userId:42\n\nEvery command with its options and examples: docs/cli.md.',
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.print(escapeLines(text.trimEnd())),
      writeErr: (text) => terminal.printError(escapeLines(text.trimEnd())),
    })
    .showHelpAfterError(
      '(`percorso --help` shows all commands, `percorso COMMAND --help` the options of one)',
    )
    .exitOverride();
}

function endWithFailure(error: unknown, program: Command, terminal: Terminal): number {
  // Commander has printed help or its own message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const endpoint: unknown = program.opts()['endpoint'] ?? terminal.env['AWS_ENDPOINT_URL'];
  const failure = explainFailure(
    error,
    typeof endpoint === 'string' && endpoint !== '' ? endpoint : undefined,
  );
  if (terminal.env['PERCORSO_DEBUG'] && error instanceof Error) terminal.printError(error.stack ?? '');
  if (program.opts()['json'] === true) {
    const { code, problem, remedy } = failure;
    terminal.print(toSafeJson({ error: { code, problem, remedy } }));
  } else {
    for (const text of [failure.problem, failure.remedy]) terminal.printError(escapeLines(text));
  }
  return failure.exitCode;
}
