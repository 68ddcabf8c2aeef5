/** Looks into values whose shape nobody has checked yet. */
import { isObject } from '../../base/json.ts';
import type { PathSegment } from '../problems/problem.ts';

/** The value at a path; undefined where there is none. */
export function readAt(value: unknown, segments: readonly PathSegment[]): unknown {
  return segments.reduce<unknown>((current, segment) => {
    if (Array.isArray(current)) return current[Number(segment)];
    return isObject(current) && Object.hasOwn(current, segment) ? current[segment] : undefined;
  }, value);
}
