/** Orders segments after those they refer to; refuses circles and references to missing segments. */

import type { CompiledCondition } from '../conditions/condition.ts';
import { DocumentInvalidError } from '../model/document-invalid-error.ts';
import type { SegmentDocument } from '../model/documents/segment-document.ts';

export interface SegmentEntry {
  readonly document: SegmentDocument;
  readonly condition: CompiledCondition;
}

/** Throws DocumentInvalidError naming the circle. */
export function sortSegments(entries: readonly SegmentEntry[]): SegmentEntry[] {
  const byId = new Map(entries.map((entry) => [entry.document.id, entry]));
  const sorted: SegmentEntry[] = [];
  const done = new Set<string>();
  for (const entry of entries) execution(entry, byId, sorted, done, []);
  return sorted;
}

function execution(
  entry: SegmentEntry,
  byId: ReadonlyMap<string, SegmentEntry>,
  sorted: SegmentEntry[],
  done: Set<string>,
  trail: readonly string[],
): void {
  const { id } = entry.document;
  if (done.has(id)) return;
  if (trail.includes(id)) {
    const circle = [...trail.slice(trail.indexOf(id)), id].join(' → ');
    const remedy = 'Segments must not refer to each other in a circle: write one of them without the other.';
    throw new DocumentInvalidError(`segment/${id}`, 'condition', circle, remedy);
  }
  for (const other of entry.condition.segments) {
    const referred = byId.get(other);
    // A segment that is not live has no members: the reference never holds.
    if (referred !== undefined) execution(referred, byId, sorted, done, [...trail, id]);
  }
  done.add(id);
  sorted.push(entry);
}
