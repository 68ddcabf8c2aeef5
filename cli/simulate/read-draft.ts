/** Builds the program that would be in force if these files were pushed and published, beside the published one. */
import type { PublishingPorts } from '../../app/publish/plan-program.ts';
import { buildDraft, type DraftAndLive } from '../../app/simulate/build-program.ts';
import { readDocumentFiles } from '../files/read-document-files.ts';
import { type CommandResult, UsageError } from '../terminal/command-result.ts';
import { describeBuild, type WithNotes } from './describe-build.ts';

/** Throws UsageError when nothing is published to compare with. */
export async function readDraft(
  patterns: readonly string[],
  directory: string,
  ports: PublishingPorts,
): Promise<WithNotes<DraftAndLive> | { readonly refusal: CommandResult }> {
  const files = readDocumentFiles(patterns, directory);
  const built = describeBuild(await buildDraft(files.documents, ports), files);
  if ('refusal' in built) return built;
  if (built.outcome === 'built') return built;
  throw new UsageError(
    'Nothing is published, so there is nothing to compare with.',
    'Publish first (`percorso push FILES --publish`), or remove --compare.',
  );
}
