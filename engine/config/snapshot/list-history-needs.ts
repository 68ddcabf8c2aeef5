/** Lists which documents read what is counted from events: computed traits, and the counters of `did` conditions. */

import { isObject } from '../../base/json.ts';
import { omitAbsent } from '../../base/omit-absent.ts';
import { createDidCounter } from '../../conditions/did-counter.ts';
import type { DidCondition } from '../../model/documents/condition.ts';
import type { ConfigDocument, DocumentKind } from '../../model/documents/documents.ts';
import type { ProgramSnapshot } from '../../model/program-snapshot.ts';
import { listReferences } from '../kinds/kind-definitions.ts';

export type CountingProgram = Pick<
  ProgramSnapshot,
  'rules' | 'segments' | 'journeys' | 'campaigns' | 'templates'
>;

/** A trait or counter whose values in profiles lack the time before its publication. */
export interface HistoryNeed {
  /** Id of the computed trait, or of the hidden counter. */
  readonly id: string;
  /** The condition behind a hidden counter; absent for a trait. */
  readonly did?: DidCondition;
  /** Documents that read it directly, such as `segment/lapsed`. */
  readonly readers: readonly string[];
}

interface Reader {
  readonly label: string;
  /** Ids of traits and counters. */
  readonly counts: ReadonlySet<string>;
  readonly segments: ReadonlySet<string>;
}

/** In the order of the ids: traits and counters, as a backfill names them. */
export function listHistoryNeeds(program: CountingProgram, ids: readonly string[]): readonly HistoryNeed[] {
  const dids = new Map<string, DidCondition>();
  const readers = listReaders(program, dids);
  return ids.map((id) => {
    const did = dids.get(id);
    const labels = readers.filter(({ counts }) => counts.has(id)).map(({ label }) => label);
    return { id, ...omitAbsent({ did }), readers: labels };
  });
}

/** Ids of the segments whose members depend on one of these traits and counters, directly or through other segments. */
export function listSegmentsInNeed(program: CountingProgram, ids: readonly string[]): readonly string[] {
  const wanted = new Set(ids);
  const segments = readersByKind.segment(program, new Map());
  const found = new Set<string>();
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const { label, counts, segments: others } of segments) {
      const needs = [...counts].some((id) => wanted.has(id)) || [...others].some((id) => found.has(id));
      if (needs) found.add(label.slice('segment/'.length));
    }
  }
  return [...found].sort();
}

function listReaders(program: CountingProgram, dids: Map<string, DidCondition>): readonly Reader[] {
  return Object.values(readersByKind).flatMap((list) => list(program, dids));
}

type ListReaders = (program: CountingProgram, dids: Map<string, DidCondition>) => readonly Reader[];

/** In the order in which readers are named. */
const readersByKind: Readonly<Record<DocumentKind, ListReaders>> = {
  segment: ({ segments }, dids) => segments.map((document) => describeReader(document, dids)),
  rule: ({ rules }, dids) => rules.map((document) => describeReader(document, dids)),
  journey: ({ journeys }, dids) => journeys.map(({ document }) => describeReader(document, dids)),
  campaign: ({ campaigns }, dids) => campaigns.map((document) => describeReader(document, dids)),
  template: ({ templates }) =>
    templates.map(({ id, variables }) => {
      const names = variables.flatMap((path) => /^profile\.computed\.([^.]+)/.exec(path)?.[1] ?? []);
      return { label: `template/${id}`, counts: new Set(names), segments: new Set() };
    }),
  trait: () => [],
  policy: () => [],
  purpose: () => [],
  topic: () => [],
  block: () => [],
  event: () => [],
  link: () => [],
  query: () => [],
};

function describeReader(document: ConfigDocument, dids: Map<string, DidCondition>): Reader {
  const references = listReferences(document);
  const counters = listDids(document).map((did) => {
    const { id } = createDidCounter(did);
    dids.set(id, did);
    return id;
  });
  return {
    label: `${document.kind}/${document.id}`,
    counts: new Set([...counters, ...readIds(references, 'trait')]),
    segments: new Set(readIds(references, 'segment')),
  };
}

function readIds(references: ReturnType<typeof listReferences>, kind: 'trait' | 'segment'): string[] {
  return references.filter((reference) => reference.kind === kind).map(({ id }) => id);
}

/** Every condition of a document. An event's own field of that name is a list, not an object. */
function listDids(value: unknown): DidCondition[] {
  if (Array.isArray(value)) return value.flatMap(listDids);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'did' && isDid(inner) ? [inner] : listDids(inner),
  );
}

function isDid(value: unknown): value is DidCondition {
  return isObject(value) && typeof value['event'] === 'string';
}
