/** Checks of a segment beyond its shape: it is about the person, not about the moment. */
import type { SegmentDocument } from '../../model/documents/segment-document.ts';
import type { Finding } from '../problems/problem.ts';
import { checkCondition, findEventLeaves } from './check-conditions.ts';

export function checkSegment({ condition }: SegmentDocument): Finding[] {
  const findings = checkCondition(condition, ['condition']);
  if (findings.length > 0) return findings;
  const remedy =
    'A segment describes the person, not the current event: use "did" instead of "event" ({ did: { event: ..., where: ... } }).';
  return findEventLeaves(condition, ['condition']).map((segments) => ({
    segments,
    remedy,
    code: 'invalid_condition' as const,
  }));
}
