/** Compiles a computed trait, or a hidden counter of a `did` leaf. */

import type { CompiledTrait } from '../compile/program.ts';
import { DocumentInvalidError } from '../model/document-invalid-error.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';
import { compilePattern } from '../patterns/compile-pattern.ts';
import { parseDuration } from '../time/duration.ts';
import { aggregators } from './aggregators.ts';

/** Throws DocumentInvalidError or PatternInvalidError. */
export function compileTrait(document: TraitDocument, order: number): CompiledTrait {
  const aggregator = aggregators[document.function];
  const name = `trait/${document.id}`;
  if (document.within !== undefined && parseDuration(document.within) === undefined) {
    throw new DocumentInvalidError(
      name,
      'within',
      document.within,
      'Write an ISO 8601 duration such as P30D.',
    );
  }
  if (aggregator.takes !== 'occurrence' && document.path === undefined) {
    const remedy = `Say where the value is, such as "properties.revenue": ${document.function} needs one.`;
    throw new DocumentInvalidError(name, 'path', document.path, remedy);
  }
  const pattern = document.where === undefined ? undefined : compilePattern(document.where, 'where');
  return {
    id: document.id,
    order,
    document,
    aggregator,
    required: pattern?.required ?? [],
    matches: pattern === undefined ? () => true : (touchpoint, now) => pattern.matches(touchpoint, now),
    path: aggregator.takes === 'occurrence' ? [] : (document.path ?? '').split('.'),
    ...(document.times === undefined ? {} : { times: document.times.split('.') }),
    readers: [],
  };
}

export function isTimed(trait: CompiledTrait): boolean {
  return trait.document.within !== undefined || trait.document.function === 'recency';
}

/** Event names it listens to. */
export function listEvents(document: TraitDocument): readonly string[] {
  return typeof document.event === 'string' ? [document.event] : [...new Set(document.event)];
}
