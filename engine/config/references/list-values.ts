/** Traits and segments that values and paths read. */

import { isObject } from '../../base/json.ts';
import type { DocumentKind } from '../../model/documents/documents.ts';
import type { PathSegment } from '../problems/problem.ts';

export interface Reference {
  readonly kind: DocumentKind;
  readonly id: string;
  readonly segments: readonly PathSegment[];
}

type At = readonly PathSegment[];

export function listInValues(values: unknown, at: At): Reference[] {
  if (!isObject(values)) return [];
  return Object.entries(values).flatMap(([name, value]) => listInValue(value, [...at, name]));
}

export function listInValue(value: unknown, at: At): Reference[] {
  return isObject(value) && typeof value['from'] === 'string'
    ? listInPath(value['from'], [...at, 'from'])
    : [];
}

/** `profile.computed.orders` needs the trait `orders`. */
export function listInPath(path: string, segments: At): Reference[] {
  const [root, field, id] = path.split('.');
  if (root !== 'profile' || id === undefined) return [];
  if (field !== 'computed' && field !== 'segments') return [];
  const kind = field === 'computed' ? ('trait' as const) : ('segment' as const);
  return [{ kind, id, segments }];
}
