/** A document during validation, and how findings make it invalid. */

import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import type { TemplateHeader } from '../../model/program-snapshot.ts';
import { createProblem, type Finding } from '../problems/problem.ts';
import type { ReadDocument } from '../read/document-source.ts';

export interface ValidatedDocument extends Omit<ReadDocument, 'document'> {
  /** Present when valid. */
  readonly document?: ConfigDocument;
  /** Of a template with blocks: the same with these in place. */
  readonly expanded?: TemplateDocument | undefined;
  /** Present for valid templates. */
  readonly header?: TemplateHeader;
  /** Of valid templates, by path: what is shown where the value is missing, `''` = nothing. */
  readonly fallbacks?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Adds findings to documents; those with an error lose their accepted document. */
export function rejectDocuments<Document extends ValidatedDocument>(
  documents: readonly Document[],
  findings: ReadonlyMap<Document, readonly Finding[]>,
): Document[] {
  return documents.map((document) => {
    const added = (findings.get(document) ?? []).map((finding) =>
      createProblem(document.label, finding, document.source.origin),
    );
    if (added.length === 0) return document;
    const next = { ...document, problems: [...document.problems, ...added] };
    if (!added.some((problem) => problem.severity === 'error')) return next;
    const { document: _rejected, header: _header, ...rest } = next;
    return rest as Document;
  });
}
