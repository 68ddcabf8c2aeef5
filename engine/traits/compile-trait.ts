/** Compiles a computed trait, or a hidden counter of a `did` leaf. */

import { omitAbsent } from '../base/omit-absent.ts';
import { DocumentInvalidError } from '../model/document-invalid-error.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { compilePattern } from '../patterns/compile-pattern.ts';
import type { Indexed } from '../patterns/equality-index.ts';
import { parseDuration } from '../time/duration.ts';
import type { Aggregator } from './aggregator.ts';
import { aggregators } from './aggregators.ts';

export interface CompiledTrait extends Indexed {
  readonly id: string;
  /** Field of the profile, as in the reads of segments: `computed.spent`. */
  readonly field: string;
  readonly document: TraitDocument;
  readonly aggregator: Aggregator;
  readonly matches: (touchpoint: Touchpoint, now: number) => boolean;
  /** Path of the value below the touchpoint; empty for count and recency. */
  readonly path: readonly string[];
  /** Path of the factor for each value; absent for most. */
  readonly times?: readonly string[];
}

/** Prefix of each field: `computed.spent`. */
export const computedPrefix = 'computed.';

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
    const remedy = `Give the path of the value, such as "properties.revenue": ${document.function} needs one.`;
    throw new DocumentInvalidError(name, 'path', document.path, remedy);
  }
  const pattern = document.where === undefined ? undefined : compilePattern(document.where, 'where');
  return {
    id: document.id,
    field: computedPrefix + document.id,
    order,
    document,
    aggregator,
    required: pattern?.required ?? [],
    matches: pattern === undefined ? () => true : (touchpoint, now) => pattern.matches(touchpoint, now),
    path: aggregator.takes === 'occurrence' ? [] : (document.path ?? '').split('.'),
    ...omitAbsent({ times: document.times === undefined ? undefined : document.times.split('.') }),
  };
}

export function isTimed(trait: CompiledTrait): boolean {
  return trait.document.within !== undefined || trait.document.function === 'recency';
}

/** Event names that it counts. */
export function listEvents(document: TraitDocument): readonly string[] {
  return typeof document.event === 'string' ? [document.event] : [...new Set(document.event)];
}
