/** Since when somebody is in a segment, in words. */
import type { Membership } from '../../engine/segments/membership.ts';
import { formatMoment } from './format-moment.ts';

export function describeMembership(segment: string, { since, isFromBefore }: Membership): string {
  const moment = formatMoment(since);
  return isFromBefore
    ? `In segment ${segment}: the person was in it already when it was published (noted ${moment}), which triggers nothing.`
    : `In segment ${segment} since ${moment}.`;
}
