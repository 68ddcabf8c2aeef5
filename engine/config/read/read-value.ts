/** Reads values whose shape is not validated yet. */
import { isObject } from '../../base/json.ts';
import type { PathSegment } from '../problems/problem.ts';

/** The value at a path; undefined when there is none. */
export function readAt(value: unknown, segments: readonly PathSegment[]): unknown {
  return segments.reduce<unknown>((current, segment) => {
    if (Array.isArray(current)) return current[Number(segment)];
    return isObject(current) && Object.hasOwn(current, segment) ? current[segment] : undefined;
  }, value);
}
