/** Compiles segments and records which of them each field, trait and segment can change. */

import { compileCondition } from '../conditions/compile-condition.ts';
import type { CompiledCondition } from '../conditions/condition.ts';
import type { ComputedReader } from '../conditions/profile-shape.ts';
import { DocumentInvalidError } from '../model/document-invalid-error.ts';
import type { SegmentDocument } from '../model/documents/segment-document.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';
import { type CompiledTrait, computedPrefix, isTimed } from '../traits/compile-trait.ts';
import { listNumbers, listReads } from './list-reads.ts';
import { type SegmentEntry, sortSegments } from './sort-segments.ts';

export interface CompiledSegment {
  readonly id: string;
  /** Place among all: greater than that of every segment it refers to. */
  readonly order: number;
  readonly condition: CompiledCondition;
  /** Version of the program that introduced its present meaning; 0 = unknown. */
  readonly since: number;
  /** Segments that refer to it; filled while compiling. */
  readonly readers: CompiledSegment[];
}

export interface CompiledSegments {
  /** Segments in order: each after those it refers to. */
  readonly segments: readonly CompiledSegment[];
  /** Segments that time alone can change. */
  readonly timedSegments: readonly CompiledSegment[];
  /** Field of the profile (`traits.country`, `computed.spent`, `consents`) → segments that read it. */
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

/** Fills the `readers` of segments. */
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
    const counted = condition.counters.map((counter) => computedPrefix + counter.id);
    const fields = new Set([...reads.fields, ...counted]);
    for (const field of fields) fileUnder(readers, field, segment);
    if (reads.mentionsTime || readsTimed(fields, traits)) timedSegments.push(segment);
  }
  return { segments, timedSegments, readers };
}

function readsTimed(fields: ReadonlySet<string>, traits: ReadonlyMap<string, CompiledTrait>): boolean {
  return [...fields].some((field) => {
    const trait = field.startsWith(computedPrefix)
      ? traits.get(field.slice(computedPrefix.length))
      : undefined;
    return trait !== undefined && isTimed(trait);
  });
}

function fileUnder(readers: Map<string, CompiledSegment[]>, field: string, segment: CompiledSegment): void {
  const filed = readers.get(field);
  if (filed === undefined) readers.set(field, [segment]);
  else filed.push(segment);
}
