/** Segments of a parallel scan: equal shares of the hashes that keys start with, so that an item never changes segment. */
import { omitAbsent } from '../../omit-absent.ts';
import { createValidationError, type KeyRange, type Request } from './engine.ts';

/** Keys start with this number of hex digits of a hash. */
const digits = 6;
const hashes = 16 ** digits;

/** The part of a page's bounds in the request's segment. Throws when the page starts in another segment. */
export function keepSegment(range: KeyRange, request: Request, startKey: string | undefined): KeyRange {
  const { Segment, TotalSegments } = request as { Segment?: number; TotalSegments?: number };
  if (Segment === undefined || TotalSegments === undefined || TotalSegments === 1) return range;
  if (startKey !== undefined && findSegment(startKey, TotalSegments) !== Segment) {
    throw createValidationError(
      'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct ' +
        `Segment. TotalSegments: ${TotalSegments} Segment: ${Segment}`,
    );
  }
  const lower = startKey === undefined ? { gte: findFirst(Segment, TotalSegments) } : range;
  const upper = omitAbsent({
    lt: Segment + 1 === TotalSegments ? undefined : findFirst(Segment + 1, TotalSegments),
  });
  return { ...lower, ...upper };
}

function findSegment(key: string, total: number): number {
  return Math.floor((Number.parseInt(key.slice(0, digits), 16) * total) / hashes);
}

function findFirst(segment: number, total: number): string {
  return Math.ceil((segment * hashes) / total)
    .toString(16)
    .padStart(digits, '0');
}
