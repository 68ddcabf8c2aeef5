/** Checks references: the named documents must exist, be live, and be valid themselves. */
import type { ConfigDocument } from '../../model/documents/documents.ts';
import { linkVariableNames } from '../../model/link-variables.ts';
import { listReferences, listSchedules } from '../kinds/kind-definitions.ts';
import type { Finding } from '../problems/problem.ts';
import { formatSuggestion } from '../problems/suggest-name.ts';
import type { Reference } from '../references/reference.ts';
import { findBulkTransactional } from './check-bulk-templates.ts';
import { findWrongConsents, hasTopics } from './check-consents.ts';
import { explainPath } from './check-paths.ts';
import { rejectDocuments, type ValidatedDocument } from './reject-documents.ts';

/** Repeats until no further document becomes invalid by the ones it depends on. */
export function checkReferences(documents: readonly ValidatedDocument[]): ValidatedDocument[] {
  let current = rejectDocuments(
    documents,
    collectFindings(documents, (document, index) => [
      ...findBrokenReferences(document, index),
      ...findBulkTransactional(document, index),
      ...findWrongConsents(document, index),
    ]),
  );
  for (;;) {
    const fallen = collectFindings(current, findFallenReferences);
    if (fallen.size === 0) break;
    current = rejectDocuments(current, fallen);
  }
  current = rejectDocuments(current, collectFindings(current, findUnknownVariables));
  return rejectDocuments(current, collectFindings(current, findEmptyVariables));
}

type Index = ReadonlyMap<string, ValidatedDocument>;
type Check = (document: ConfigDocument, index: Index, validated: ValidatedDocument) => Finding[];

function collectFindings(
  documents: readonly ValidatedDocument[],
  check: Check,
): Map<ValidatedDocument, readonly Finding[]> {
  const index = new Map(documents.map((document) => [`${document.kind}/${document.id}`, document]));
  return new Map(
    documents
      .map((validated) => {
        const { document } = validated;
        const findings = document === undefined ? [] : check(document, index, validated);
        return [validated, findings] as const;
      })
      .filter(([, findings]) => findings.length > 0),
  );
}

/** Each reference is compared with all names: for a document with more broken ones, only the first are explained. */
const explained = 50;

function findBrokenReferences(document: ConfigDocument, index: Index): Finding[] {
  if (document.status === 'archived') return [];
  const findings: Finding[] = [];
  const areTopicsKnown = hasTopics(index);
  for (const reference of listReferences(document)) {
    if (reference.kind === 'topic' && !areTopicsKnown) continue;
    if (findings.length === explained) break;
    const finding = explainReference(reference, index) ?? explainEntry(reference, index);
    if (finding === undefined) continue;
    if (document.status === 'live') findings.push(finding);
    // Not live yet: the referenced document may still be added.
    else if (finding.code === 'unknown_reference') findings.push({ ...finding, severity: 'warning' });
  }
  return findings;
}

function explainReference({ kind, id, segments }: Reference, index: Index): Finding | undefined {
  const target = index.get(`${kind}/${id}`);
  if (target === undefined) {
    const names = [...index.values()].filter((other) => other.kind === kind).map((other) => other.id ?? '');
    const remedy = `There is no ${kind} "${id}".${formatSuggestion(id, names)} Add it, or use another one.`;
    return { segments, received: id, remedy, code: 'unknown_reference' };
  }
  const status = target.document?.status ?? target.status ?? 'live';
  if (status === 'live') return undefined;
  if (kind === 'journey' && status === 'paused') {
    // A journey that is paused briefly must not invalidate the documents that lead into it.
    const remedy = `The journey "${id}" is paused: no one enters until it is live again.`;
    return { segments, received: id, remedy, code: 'reference_not_live', severity: 'warning' };
  }
  const remedy = `The ${kind} "${id}" is not live (its status is ${status}): make it live, or use another one.`;
  return { segments, received: id, remedy, code: 'reference_not_live' };
}

/** A document can enter people only into a journey with the trigger `api`. */
function explainEntry({ kind, id, segments }: Reference, index: Index): Finding | undefined {
  const target = kind === 'journey' ? index.get(`journey/${id}`)?.document : undefined;
  if (target?.kind !== 'journey' || 'api' in target.trigger) return undefined;
  const remedy = `The journey "${id}" cannot be entered by other documents: give it the trigger { api: true }, or use another one.`;
  return { segments, received: id, remedy, code: 'wrong_value' };
}

function findFallenReferences(document: ConfigDocument, index: Index): Finding[] {
  if (document.status !== 'live') return [];
  return listReferences(document).flatMap(({ kind, id, segments }) => {
    const target = index.get(`${kind}/${id}`);
    if (target === undefined || target.document !== undefined) return [];
    const remedy = `The ${kind} "${id}" is invalid: fix it first.`;
    return [{ segments, received: id, remedy, code: 'depends_on_refused' as const }];
  });
}

/** A path without a source renders as empty text: worth a warning, not an error. */
function findUnknownVariables(
  _document: ConfigDocument,
  index: Index,
  validated: ValidatedDocument,
): Finding[] {
  return (validated.header?.variables ?? []).flatMap((variable): Finding[] => {
    const remedy = explainPath(variable) ?? explainComputed(variable, index);
    const link = formatSuggestion(variable, linkVariableNames);
    if (remedy === undefined) return [];
    return [
      {
        segments: ['content'],
        received: variable,
        remedy: `${remedy}${link}${describeFallback([variable], validated)}`,
        code: 'unknown_variable',
        severity: 'warning',
      },
    ];
  });
}

/** Content that shows the event, in a message without an event: schedules and campaigns have none. */
function findEmptyVariables(document: ConfigDocument, index: Index): Finding[] {
  if (listSchedules(document).length === 0) return [];
  return listReferences(document).flatMap(({ kind, id, segments }): Finding[] => {
    const variables = kind === 'template' ? (index.get(`template/${id}`)?.header?.variables ?? []) : [];
    const shown = variables.filter((variable) => variable.startsWith('event.'));
    if (shown.length === 0) return [];
    const remedy = `The template "${id}" shows ${shown.join(', ')}, which stays empty: a schedule has no event.${describeFallback(shown, index.get(`template/${id}`))}`;
    return [{ segments, received: id, remedy, code: 'unknown_variable', severity: 'warning' }];
  });
}

/** What readers see instead of these values. */
function describeFallback(paths: readonly string[], template: ValidatedDocument | undefined): string {
  const shown = paths.flatMap((path) =>
    Object.entries(template?.fallbacks ?? {}).flatMap(([used, texts]) =>
      used === path || used.startsWith(`${path}.`) || used.startsWith(`${path}[`) ? texts : [],
    ),
  );
  const texts = [...new Set(shown)].map((text) => (text === '' ? 'nothing' : `"${text}"`));
  return texts.length === 0 ? '' : ` Readers see ${texts.sort().join(' or ')} instead.`;
}

function explainComputed(variable: string, index: Index): string | undefined {
  const [root, field, id] = variable.split('.');
  if (root !== 'profile' || field !== 'computed' || id === undefined) return undefined;
  const finding = explainReference({ kind: 'trait', id, segments: [] }, index);
  return finding === undefined ? undefined : `This stays empty. ${finding.remedy}`;
}
