/** Builds the program that would be in force if these files were pushed and published, beside the published one. */
import type { PublishingPorts } from '../../app/publish/plan-program.ts';
import { validateWithTable } from '../../app/publish/validate-with-table.ts';
import { buildNextProgram } from '../../engine/config/snapshot/build-snapshot.ts';
import { listChanges, type ProgramChanges } from '../../engine/config/snapshot/list-changes.ts';
import { makeSnapshot } from '../../engine/config/snapshot/make-snapshot.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { readDocumentFiles } from '../files/read-document-files.ts';
import { formatProblems, formatSkipped, locateProblems } from '../output/format-problems.ts';
import { formatCount } from '../output/format-table.ts';
import { type CommandResult, UsageError } from '../terminal/command-result.ts';
import { formatFileErrors, promoteDrafts } from './read-program.ts';

export interface DraftAndLive {
  readonly draft: ProgramSnapshot;
  readonly live: ProgramSnapshot;
  /** Includes the staged documents of the table: they would be published with the files. */
  readonly changes: ProgramChanges;
  readonly notes: readonly string[];
}

/** Throws UsageError when nothing is published to compare with. */
export async function readDraft(
  patterns: readonly string[],
  directory: string,
  ports: PublishingPorts,
): Promise<DraftAndLive | { readonly refusal: CommandResult }> {
  const files = readDocumentFiles(patterns, directory);
  const { documents, drafts } = promoteDrafts(files.documents);
  const { all, problems, published } = await validateWithTable(documents, ports);
  const printed = locateProblems(problems, { ...files, documents });
  if (printed.some(({ severity }) => severity === 'error'))
    return { refusal: formatFileErrors(printed, files) };
  if (published === undefined) {
    throw new UsageError(
      'Nothing is published, so there is nothing to compare with.',
      'Publish first (`percorso push FILES --publish`), or remove --compare.',
    );
  }
  const { content } = buildNextProgram(all, published);
  const version = published.version + 1;
  return {
    draft: makeSnapshot(content, { version, hash: 'draft', publishedAt: published.publishedAt }, published),
    live: published,
    changes: listChanges(published, content),
    notes: [
      ...formatProblems(printed),
      ...formatSkipped(files),
      ...(drafts === 0 ? [] : [`${formatCount(drafts, 'draft')} treated as live.`]),
    ],
  };
}
