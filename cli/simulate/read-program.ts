/** Builds a program from document files, as publishing would, offline. */

import type { CompiledTemplate } from '../../app/ports/program-store.ts';
import { hashContent } from '../../app/publish/encode-program.ts';
import { validateStored } from '../../app/publish/validate-stored.ts';
import { isObject } from '../../engine/base/json.ts';
import { buildNextProgram } from '../../engine/config/snapshot/build-snapshot.ts';
import { makeSnapshot } from '../../engine/config/snapshot/make-snapshot.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { compileTemplate } from '../files/compile-template.ts';
import { type DocumentFiles, type FileDocument, readDocumentFiles } from '../files/read-document-files.ts';
import { formatProblems, formatSkipped, locateProblems } from '../output/format-problems.ts';
import { formatCount } from '../output/format-table.ts';
import type { CommandResult } from '../terminal/command-result.ts';

export interface FileProgram {
  readonly snapshot: ProgramSnapshot;
  /** Content of the templates, by id. */
  readonly compiled: ReadonlyMap<string, CompiledTemplate>;
  /** Printed before the result: drafts, skipped files. */
  readonly notes: readonly string[];
}

/** `refusal`: what `validate` would print for an invalid document. Throws UsageError. */
export async function readProgram(
  patterns: readonly string[],
  directory: string,
): Promise<FileProgram | { readonly refusal: CommandResult }> {
  const files = readDocumentFiles(patterns, directory);
  const { documents, drafts } = promoteDrafts(files.documents);
  const validation = await validateStored(documents, compileTemplate);
  const problems = locateProblems(validation.problems, { ...files, documents });
  if (problems.some(({ severity }) => severity === 'error'))
    return { refusal: formatFileErrors(problems, files) };
  const { content } = buildNextProgram(validation.documents, undefined);
  return {
    snapshot: makeSnapshot(content, { version: 1, hash: hashContent(content), publishedAt: 0 }, undefined),
    compiled: validation.compiled,
    notes: [
      ...formatProblems(problems),
      ...formatSkipped(files),
      ...(drafts === 0 ? [] : [`${formatCount(drafts, 'draft')} treated as live.`]),
    ],
  };
}

/** Drafts count as live: people simulate to see what a draft would do. */
export function promoteDrafts(documents: readonly FileDocument[]): {
  readonly documents: readonly FileDocument[];
  readonly drafts: number;
} {
  const promoted = documents.map((source) =>
    isObject(source.document) && source.document['status'] === 'draft'
      ? { ...source, document: { ...source.document, status: 'live' } }
      : source,
  );
  const drafts = promoted.filter((source, index) => source !== documents[index]).length;
  return { documents: promoted, drafts };
}

/** The same wording as `validate`. */
export function formatFileErrors(
  problems: ReturnType<typeof locateProblems>,
  files: DocumentFiles,
): CommandResult {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const summary = `${formatCount(errors, 'error')}: nothing was simulated. Fix the errors first; \`percorso validate\` lists them too.`;
  return {
    exitCode: 1,
    json: { problems },
    lines: [...formatProblems(problems), ...formatSkipped(files), summary],
  };
}
