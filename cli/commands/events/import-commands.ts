/** The command `percorso import`, with its words `undo` and `status`. */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { type CloudOptions, connect, findNames } from '../../cloud/connect.ts';
import { openRuns } from '../../cloud/open-runs.ts';
import { describeKnown, findImport } from '../../files/import/find-import.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';
import { parseWholeNumber } from '../../terminal/option-values.ts';
import { type ImportCommandOptions, importFile } from './import.ts';
import { showImportStatus } from './import-status.ts';
import { type UndoCommandOptions, undoFile } from './undo-import.ts';

/** Of `--compare` without a number. */
const comparedRows = 1000;

interface GivenImport
  extends Omit<ImportCommandOptions, 'compare' | 'dryRun' | 'propose' | 'restart'>,
    Partial<Pick<ImportCommandOptions, 'dryRun' | 'propose' | 'restart'>> {
  readonly compare?: number | true;
  readonly file?: string;
}

export function addImportCommand({ program, terminal, run }: CommandContext): void {
  program
    .command('import')
    .argument(
      '<file>',
      'CSV or JSON lines (.jsonl), also .gz: a path, or s3://bucket/key; or `undo` or `status`',
    )
    .argument('[import]', 'with `undo` and `status`: id that the import printed')
    .option('--map <file>', 'YAML: what the columns mean')
    .option('--propose', 'print a mapping from the headers and the first rows, and do nothing else')
    .option('--event <name>', 'with --propose: each row is an event of this name')
    .option('--dry-run', 'print what would be sent or undone, and the first rejected rows; send nothing')
    .option(
      '--compare [rows]',
      'with --dry-run: what the first rows would change in the stored profiles',
      parseWholeNumber,
    )
    .option('--restart', 'do not continue an earlier attempt: send all rows again')
    .option('--parallel <calls>', 'parallel API calls', parseWholeNumber, 4)
    .option(
      '--file <file>',
      'with `undo`: the imported file, where its checkpoint is not in the current folder',
    )
    .description('import people, events and consents of another system as history, or undo an import')
    .action((place: string, id: string | undefined, { compare, file, ...given }: GivenImport) =>
      run(async () => {
        const { dryRun = false, map } = given;
        const cloud = program.opts<CloudOptions>();
        if (place === 'undo')
          return undo(
            requireId(place, id, terminal),
            { dryRun, ...omitAbsent({ file, map }) },
            cloud,
            terminal,
          );
        if (place === 'status') return showStatus(requireId(place, id, terminal), cloud, terminal);
        if (id !== undefined || file !== undefined)
          throw new UsageError(
            'One file is imported at a time.',
            'To undo one: percorso import undo IMPORT.',
          );
        const rows = compare === true ? comparedRows : compare;
        const options = { propose: false, restart: false, ...given, dryRun };
        return importFile(place, { ...options, ...omitAbsent({ compare: rows }) }, cloud, terminal);
      }),
    );
}

function requireId(word: string, id: string | undefined, { directory }: CommandContext['terminal']): string {
  if (id !== undefined && /^[0-9a-f]{16}$/.test(id)) return id;
  const received = id === undefined ? 'no id of an import' : `"${id}", which is no id of an import`;
  throw new UsageError(
    `import ${word}: received ${received}. ${describeKnown(directory)}`,
    `Give the 16 hex digits that the import printed: percorso import ${word} IMPORT. A file of the name "${word}" is imported as ./${word}.`,
  );
}

async function undo(
  id: string,
  options: UndoCommandOptions,
  cloud: CloudOptions,
  terminal: CommandContext['terminal'],
): Promise<CommandResult> {
  // First: an id that this folder does not know needs no stage.
  const found = findImport(id, options, terminal.directory);
  const stores = await openRuns(cloud, terminal);
  const queues = options.dryRun ? undefined : await stores.openQueues();
  const ports = { ...stores, timeline: stores.touchpoints, ...omitAbsent({ queues }) };
  return undoFile(id, found, options, ports, await stores.readNow(), cloud, terminal);
}

async function showStatus(
  id: string,
  cloud: CloudOptions,
  terminal: CommandContext['terminal'],
): Promise<CommandResult> {
  const connection = connect(cloud, terminal);
  const { RejectedBucket } = await findNames(['RejectedBucket'], cloud, connection, terminal.env);
  // Loaded on demand: the S3 client would double the start-up time of every command.
  const { createS3Client, createS3RejectedStore } = await import('../../../adapters/s3/rejected-store.ts');
  const style = omitAbsent({ forcePathStyle: connection.isLocal || undefined });
  const client = createS3Client({ ...connection.client, ...style });
  return showImportStatus(id, createS3RejectedStore(client, RejectedBucket), terminal.directory);
}
