/** Validates documents and compiles their templates, for publications and the command line. */

import { rejectDocuments } from '../../engine/config/check/reject-documents.ts';
import type { DocumentSource, ReadDocument } from '../../engine/config/read/document-source.ts';
import { readDocument } from '../../engine/config/read/read-document.ts';
import { type Validation, validateDocuments } from '../../engine/config/validate-documents.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { TemplateCompiler } from '../ports/template-compiler.ts';
import { compileTemplates } from './compile-templates.ts';

export interface StoredValidation extends Validation {
  /** Compiled content of the templates that compiled, by id. */
  readonly compiled: ReadonlyMap<string, CompiledTemplate>;
}

/** `previous`: the program in force, if known: journeys are validated against the versions that people are in. */
export async function validateStored(
  sources: readonly DocumentSource[],
  compile: TemplateCompiler,
  previous?: ProgramSnapshot,
): Promise<StoredValidation> {
  const documents = sources.map(readDocument);
  const footer = findFooter(documents, previous);
  const { outcomes, compiled, blockFindings } = await compileTemplates(documents, {
    compile,
    footer,
    previous,
  });
  const faulty = documents.filter(({ label }) => blockFindings.has(label));
  const read = rejectDocuments(
    documents,
    new Map(faulty.map((document) => [document, blockFindings.get(document.label) ?? []])),
  );
  return { ...validateDocuments(read, outcomes, previous), compiled };
}

/** Of the policy that will be in force: an invalid one stays on its published version. */
function findFooter(documents: readonly ReadDocument[], previous: ProgramSnapshot | undefined) {
  const live = documents.find(({ document }) => document?.kind === 'policy' && document.status === 'live');
  const policy = live?.document?.kind === 'policy' ? live.document : previous?.policy;
  return policy?.unsubscribe?.footer;
}
