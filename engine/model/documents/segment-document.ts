/** Segments: named conditions. */
import type { Condition } from './condition.ts';
import type { DocumentBase } from './document-base.ts';

export interface SegmentDocument extends DocumentBase {
  readonly kind: 'segment';
  /** Without `event` leaves: membership is a property of the person, not of the moment. */
  readonly condition: Condition;
}
