/** Judges a whole set of documents: each on its own, then against the others. The good ones go on. */
import type { ConfigDocument } from '../documents.ts';
import type { TemplateHeader } from '../program.ts';
import { checkAmongOthers } from './check-among-others.ts';
import { checkReferences } from './check-references.ts';
import { createProblem, type Finding, type Problem } from './problem.ts';
import type { ReadDocument } from './read-document.ts';

/** What came of compiling a template: its header, or what is wrong with its content. */
export type TemplateOutcome = { readonly header: TemplateHeader } | { readonly finding: Finding };

export interface ValidatedDocument extends Omit<ReadDocument, 'document'> {
  /** Present when accepted. */
  readonly document?: ConfigDocument;
  /** Present for accepted templates. */
  readonly header?: TemplateHeader;
}

export interface Validation {
  /** In the order given. */
  readonly documents: readonly ValidatedDocument[];
  readonly problems: readonly Problem[];
}

/** `templates`: template id → what compiling said; templates not in it are judged on shape alone. */
export function validateDocuments(
  documents: readonly ReadDocument[],
  templates: ReadonlyMap<string, TemplateOutcome>,
): Validation {
  const compiled = documents.map((document) => applyOutcome(document, templates));
  const unique = refuse(compiled, checkAmongOthers(compiled));
  const validated = checkReferences(unique);
  return { documents: validated, problems: validated.flatMap(({ problems }) => problems) };
}

/** Adds findings to documents; those with an error lose their accepted document. */
export function refuse<Document extends ValidatedDocument>(
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
    const { document: _refused, header: _header, ...rest } = next;
    return rest as Document;
  });
}

function applyOutcome(
  read: ReadDocument,
  templates: ReadonlyMap<string, TemplateOutcome>,
): ValidatedDocument {
  if (read.document?.kind !== 'template') return read;
  const outcome = templates.get(read.document.id);
  if (outcome === undefined) return read;
  if ('header' in outcome) return { ...read, header: outcome.header };
  return refuse<ValidatedDocument>([read], new Map([[read, [outcome.finding]]]))[0] ?? read;
}
