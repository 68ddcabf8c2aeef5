/** `percorso import undo`: takes back what an import stated. */
import { importRows } from '../../../app/import/import-rows.ts';
import { startUndo, type UndoPorts } from '../../../app/import/undo-people.ts';
import type { CloudOptions } from '../../cloud/connect.ts';
import { openObjects } from '../../cloud/open-sender.ts';
import { openSource } from '../../files/import/byte-source.ts';
import type { FoundImport } from '../../files/import/find-import.ts';
import { resetCheckpoint } from '../../files/import/import-journal.ts';
import { openTable } from '../../files/import/open-table.ts';
import { makeCounter } from '../../output/format-import.ts';
import { formatUndo } from '../../output/format-undo.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';
import type { Terminal } from '../../terminal/terminal.ts';

export interface UndoCommandOptions {
  readonly dryRun: boolean;
  /** Where the rows are; absent: as the checkpoint in the current folder says. */
  readonly file?: string;
  readonly map?: string;
}

/** `ports.queues` only without `dryRun`. */
export async function undoFile(
  importId: string,
  { place, mapping, checkpoint }: FoundImport,
  options: UndoCommandOptions,
  ports: UndoPorts,
  now: number,
  cloud: CloudOptions,
  terminal: Terminal,
): Promise<CommandResult> {
  const source = await openSource(place, terminal.directory, () => openObjects(cloud, terminal));
  const table = await openTable(source, mapping.format);
  if (table.hash !== importId)
    throw new UsageError(
      `${place} is import ${table.hash}, not ${importId}.`,
      'Give the file as it was imported: --file FILE.',
    );
  const undo = await startUndo(ports, importId, now);
  const progress = await importRows(table.rows, {
    ...{ importId, now, mapping, parallel: 1, counter: makeCounter() },
    journal: { keep: async () => undefined },
    inspect: undo.add,
  });
  await undo.finish();
  // The same file can be imported again, with a better mapping.
  if (!options.dryRun && checkpoint !== undefined) resetCheckpoint(checkpoint);
  return formatUndo(importId, options.dryRun, progress.rows, undo.summary);
}
