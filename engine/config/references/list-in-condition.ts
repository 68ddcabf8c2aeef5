/** Traits and segments that a condition reads. */

import type { JsonObject } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import { listLeaves } from '../../conditions/fold-condition.ts';
import type { Condition } from '../../model/documents/condition.ts';
import type { Pattern } from '../../model/documents/document-base.ts';
import type { PathSegment } from '../problems/problem.ts';
import { nameSegment, type Reference } from './reference.ts';

type At = readonly PathSegment[];

export function listInCondition(condition: Condition, at: At): readonly Reference[] {
  return listLeaves(condition, at).flatMap(({ leaf, at: place }) => {
    if ('segment' in leaf) return [nameSegment(leaf.segment, [...place, 'segment'])];
    return 'profile' in leaf ? listInPattern(leaf.profile, [...place, 'profile']) : [];
  });
}

/** In a pattern on the person, the names below `computed` and `segments` are ids of documents. */
function listInPattern(pattern: Pattern, at: At): Reference[] {
  const alternatives = Array.isArray(pattern.$or) ? pattern.$or : [];
  return [
    ...listKeys(pattern.computed, 'trait', [...at, 'computed']),
    ...listKeys(pattern.segments, 'segment', [...at, 'segments']),
    ...alternatives.flatMap((part, index) =>
      isPattern(part) ? listInPattern(part, [...at, '$or', index]) : [],
    ),
  ];
}

function listKeys(value: unknown, kind: 'trait' | 'segment', at: At): Reference[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([id, inner]) => {
    if (id !== '$or') return [{ kind, id, segments: [...at, id] }];
    return Array.isArray(inner)
      ? inner.flatMap((part, index) => listKeys(part, kind, [...at, '$or', index]))
      : [];
  });
}

function isPattern(value: unknown): value is JsonObject {
  return isObject(value);
}
