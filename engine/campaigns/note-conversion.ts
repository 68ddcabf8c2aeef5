/** Campaigns that say what they are for: who did it in time after the message counts as converted, once per message. */
import { writeRecord } from '../draft.ts';
import { keepNewest } from '../keep-newest.ts';
import { latestConversion, maxAwaited } from '../limits.ts';
import { addDuration, parseDuration } from '../patterns/duration.ts';
import type { Touchpoint } from '../touchpoint.ts';
import { addTrace, type Turn } from '../turn.ts';

const prefix = 'campaign:';

/** A campaign's message went out: from now on its conversion is looked for. The newest few are remembered. */
export function awaitConversion(turn: Turn, subject: string): void {
  if (!subject.startsWith(prefix)) return;
  const id = subject.slice(prefix.length);
  if (turn.program.campaigns.get(id)?.conversion === undefined) return;
  const awaited = writeRecord(turn.draft, 'awaited') as Record<string, number>;
  awaited[id] = turn.now;
  keepNewest(awaited, maxAwaited, id);
  turn.hasChanged = true;
}

/**
 * By when it occurred: what comes late counts, what was done before the message does not. A message is remembered for
 * some time after its window, whatever else arrives meanwhile, so that the order of arrival changes no count.
 */
export function noteConversions(turn: Turn, { name, occurredAt }: Touchpoint): void {
  for (const [id, sentAt] of Object.entries(turn.profile.awaited)) {
    const conversion = turn.program.campaigns.get(id)?.conversion;
    const within = conversion === undefined ? undefined : parseDuration(conversion.within);
    const end = within === undefined ? undefined : addDuration(sentAt, within);
    const isForgotten = end === undefined || turn.now > end + findLateness(turn, end);
    if (!isForgotten && (conversion?.event !== name || occurredAt < sentAt || occurredAt > end)) continue;
    delete (writeRecord(turn.draft, 'awaited') as Record<string, number>)[id];
    if (!isForgotten) addTrace(turn, prefix + id, 'convert', 'converted', { note: name });
  }
}

/** Milliseconds that an event may arrive after the end of the window and still count. */
function findLateness({ program }: Turn, end: number): number {
  return Math.max(latestConversion, addDuration(end, program.liveWithin) - end);
}
