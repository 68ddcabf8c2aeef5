/** Describes the documents that a program is built from: their problems, drafts and skipped files. */
import type { InvalidDocuments } from '../../app/simulate/build-program.ts';
import type { DocumentFiles } from '../files/read-document-files.ts';
import { formatProblems, formatSkipped, locateProblems } from '../output/format-problems.ts';
import { formatCount } from '../output/format-table.ts';
import type { CommandResult } from '../terminal/command-result.ts';

/** `notes`: printed before the result. */
export type WithNotes<Built> = Built & { readonly notes: readonly string[] };

type AnyBuild = Pick<InvalidDocuments, 'problems' | 'drafts'> & { readonly outcome: string };

/** `refusal`: what `validate` would print for files or documents with an error. */
export function describeBuild<Build extends AnyBuild>(
  build: Build,
  files: DocumentFiles,
  done: 'simulated' | 'rendered' = 'simulated',
): WithNotes<Exclude<Build, InvalidDocuments>> | { readonly refusal: CommandResult } {
  const problems = locateProblems(build.problems, files);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors > 0 || isInvalid(build)) {
    const summary = `${formatCount(errors, 'error')}: nothing was ${done}. Fix the errors first; \`percorso validate\` lists them too.`;
    const lines = [...formatProblems(problems), ...formatSkipped(files), summary];
    return { refusal: { exitCode: 1, json: { problems }, lines } };
  }
  const notes = [
    ...formatProblems(problems),
    ...formatSkipped(files),
    ...(build.drafts === 0 ? [] : [`${formatCount(build.drafts, 'draft')} treated as live.`]),
  ];
  return { ...(build as Exclude<Build, InvalidDocuments>), notes };
}

function isInvalid(build: AnyBuild): boolean {
  return build.outcome === 'invalid';
}
