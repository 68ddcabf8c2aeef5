/** Checks a set of documents: duplicate ids, several live policies, circular segments and blocks, too long SMS. */
import type { PolicyDocument } from '../../model/documents/policy-document.ts';
import { listReferences } from '../kinds/kind-definitions.ts';
import type { Finding } from '../problems/problem.ts';
import { checkFetchHosts } from './check-fetches.ts';
import { checkSensitiveReads, listFields, warnUnknownReaders } from './check-sensitive.ts';
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
  for (const [document, finding] of findSeveralContracts(documents)) add(document, finding);
  for (const [document, finding] of findLongSms(documents)) add(document, finding);
  for (const [document, finding] of findForbiddenHosts(documents)) add(document, finding);
  for (const [document, finding] of findSensitiveUses(documents)) add(document, finding);
  for (const kind of ['segment', 'block'] as const)
    for (const [document, finding] of findCycles(documents, kind)) add(document, finding);
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

function findSeveralContracts(documents: readonly ValidatedDocument[]): Found[] {
  const byEvent = Map.groupBy(
    documents.filter(({ document }) => document?.kind === 'event' && document.status === 'live'),
    ({ document }) => (document?.kind === 'event' ? JSON.stringify([document.event, document.source]) : ''),
  );
  return [...byEvent.values()]
    .filter((same) => same.length > 1)
    .flatMap((same) => {
      const names = same.map(({ id }) => id).join(', ');
      const remedy = `Only one live contract can be about an event and a source, not ${same.length} (${names}): pause or archive the others.`;
      return same.map(
        (document): Found => [document, { segments: ['event'], remedy, code: 'several_contracts' }],
      );
    });
}

/** Documents of a kind that name one another in a circle. */
function findCycles(documents: readonly ValidatedDocument[], kind: 'segment' | 'block'): Found[] {
  const members = new Map<string, { readonly validated: ValidatedDocument; readonly needs: Needs }>();
  for (const validated of documents) {
    const { document } = validated;
    if (document?.kind !== kind) continue;
    const needs = listReferences(document).filter((reference) => reference.kind === kind);
    members.set(document.id, { validated, needs });
  }
  return [...members].flatMap(([id, { validated, needs }]): Found[] => {
    const cycle = findWayBack(id, (name) => (members.get(name)?.needs ?? []).map((need) => need.id));
    const first = needs.find((reference) => reference.id === cycle?.[1]);
    if (cycle === undefined || first === undefined) return [];
    const names = kind === 'segment' ? 'Segments refer to' : 'Blocks insert';
    const remedy = `${names} one another in a circle: ${cycle.join(' → ')}. Remove one of these references.`;
    const code = kind === 'segment' ? 'cyclic_segments' : 'cyclic_blocks';
    return [[validated, { segments: first.segments, received: first.id, remedy, code }]];
  });
}

type Needs = ReturnType<typeof listReferences>;

function findLivePolicy(documents: readonly ValidatedDocument[]): PolicyDocument | undefined {
  return documents.flatMap(({ document }) =>
    document?.kind === 'policy' && document.status === 'live' ? [document] : [],
  )[0];
}

function findForbiddenHosts(documents: readonly ValidatedDocument[]): Found[] {
  const allowed = findLivePolicy(documents)?.allowedHosts ?? [];
  return documents.flatMap((each): Found[] => {
    if (each.document?.kind !== 'template' || each.document.status === 'archived') return [];
    return checkFetchHosts(each.document, allowed).map((finding) => [each, finding]);
  });
}

function findSensitiveUses(documents: readonly ValidatedDocument[]): Found[] {
  const policy = findLivePolicy(documents);
  if (policy?.sensitive === undefined) return [];
  const all = documents.map(({ document }) => document);
  const fields = listFields(policy, all);
  const labels = documents.map(({ label }) => label);
  return documents.flatMap((each): Found[] => {
    const { document, header } = each;
    if (document === undefined || document.status === 'archived') return [];
    const findings =
      document === policy
        ? warnUnknownReaders(policy, labels)
        : checkSensitiveReads(document, header?.variables ?? [], fields);
    return findings.map((finding) => [each, finding]);
  });
}

function findLongSms(documents: readonly ValidatedDocument[]): Found[] {
  const { sms = {} } = findLivePolicy(documents) ?? {};
  return documents.flatMap((each): Found[] => {
    if (each.document?.kind !== 'template' || each.document.status === 'archived') return [];
    return checkSmsLength(each.expanded ?? each.document, sms).map((finding) => [each, finding]);
  });
}
