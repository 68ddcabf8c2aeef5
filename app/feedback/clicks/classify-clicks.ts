/**
 * Which clicks of a message are a machine's, by all clicks and by the delivery of the message. The answer depends on what
 * is known, not on the order in which it arrived. More knowledge can make a person's click a machine's, never the reverse.
 */

import { type MachineReason, soonest } from '../classify-reader.ts';
import { type Click, type ClickLog, findDelivery, listClicks } from './click-log.ts';

/** Milliseconds between two different links, faster than a person moves from one to the other. */
const fastest = 1_000;
/** Milliseconds around a click in which two more links are faster than a person. */
const fastestOfThree = 2_000;

/** Undefined for a person's click. */
export function findClickReason(click: Click, log: ClickLog): MachineReason | undefined {
  if (click.reason !== undefined) return click.reason;
  if (isBurst(click, listClicks(log))) return 'all_links';
  const deliveredAt = findDelivery(log);
  return deliveredAt !== undefined && click.at - deliveredAt < soonest ? 'too_soon' : undefined;
}

/** A person who clicks one link twice is no machine: only different links count. */
function isBurst(click: Click, clicks: readonly Click[]): boolean {
  const near = clicks.filter(
    (other) =>
      other.link !== click.link &&
      Math.abs(other.at - click.at) <= fastestOfThree &&
      isSameReader(click, other),
  );
  return (
    near.some(({ at }) => Math.abs(at - click.at) <= fastest) ||
    new Set(near.map(({ link }) => link)).size >= 2
  );
}

/** A scanner follows links from one program, or from one address. */
function isSameReader(click: Click, other: Click): boolean {
  return (
    (click.agent !== '' && click.agent === other.agent) ||
    (click.address !== '' && click.address === other.address)
  );
}
