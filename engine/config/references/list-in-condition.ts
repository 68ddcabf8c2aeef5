/** Traits and segments that a condition reads. */

import { isObject, type JsonObject } from '../../base/json.ts';
import type { Condition } from '../../model/documents/condition.ts';
import type { Pattern } from '../../model/documents/document-base.ts';
import type { PathSegment } from '../problems/problem.ts';
import type { Reference } from './list-values.ts';

type At = readonly PathSegment[];

export function listInCondition(condition: Condition, at: At): Reference[] {
  if ('segment' in condition) {
    return [{ kind: 'segment', id: condition.segment, segments: [...at, 'segment'] }];
  }
  if ('profile' in condition) return listInPattern(condition.profile, [...at, 'profile']);
  if ('not' in condition) return listInCondition(condition.not, [...at, 'not']);
  if ('all' in condition) {
    return condition.all.flatMap((part, index) => listInCondition(part, [...at, 'all', index]));
  }
  if ('any' in condition) {
    return condition.any.flatMap((part, index) => listInCondition(part, [...at, 'any', index]));
  }
  return [];
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
