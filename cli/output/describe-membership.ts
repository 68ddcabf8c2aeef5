/** Describes since when a person is in a segment. */
import type { Membership } from '../../engine/segments/membership.ts';
import { formatMoment } from './format-moment.ts';

export function describeMembership(segment: string, { since, isFromBefore }: Membership): string {
  const moment = formatMoment(since);
  return isFromBefore
    ? `In segment ${segment}: the person was a member when it was published (recorded ${moment}), which triggers nothing.`
    : `In segment ${segment} since ${moment}.`;
}
