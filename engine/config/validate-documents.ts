/** Validates a set of documents: each by itself, then against the others. Returns the valid ones and all problems. */

import { omitAbsent } from '../base/omit-absent.ts';
import type { JourneyDocument } from '../model/documents/journey-document.ts';
import type { ProgramSnapshot, PublishedJourney, TemplateHeader } from '../model/program-snapshot.ts';
import { checkAmongOthers } from './check/check-among-others.ts';
import { checkReferences } from './check/check-references.ts';
import { explainVersions } from './check/explain-versions.ts';
import { rejectDocuments, type ValidatedDocument } from './check/reject-documents.ts';
import { warnEarlierVersions } from './check/warn-earlier-versions.ts';
import { warnNormalForms } from './check/warn-normal-forms.ts';
import type { Finding, Problem } from './problems/problem.ts';
import type { ReadDocument } from './read/document-source.ts';

/** The result of compiling a template: its header, or what is wrong with its content (a warning: not compiled yet). */
export type TemplateOutcome =
  | {
      readonly header: TemplateHeader;
      readonly fallbacks?: ValidatedDocument['fallbacks'];
      readonly expanded?: ValidatedDocument['expanded'];
      readonly warnings?: readonly Finding[];
    }
  | { readonly finding: Finding };

export interface Validation {
  /** In the order given. */
  readonly documents: readonly ValidatedDocument[];
  readonly problems: readonly Problem[];
}

/**
 * `templates`: template id → result of compilation; templates not in it are validated by their shape only. `previous`:
 * the published program, whose journeys have people inside.
 */
export function validateDocuments(
  documents: readonly ReadDocument[],
  templates: ReadonlyMap<string, TemplateOutcome>,
  previous?: ProgramSnapshot,
): Validation {
  const compiled = documents.map((document) => applyOutcome(document, templates));
  const unique = rejectDocuments(compiled, checkAmongOthers(compiled));
  const versioned = rejectDocuments(unique, checkVersions(unique, previous));
  const referred = checkReferences(versioned);
  const compared = rejectDocuments(referred, checkEarlierVersions(referred, previous));
  const validated = rejectDocuments(compared, checkForms(compared, previous));
  return { documents: validated, problems: validated.flatMap(({ problems }) => problems) };
}

function applyOutcome(
  read: ReadDocument,
  templates: ReadonlyMap<string, TemplateOutcome>,
): ValidatedDocument {
  if (read.document?.kind !== 'template') return read;
  const outcome = templates.get(read.document.id);
  if (outcome === undefined) return read;
  if ('header' in outcome)
    return warn(
      {
        ...read,
        header: outcome.header,
        ...omitAbsent({ fallbacks: outcome.fallbacks, expanded: outcome.expanded }),
      },
      outcome.warnings,
    );
  const { document: _withoutHeader, ...rest } = read;
  return rejectDocuments<ValidatedDocument>([rest], new Map([[rest, [outcome.finding]]]))[0] ?? rest;
}

function warn(document: ValidatedDocument, warnings: readonly Finding[] = []): ValidatedDocument {
  return rejectDocuments([document], new Map([[document, warnings]]))[0] ?? document;
}

/** Drafts take no effect, and people in an archived journey leave it. */
function checkVersions(documents: readonly ValidatedDocument[], previous: ProgramSnapshot | undefined) {
  return checkPublished(documents, previous, (document, published) => {
    const findings = explainVersions(document, published);
    if (document.status !== 'draft') return findings;
    return findings.map((finding) => ({ ...finding, severity: 'warning' as const }));
  });
}

function checkEarlierVersions(
  documents: readonly ValidatedDocument[],
  previous: ProgramSnapshot | undefined,
) {
  const live = new Set(documents.flatMap(({ label, status }) => (status === 'live' ? [label] : [])));
  return checkPublished(documents, previous, (document, published) =>
    document.status === 'draft' ? [] : warnEarlierVersions(document, published, (label) => live.has(label)),
  );
}

function checkForms(documents: readonly ValidatedDocument[], previous: ProgramSnapshot | undefined) {
  return new Map(
    documents.flatMap((validated): [ValidatedDocument, readonly Finding[]][] => {
      const { document } = validated;
      if (document?.kind !== 'policy' || document.status !== 'live' || previous === undefined) return [];
      return [[validated, warnNormalForms(document.identity, previous.policy.identity)]];
    }),
  );
}

/** Compares every journey except archived ones with its published versions. */
function checkPublished(
  documents: readonly ValidatedDocument[],
  previous: ProgramSnapshot | undefined,
  check: (document: JourneyDocument, published: PublishedJourney | undefined) => readonly Finding[],
): Map<ValidatedDocument, readonly Finding[]> {
  const published = new Map(previous?.journeys.map((journey) => [journey.document.id, journey]));
  return new Map(
    documents.flatMap((validated): [ValidatedDocument, readonly Finding[]][] => {
      const { document } = validated;
      if (document?.kind !== 'journey' || document.status === 'archived') return [];
      return [[validated, check(document, published.get(document.id))]];
    }),
  );
}
