/** The differences between two programs. */
import { listMembers } from './list-members.ts';
import { type SnapshotContent, serializeMember } from './program-members.ts';

/** Labels (`rule/third-order`), sorted. */
export interface ProgramChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export function listChanges(previous: SnapshotContent | undefined, next: SnapshotContent): ProgramChanges {
  const before = previous === undefined ? new Map() : listMembers(previous);
  const after = listMembers(next);
  const added = [...after.keys()].filter((label) => !before.has(label));
  const removed = [...before.keys()].filter((label) => !after.has(label));
  const changed = [...after].flatMap(([label, member]) => {
    const old = before.get(label);
    return old !== undefined && serializeMember(old) !== serializeMember(member) ? [label] : [];
  });
  return { added: added.sort(), changed: changed.sort(), removed: removed.sort() };
}
