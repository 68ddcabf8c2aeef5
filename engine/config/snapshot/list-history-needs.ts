/** Which documents read what is counted from events: computed traits, and the counters behind `did` conditions. */

import { isObject } from '../../base/json.ts';
import { createDidCounter } from '../../conditions/did-counter.ts';
import type { DidCondition } from '../../model/documents/condition.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { ProgramSnapshot } from '../../model/program-snapshot.ts';
import { listReferences } from '../references/list-references.ts';

export type CountingProgram = Pick<
  ProgramSnapshot,
  'rules' | 'segments' | 'journeys' | 'campaigns' | 'templates'
>;

/** Something counted that people's profiles do not hold for the time before it was published. */
export interface HistoryNeed {
  /** Of the computed trait, or of the hidden counter. */
  readonly id: string;
  /** The condition behind a hidden counter; absent for a trait. */
  readonly did?: DidCondition;
  /** Documents that read it themselves, as `segment/lapsed`. */
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
    return { id, ...(did === undefined ? {} : { did }), readers: labels };
  });
}

/** Ids of the segments whose members depend on one of these traits and counters, also through other segments. */
export function listSegmentsInNeed(program: CountingProgram, ids: readonly string[]): readonly string[] {
  const wanted = new Set(ids);
  const segments = listReaders({ ...program, rules: [], journeys: [], campaigns: [], templates: [] });
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

function listReaders(program: CountingProgram, dids = new Map<string, DidCondition>()): readonly Reader[] {
  const documents: readonly ConfigDocument[] = [
    ...program.segments,
    ...program.rules,
    ...program.journeys.map(({ document }) => document),
    ...program.campaigns,
  ];
  const ofDocuments = documents.map((document): Reader => {
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
  });
  const ofTemplates = program.templates.map(({ id, variables }): Reader => {
    const names = variables.flatMap((path) => /^profile\.computed\.([^.]+)/.exec(path)?.[1] ?? []);
    return { label: `template/${id}`, counts: new Set(names), segments: new Set() };
  });
  return [...ofDocuments, ...ofTemplates];
}

function readIds(references: ReturnType<typeof listReferences>, kind: 'trait' | 'segment'): string[] {
  return references.filter((reference) => reference.kind === kind).map(({ id }) => id);
}

/** Wherever a document has conditions. An event's own field of that name is a list, not an object. */
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
