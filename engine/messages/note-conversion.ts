/**
 * Conversions of campaigns with a goal: a person who reaches it in time after the message counts as converted, once
 * per message.
 */

import { keepNewest } from '../base/keep-newest.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { AttributionModel } from '../model/documents/policy-document.ts';
import { latestConversion, maxAwaited } from '../model/limits.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { addDuration } from '../time/duration.ts';
import { addTrace, type Turn } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';

const prefix = 'campaign:';

/** A campaign's message was sent: from now on its conversion is tracked. The newest few are remembered. */
export function awaitConversion(turn: Turn, origin: string): void {
  if (!origin.startsWith(prefix)) return;
  const id = origin.slice(prefix.length);
  if (turn.program.campaigns.get(id)?.conversion === undefined) return;
  const awaited = writeRecord(turn, 'pendingConversions');
  awaited[id] = turn.now;
  keepNewest(awaited, maxAwaited, id);
  turn.hasChanged = true;
}

/**
 * The time of occurrence counts: an event that arrives late counts, one that occurred before the message does not. A
 * message is remembered for some time after its window, independent of other arrivals, so that the order of arrival
 * changes no count. The campaigns that convert by one event share its credit.
 */
export function noteConversions(turn: Turn, { name, occurredAt }: Touchpoint): void {
  const touches: Touch[] = [];
  for (const [id, sentAt] of Object.entries(turn.profile.pendingConversions)) {
    const conversion = turn.program.campaigns.get(id)?.conversion;
    const end = conversion === undefined ? undefined : addDuration(sentAt, conversion.within);
    const isForgotten = end === undefined || turn.now > end + findLateness(turn, end);
    if (!isForgotten && (conversion?.event !== name || occurredAt < sentAt || occurredAt > end)) continue;
    delete writeRecord(turn, 'pendingConversions')[id];
    if (!isForgotten) touches.push({ id, sentAt });
  }
  touches.sort((left, right) => left.sentAt - right.sentAt || (left.id < right.id ? -1 : 1));
  const shares = shareCredit(touches.length, turn.program.policy.attribution);
  for (const [index, { id }] of touches.entries()) {
    const credit = shares[index] ?? 0;
    addTrace(turn, prefix + id, 'convert', 'converted', {
      note: name,
      ...omitAbsent({ credit: credit === 0 ? undefined : credit }),
    });
  }
}

interface Touch {
  /** Of the campaign. */
  readonly id: string;
  /** Epoch ms. */
  readonly sentAt: number;
}

/** Hundredths for each of `count` touches, the oldest first; together 100. */
export function shareCredit(count: number, model: AttributionModel): readonly number[] {
  if (count === 0) return [];
  if (model === 'last-touch') return [...Array.from({ length: count - 1 }, () => 0), 100];
  if (count <= 2) return Array.from({ length: count }, () => 100 / count);
  const between = count - 2;
  const middle = Array.from({ length: between }, (_, index) => {
    // The remainder goes to the oldest of them, so that the sum is exact.
    return Math.floor(20 / between) + (index < 20 % between ? 1 : 0);
  });
  return [40, ...middle, 40];
}

/** Milliseconds that an event may arrive after the end of the window and still count. */
function findLateness({ program }: Turn, end: number): number {
  return Math.max(latestConversion, addDuration(end, program.policy.liveWithin) - end);
}
