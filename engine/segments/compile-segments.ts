/** Compiles segments and notes which of them each field, trait and segment can change. */

import type { CompiledSegment, CompiledTrait } from '../compile/program.ts';
import { compileCondition } from '../conditions/compile-condition.ts';
import type { ComputedReader } from '../conditions/profile-shape.ts';
import { DocumentInvalidError } from '../model/document-invalid-error.ts';
import type { SegmentDocument } from '../model/documents/segment-document.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';
import { isTimed } from '../traits/compile-trait.ts';
import { listNumbers, listReads } from './list-reads.ts';
import { type SegmentEntry, sortSegments } from './sort-segments.ts';

export interface CompiledSegments {
  readonly segments: readonly CompiledSegment[];
  readonly timedSegments: readonly CompiledSegment[];
  readonly readers: ReadonlyMap<string, readonly CompiledSegment[]>;
}

/** Conditions first: the counters they need are traits that must exist before the segments are wired. */
export function compileSegmentConditions(
  documents: readonly SegmentDocument[],
  bindComputed: (thresholds: readonly number[]) => ComputedReader,
): { readonly entries: readonly SegmentEntry[]; readonly counters: readonly TraitDocument[] } {
  const entries = documents.map((document) => {
    const computed = bindComputed(listNumbers(document.condition));
    const condition = compileCondition(document.condition, 'condition', { computed });
    if (condition.usesEvent) {
      const remedy = 'A segment is about the person: use did, or a profile pattern on a computed trait.';
      throw new DocumentInvalidError(`segment/${document.id}`, 'condition', 'an event leaf', remedy);
    }
    return { document, condition };
  });
  return {
    entries: sortSegments(entries),
    counters: entries.flatMap((entry) => entry.condition.counters),
  };
}

/** Fills the `readers` of traits and segments. */
export function wireSegments(
  entries: readonly SegmentEntry[],
  traits: ReadonlyMap<string, CompiledTrait>,
  since: Readonly<Record<string, number>> = {},
): CompiledSegments {
  const readers = new Map<string, CompiledSegment[]>();
  const byId = new Map<string, CompiledSegment>();
  const segments: CompiledSegment[] = [];
  const timedSegments: CompiledSegment[] = [];
  for (const { document, condition } of entries) {
    const { id } = document;
    const segment: CompiledSegment = {
      id,
      order: segments.length,
      condition,
      since: Object.hasOwn(since, id) ? (since[id] ?? 0) : 0,
      readers: [],
    };
    segments.push(segment);
    byId.set(segment.id, segment);
    for (const other of condition.segments) byId.get(other)?.readers.push(segment);
    const reads = listReads(document.condition);
    const read = readTraits(condition.counters, reads.fields, traits);
    for (const trait of read) trait.readers.push(segment);
    for (const field of reads.fields) fileUnder(readers, field, segment);
    if (reads.mentionsTime || read.some(isTimed)) timedSegments.push(segment);
  }
  return { segments, timedSegments, readers };
}

function readTraits(
  counters: readonly TraitDocument[],
  fields: ReadonlySet<string>,
  traits: ReadonlyMap<string, CompiledTrait>,
): readonly CompiledTrait[] {
  const ids = new Set(counters.map((counter) => counter.id));
  for (const field of fields) if (field.startsWith('computed.')) ids.add(field.slice('computed.'.length));
  return [...ids].map((id) => traits.get(id)).filter((trait) => trait !== undefined);
}

function fileUnder(readers: Map<string, CompiledSegment[]>, field: string, segment: CompiledSegment): void {
  const filed = readers.get(field);
  if (filed === undefined) readers.set(field, [segment]);
  else filed.push(segment);
}
