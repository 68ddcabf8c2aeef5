/** Builds the next program from the valid documents, with the last published version of the invalid ones. */
import type { ProgramSnapshot } from '../../model/program-snapshot.ts';
import type { ValidatedDocument } from '../check/reject-documents.ts';
import { kindDefinitions } from '../kinds/kind-definitions.ts';
import { createProblem, type Problem } from '../problems/problem.ts';
import { findMissing } from './find-missing.ts';
import { listMembers } from './list-members.ts';
import { markKeys } from './mark-keys.ts';
import { type Member, readMemberDocument, type SnapshotContent, toContent } from './program-members.ts';
import { serializeSorted } from './serialize-sorted.ts';
import { settleKept } from './settle-kept.ts';

export interface NextProgram {
  readonly content: SnapshotContent;
  /** Documents that keep their last published version, because the one in the table is invalid. */
  readonly kept: readonly string[];
  /** Why some last versions could not be kept, and which documents were deleted with people inside. */
  readonly problems: readonly Problem[];
}

export function buildNextProgram(
  documents: readonly ValidatedDocument[],
  previous: ProgramSnapshot | undefined,
): NextProgram {
  const published = previous === undefined ? new Map<string, Member>() : listMembers(previous);
  const members = new Map<string, Member>();
  const kept = new Set<string>();
  for (const validated of documents) {
    const { label, document, kind } = validated;
    const before = published.get(label);
    const member = kind && kindDefinitions[kind].membership.choose(validated, before);
    if (member === undefined) continue;
    members.set(label, member);
    if (document === undefined) kept.add(label);
  }
  const deleted = keepDeleted(members, published, documents);
  const waiting = reportPaused(members, kept, documents);
  const settled = settleKept({ members, kept, documents });
  markKeys(members);
  const problems = [...deleted, ...waiting, ...settled];
  return { content: toContent(members), kept: [...kept].sort(), problems };
}

/** The program as text to hash: equal programs give equal text, in whatever order they were stored. */
export function serializeContent(content: SnapshotContent): string {
  return serializeSorted(content);
}

function keepDeleted(
  members: Map<string, Member>,
  published: ReadonlyMap<string, Member>,
  documents: readonly ValidatedDocument[],
): Problem[] {
  const present = new Set(documents.map(({ label }) => label));
  return [...published].flatMap(([label, before]) => {
    const member = present.has(label)
      ? undefined
      : kindDefinitions[before.kind].membership.keepDeleted(before);
    if (member === undefined) return [];
    members.set(label, member);
    const remedy =
      'It was deleted without being archived: people inside wait, as if it were paused. Restore it, or restore it with status archived, publish, and then delete it.';
    const finding = { segments: [], remedy, code: 'deleted_while_in_use', severity: 'warning' } as const;
    return [createProblem(label, finding)];
  });
}

/** Paused at an earlier publication although their documents are live: they stay so until these are valid again. */
function reportPaused(
  members: ReadonlyMap<string, Member>,
  kept: ReadonlySet<string>,
  documents: readonly ValidatedDocument[],
): Problem[] {
  return documents.flatMap(({ label, status, source }) => {
    const member = kept.has(label) ? members.get(label) : undefined;
    const document = member === undefined ? undefined : readMemberDocument(member);
    if (status !== 'live' || document?.status !== 'paused') return [];
    const missing = findMissing(document, members);
    const cause =
      missing === undefined
        ? 'it was paused at an earlier publication, and continues when its document is valid.'
        : `it needs ${missing.kind} "${missing.id}", which is no longer live.`;
    const remedy = `Its last published version is paused: ${cause}`;
    return [createProblem(label, { segments: [], remedy, code: 'last_version_paused' }, source.origin)];
  });
}
