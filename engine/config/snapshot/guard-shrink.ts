/** Prevents a table emptied by mistake from removing everything. */
import type { ProgramSnapshot } from '../../model/program-snapshot.ts';
import type { ValidatedDocument } from '../check/reject-documents.ts';
import { listMembers } from './list-members.ts';
import { type Member, type SnapshotContent, serializeMember } from './program-members.ts';

const minimumToGuard = 4;

/** Publishing would remove most live documents at once. */
export class ProgramShrinkError extends Error {
  readonly code = 'program_shrink';
  /** Labels of the documents that would be removed. */
  readonly removed: readonly string[];
  /** How many documents were live. */
  readonly before: number;
  readonly remedy =
    'If this is intended, publish once with `percorso publish --allow-shrink`; otherwise restore the documents with `percorso push`. The previous program stays in force.';

  constructor(removed: readonly string[], before: number) {
    const shown = removed.slice(0, 10).join(', ') + (removed.length > 10 ? ', …' : '');
    super(`${removed.length} of ${before} live documents would be removed: ${shown}.`);
    this.name = 'ProgramShrinkError';
    this.removed = removed;
    this.before = before;
  }
}

/**
 * Throws ProgramShrinkError when no live document would be left, or when more than half of at least four would be
 * removed. Documents with the status paused, draft or archived do not count as removed.
 */
export function guardShrink(
  previous: ProgramSnapshot,
  next: SnapshotContent,
  documents: readonly ValidatedDocument[],
): void {
  const stated = new Set(
    documents.filter(({ status }) => status !== undefined && status !== 'live').map(({ label }) => label),
  );
  const present = new Set(documents.map(({ label }) => label));
  const members = listMembers(next);
  const isThere = (label: string) => members.has(label) && present.has(label);
  const before = [...listMembers(previous)]
    .filter(([label, member]) => isThere(label) || isMissed(member, members.get(label)))
    .map(([label]) => label);
  const removed = before.filter((label) => !isThere(label) && !stated.has(label));
  const isEmptied = removed.length > 0 && ![...members.keys()].some(isThere);
  const isHalved = before.length >= minimumToGuard && removed.length * 2 > before.length;
  if (isEmptied || isHalved) throw new ProgramShrinkError(removed, before.length);
}

/** Archived ones may be deleted, and a journey deleted in an earlier version is not deleted again. */
function isMissed(before: Member, after: Member | undefined): boolean {
  if ('document' in before && before.document.status === 'archived') return false;
  return after === undefined || serializeMember(before) !== serializeMember(after);
}
