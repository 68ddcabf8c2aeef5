/** Checks a set of documents: duplicate ids, several live policies, circular segments, SMS above the policy's length. */
import type { SegmentDocument } from '../../model/documents/segment-document.ts';
import { listReferences } from '../kinds/kind-definitions.ts';
import type { Finding } from '../problems/problem.ts';
import { checkSmsLength } from './check-sms-length.ts';
import { findWayBack } from './find-way-back.ts';
import type { ValidatedDocument } from './reject-documents.ts';

type Findings = Map<ValidatedDocument, readonly Finding[]>;

export function checkAmongOthers(documents: readonly ValidatedDocument[]): Findings {
  const findings: Findings = new Map();
  const add = (document: ValidatedDocument, finding: Finding) =>
    findings.set(document, [...(findings.get(document) ?? []), finding]);
  for (const [document, finding] of findDuplicates(documents)) add(document, finding);
  for (const [document, finding] of findSeveralPolicies(documents)) add(document, finding);
  for (const [document, finding] of findCycles(documents)) add(document, finding);
  for (const [document, finding] of findLongSms(documents)) add(document, finding);
  return findings;
}

type Found = readonly [ValidatedDocument, Finding];

/** No one can know which of them is meant, so all of them are invalid. */
function findDuplicates(documents: readonly ValidatedDocument[]): Found[] {
  const byKey = Map.groupBy(
    documents.filter(({ kind, id }) => kind !== undefined && id !== undefined),
    ({ kind, id }) => `${kind}/${id}`,
  );
  return [...byKey.values()]
    .filter((same) => same.length > 1)
    .flatMap((same) =>
      same.map((document): Found => {
        const others = same.filter((other) => other !== document);
        const places = others.map(({ source }) => source.origin ?? 'another document').join(', ');
        const remedy = `"${document.label}" is defined more than once (also in ${places}): keep one, or give the others different ids.`;
        return [document, { segments: ['id'], received: document.id, remedy, code: 'duplicate_id' }];
      }),
    );
}

function findSeveralPolicies(documents: readonly ValidatedDocument[]): Found[] {
  const live = documents.filter(({ document }) => document?.kind === 'policy' && document.status === 'live');
  if (live.length < 2) return [];
  const names = live.map(({ id }) => id).join(', ');
  const remedy = `Only one policy can be live, not ${live.length} (${names}): pause or archive the others.`;
  return live.map(
    (document): Found => [
      document,
      { segments: ['status'], received: 'live', remedy, code: 'several_policies' },
    ],
  );
}

function findCycles(documents: readonly ValidatedDocument[]): Found[] {
  const segments = new Map<string, ValidatedDocument & { readonly document: SegmentDocument }>();
  for (const document of documents) {
    if (isSegment(document)) segments.set(document.document.id, document);
  }
  const needs = new Map(
    [...segments].map(([id, { document }]) => [
      id,
      listReferences(document).filter(
        (reference) => reference.kind === 'segment' && segments.has(reference.id),
      ),
    ]),
  );
  return [...segments].flatMap(([id, document]): Found[] => {
    const cycle = findWayBack(id, (name) => (needs.get(name) ?? []).map((need) => need.id));
    const first = needs.get(id)?.find((reference) => reference.id === cycle?.[1]);
    if (cycle === undefined || first === undefined) return [];
    const remedy = `Segments refer to one another in a circle: ${cycle.join(' → ')}. Remove one of these references.`;
    return [[document, { segments: first.segments, received: first.id, remedy, code: 'cyclic_segments' }]];
  });
}

function findLongSms(documents: readonly ValidatedDocument[]): Found[] {
  const sms = documents.flatMap(({ document }) =>
    document?.kind === 'policy' && document.status === 'live' ? [document.sms ?? {}] : [],
  )[0];
  if (sms === undefined) return [];
  return documents.flatMap((each): Found[] => {
    if (each.document?.kind !== 'template' || each.document.status === 'archived') return [];
    return checkSmsLength(each.document, sms).map((finding) => [each, finding]);
  });
}

function isSegment(
  validated: ValidatedDocument,
): validated is ValidatedDocument & { readonly document: SegmentDocument } {
  return validated.document?.kind === 'segment';
}
