/** Finds the program version in which each segment got its present meaning: earlier members do not count as new. */

import type { SegmentDocument } from '../../model/documents/segment-document.ts';
import type { ProgramSnapshot } from '../../model/program-snapshot.ts';
import { listReferences } from '../kinds/kind-definitions.ts';
import type { SnapshotContent } from './program-members.ts';
import { serializeSorted } from './serialize-sorted.ts';

type Definitions = Pick<SnapshotContent, 'segments' | 'traits'>;

/**
 * By segment id, the version with its present meaning: its condition, the segments it refers to, and the computed traits
 * it reads. A segment that was removed and is published again counts as new.
 */
export function versionSegments(
  next: Definitions,
  previous: ProgramSnapshot | undefined,
  version: number,
): Readonly<Record<string, number>> {
  const before = previous === undefined ? undefined : createReader(previous);
  const after = createReader(next);
  return Object.fromEntries(
    next.segments.map(({ id }) => {
      const isSame = before?.(id) === after(id);
      return [id, isSame ? (previous?.segmentsSince?.[id] ?? 0) : version];
    }),
  );
}

/** Formats what a segment means as text: equal meanings give equal text. Undefined: there is no such segment. */
function createReader({ segments, traits }: Definitions): (id: string) => string | undefined {
  const segmentsById = new Map(segments.map((document) => [document.id, document]));
  const traitsById = new Map(traits.map((document) => [document.id, document]));
  const known = new Map<string, string>();
  const read = (id: string): string | undefined => {
    const document = segmentsById.get(id);
    if (document === undefined) return undefined;
    const meaning = known.get(id);
    if (meaning !== undefined) return meaning;
    // A pattern on `segments` may refer back to this segment.
    known.set(id, '');
    const made = serializeSorted({ condition: document.condition, needs: listNeeds(document) });
    known.set(id, made);
    return made;
  };
  const listNeeds = (document: SegmentDocument) =>
    listReferences(document).map(({ kind, id }) => {
      if (kind === 'segment') return { kind, id, meaning: read(id) ?? null };
      const { name: _name, description: _description, ...definition } = traitsById.get(id) ?? {};
      return { kind, id, definition };
    });
  return read;
}
