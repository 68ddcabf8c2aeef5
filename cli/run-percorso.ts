/** Reads the command line, runs one command, prints its result and returns the exit code. */
import { Command, CommanderError } from 'commander';
import { isObject } from '../engine/base/json.ts';
import { recordLook } from './cloud/record-look.ts';
import { requireStage } from './cloud/require-stage.ts';
import { addBackfillCommands } from './commands/campaigns/backfill-commands.ts';
import { addCampaignCommands } from './commands/campaigns/campaign-commands.ts';
import { addDocumentCommands } from './commands/documents/document-commands.ts';
import { addEventCommands } from './commands/events/event-commands.ts';
import { addEventsCommands } from './commands/events/events-commands.ts';
import { addQueryCommands } from './commands/events/query-commands.ts';
import { addRejectedCommands } from './commands/events/rejected-commands.ts';
import { addApiKeyCommands } from './commands/operations/api-key-commands.ts';
import { addDeadLetterCommands } from './commands/operations/dead-letter-commands.ts';
import { addDoctorCommand } from './commands/operations/doctor-commands.ts';
import { addLakeCommands } from './commands/operations/lake-commands.ts';
import { addLinkCommands } from './commands/operations/link-commands.ts';
import { addPauseCommands } from './commands/operations/pause-commands.ts';
import { addReplyCommands } from './commands/operations/reply-commands.ts';
import { addSecretCommands } from './commands/operations/secret-commands.ts';
import { addSuppressionCommands } from './commands/operations/suppression-commands.ts';
import { addWriteKeyCommands } from './commands/operations/write-key-commands.ts';
import { addErasureCommands } from './commands/people/erasure-commands.ts';
import { addIdentityCommands } from './commands/people/identity-commands.ts';
import { addPeopleCommands } from './commands/people/people-commands.ts';
import { addRightsCommands } from './commands/people/rights-commands.ts';
import { addStatisticsCommand } from './commands/people/statistics-command.ts';
import { addSimulationCommands } from './commands/simulation/simulation-commands.ts';
import type { CommandContext } from './terminal/command-context.ts';
import type { CommandResult } from './terminal/command-result.ts';
import { escapeLine, escapeLines, toSafeJson } from './terminal/escape-controls.ts';
import { explainFailure } from './terminal/explain-failure.ts';
import type { Terminal } from './terminal/terminal.ts';

/** As `percorso --help` shows them: each is a folder of cli/commands. */
const groups: Readonly<Record<string, readonly ((context: CommandContext) => void)[]>> = {
  'Documents:': [addDocumentCommands],
  'Simulation:': [addSimulationCommands],
  'Events:': [addEventCommands, addEventsCommands, addRejectedCommands, addQueryCommands],
  'People:': [
    addPeopleCommands,
    addIdentityCommands,
    addRightsCommands,
    addErasureCommands,
    addStatisticsCommand,
  ],
  'Campaigns:': [addCampaignCommands, addBackfillCommands],
  'Operations:': [
    addDoctorCommand,
    addPauseCommands,
    addSuppressionCommands,
    addReplyCommands,
    addDeadLetterCommands,
    addSecretCommands,
    addWriteKeyCommands,
    addApiKeyCommands,
    addLinkCommands,
    addLakeCommands,
  ],
};

export async function runPercorso(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  let running = '';
  const program = createProgram(terminal);
  const run: CommandContext['run'] = async (work) => {
    const result = await work();
    exitCode = result.exitCode;
    if (result.shows !== undefined) await recordLook(running, result.shows, program.opts(), terminal);
    if (program.opts()['json'] === true) {
      terminal.print(toSafeJson(result.json));
      return;
    }
    for (const note of result.notes ?? []) terminal.printError(escapeLine(note));
    const print = isFailure(result) ? terminal.printError : terminal.print;
    for (const line of result.lines) print(escapeLine(line));
  };
  for (const [heading, commands] of Object.entries(groups)) {
    program.commandsGroup(heading);
    for (const add of commands) add({ program, terminal, run });
  }
  program.hook('preAction', (_program, command) => {
    running = nameCommand(command);
    return requireStage(command, program.opts(), terminal);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return endWithFailure(error, program, terminal);
  }
}

/** `replies list`: without the name of the program. */
function nameCommand(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${nameCommand(parent)} ${command.name()}` : command.name();
}

/** Nothing was done, and the lines say why: there is no such thing, or its state does not permit it. */
function isFailure({ exitCode, json }: CommandResult): boolean {
  if (exitCode === 0 || json === null) return exitCode !== 0;
  if (!isObject(json)) return false;
  // With an error beside its counts, a command has done what was possible.
  return json['isKnown'] === false || ('error' in json && Object.keys(json).length === 1);
}

function createProgram(terminal: Terminal): Command {
  return new Command('percorso')
    .description('Author, publish, simulate and inspect customer journeys.')
    .option('--endpoint <url>', 'local cloud or another AWS emulator (default: AWS_ENDPOINT_URL, then AWS)')
    .option('--region <region>', 'AWS region (default: AWS_REGION, then AWS_DEFAULT_REGION)')
    .option('--stage <stage>', 'deployed stage (default: PERCORSO_STAGE, then the only deployed stage)')
    .option('--stack <name>', 'stack name, if it is not percorso-<stage>')
    .option('--table <name>', "config table, instead of the stack's output")
    .option('--bus <name>', "event bus, instead of the stack's output")
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 success, 1 problems found, 2 invalid usage, 3 AWS or the local cloud is unreachable.' +
        '\n\nExamples:\n  percorso validate examples' +
        '\n  percorso push examples --publish --endpoint http://127.0.0.1:4566' +
        '\n  percorso put-event "Order Completed" --user 42 --property total=99.50' +
        '\n  percorso timeline userId:42\n\nAll commands with options and examples: docs/cli.md.',
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.print(escapeLines(text.trimEnd())),
      writeErr: (text) => terminal.printError(escapeLines(text.trimEnd())),
    })
    .showHelpAfterError(
      '(`percorso --help` lists all commands, `percorso COMMAND --help` the options of one)',
    )
    .exitOverride();
}

function endWithFailure(error: unknown, program: Command, terminal: Terminal): number {
  // Commander has already printed help or its own message.
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
