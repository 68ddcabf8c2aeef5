/** A command that changes a stage requires its name: if only one stage is deployed, it is probably production. */
import type { Command } from 'commander';
import { UsageError } from '../terminal/command-result.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect } from './connect.ts';

/** Read-only commands. A command that is not listed counts as one that changes the stage. */
const reading: ReadonlySet<string> = new Set([
  'validate',
  'pull',
  'status',
  'doctor',
  'timeline',
  'why',
  'people',
  'profile',
  'export',
  'segment',
  'statistics',
  'simulate',
  'preview',
  'campaign list',
  'campaign status',
  'campaign preview',
  'backfill status',
  'secret list',
  'rejected list',
  'rejected show',
]);

/** Throws UsageError, unless the stage is named or the endpoint is on this machine. */
export function requireStage(command: Command, options: CloudOptions, { env }: Pick<Terminal, 'env'>): void {
  const name = nameCommand(command);
  if (reading.has(name)) return;
  // These read the file only.
  if (name === 'import' && ['dryRun', 'propose'].some((option) => command.getOptionValue(option) === true))
    return;
  const { stage, stack, table, bus } = options;
  const named = [stage, stack, table, bus, env['PERCORSO_STAGE']];
  const resources = [env['PERCORSO_CONFIG_TABLE'], env['PERCORSO_EVENT_BUS']];
  if ([...named, ...resources].some((value) => value !== undefined && value !== '')) return;
  if (connect(options, { env }).isLocal) return;
  throw new UsageError(
    `\`percorso ${name}\` changes a deployed stage, but no stage is named.`,
    'Name it: --stage prod (or PERCORSO_STAGE, or --stack). For the local cloud give --endpoint http://127.0.0.1:4566.',
  );
}

function nameCommand(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null
    ? command.name()
    : `${nameCommand(parent)} ${command.name()}`;
}
