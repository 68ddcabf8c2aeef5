/** Builds a program from document files, as publishing would, offline. */
import { type BuiltProgram, buildProgram } from '../../app/simulate/build-program.ts';
import { compileTemplate } from '../files/compile-template.ts';
import { readDocumentFiles } from '../files/read-document-files.ts';
import type { CommandResult } from '../terminal/command-result.ts';
import { describeBuild, type WithNotes } from './describe-build.ts';

/** `refusal`: what `validate` would print for an invalid document. Throws UsageError. */
export async function readProgram(
  patterns: readonly string[],
  directory: string,
  done: 'simulated' | 'rendered' = 'simulated',
): Promise<WithNotes<BuiltProgram> | { readonly refusal: CommandResult }> {
  const files = readDocumentFiles(patterns, directory);
  return describeBuild(await buildProgram(files.documents, compileTemplate), files, done);
}
