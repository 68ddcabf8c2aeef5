/** `percorso validate`: validates files offline. */

import { validateAlone } from '../../../app/publish/validate-with-table.ts';
import { compileTemplate } from '../../files/compile-template.ts';
import { readDocumentFiles } from '../../files/read-document-files.ts';
import { formatProblems, formatSkipped, locateProblems } from '../../output/format-problems.ts';
import { formatCount } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

/** `now` in epoch ms: moments that have passed cause warnings. */
export async function validateFiles(
  patterns: readonly string[],
  directory: string,
  now: number,
): Promise<CommandResult> {
  const files = readDocumentFiles(patterns, directory);
  const { documents, problems } = await validateAlone(files.documents, compileTemplate, now);
  const printed = locateProblems(problems, files);
  const good = documents.filter(({ document }) => document !== undefined).length;
  const errors = printed.filter(({ severity }) => severity === 'error').length;
  const warnings = printed.length - errors;
  const summary =
    errors === 0
      ? `${formatCount(good, 'document')} in ${formatCount(files.files.length, 'file')}: ${warnings === 0 ? 'all valid' : `no errors, ${formatCount(warnings, 'warning')}`}.`
      : `${formatCount(errors, 'error')}; ${formatCount(good, 'document')} of ${documents.length} valid.`;
  return {
    exitCode: errors === 0 ? 0 : 1,
    json: { files: files.files.length, documents: documents.length, good, problems: printed },
    lines: [...formatProblems(printed), ...formatSkipped(files), summary],
  };
}
