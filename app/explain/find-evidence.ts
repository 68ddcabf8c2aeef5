/** The decisions that an explanation rests on. */
import type { TimelineEntry, Trace } from '../../engine/model/timeline-entry.ts';
import type { Evidence } from './explanation.ts';
import type { Known } from './known.ts';

/** Oldest first. */
export function findEvidence(known: Known, isWanted: (trace: Trace) => boolean): Evidence[] {
  return known.entries.flatMap((entry) =>
    entry.traces.filter(isWanted).map((trace) => ({ cause: toCause(entry), trace })),
  );
}

/** What became of a message is shown with the last decision on it, not with each time it was held. */
export function addOutcomes(known: Known, evidence: readonly Evidence[]): Evidence[] {
  return evidence.map((item, index) => {
    const { effectId } = item.trace;
    const isLast = !evidence.slice(index + 1).some(({ trace }) => trace.effectId === effectId);
    const message = effectId === undefined || !isLast ? undefined : known.messages.get(effectId);
    return message === undefined ? item : { ...item, message };
  });
}

/** Without the touchpoint: its content is in the timeline. */
function toCause({ touchpointId, name, source, occurredAt, receivedAt }: TimelineEntry): Evidence['cause'] {
  return { touchpointId, name, source, occurredAt, receivedAt };
}
