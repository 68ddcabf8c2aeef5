/** Ends a decision: the next wake-up, the version, the outbox. */
import type { Decision, TimelineEntry } from './decision.ts';
import type { Effect } from './effects.ts';
import { forgetUnknown } from './forget-unknown.ts';
import { findJourneyWake } from './journeys/run-due-steps.ts';
import { findHeldWake } from './messages/release-held.ts';
import { earliest } from './patterns/leaf-test.ts';
import type { OutboxEntry } from './profile.ts';
import type { Progress } from './progress.ts';
import { findWake } from './segments/find-wake.ts';

export function finishDecision(progress: Progress): Decision {
  const { draft, program, effects, entries, duplicates, statements } = progress;
  const profile = draft.next;
  const { journeys, held } = draft.next;
  const hasTimers =
    journeys.length > 0 || held.length > 0 || draft.given.journeys.length > 0 || draft.given.held.length > 0;
  // Repeats alone: to time or mark the profile by a newer program would skip what that program does to those inside.
  if (progress.hasTurned && (progress.isWakeStale || hasTimers)) renewWake(progress);
  const { missing, archived } = draft.archive;
  const made = { effects, entries, duplicates, statements, missing, archived };
  if (!progress.isChanged) return { profile: draft.given, ...made, changed: false };
  if (profile.program !== program.version) {
    forgetUnknown(draft, program);
    profile.program = program.version;
  }
  profile.version = draft.given.version + 1;
  profile.outbox = fillOutbox(effects, entries);
  return { profile, ...made, changed: true };
}

/** While no segment that depends on time was touched and none is due, the earliest moment stands. */
function renewWake(progress: Progress): void {
  const { draft, program, now } = progress;
  const wakeAt = earliest(
    findWake(draft.next, program, now),
    earliest(findJourneyWake(draft.next, program), findHeldWake(draft.next)),
  );
  if (wakeAt === draft.next.wakeAt) return;
  if (wakeAt === undefined) delete draft.next.wakeAt;
  else draft.next.wakeAt = wakeAt;
  progress.isChanged = true;
}

/** Effects, and the traces that must not be lost; an entry without traces needs no outbox. */
function fillOutbox(effects: readonly Effect[], entries: readonly TimelineEntry[]): readonly OutboxEntry[] {
  const outbox: OutboxEntry[] = [...effects];
  for (const [position, entry] of entries.entries()) {
    if (entry.traces.length === 0) continue;
    const { touchpoint: _, ...rest } = entry;
    outbox.push({ kind: 'RecordEntry', entry: position === 0 ? rest : { ...rest, position } });
  }
  return outbox;
}
