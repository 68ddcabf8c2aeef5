/** Ends a decision: the next wake-up, the version, the outbox. */

import { earliest } from '../base/earliest.ts';
import { findJourneyWake } from '../journeys/run-timers.ts';
import { findHeldWake } from '../messages/release-held.ts';
import type { Decision } from '../model/decision.ts';
import type { Effect } from '../model/effects.ts';
import type { OutboxEntry } from '../model/profile.ts';
import type { TimelineEntry } from '../model/timeline-entry.ts';
import { findWake } from '../segments/find-wake.ts';
import { forgetUnknown } from './forget-unknown.ts';
import type { PendingDecision } from './pending-decision.ts';

export function finishDecision(pending: PendingDecision): Decision {
  const { given, profile, program, archive, effects, entries, duplicates, statements, consents } = pending;
  const { journeys, held } = profile;
  const hasTimers =
    journeys.length > 0 || held.length > 0 || given.journeys.length > 0 || given.held.length > 0;
  // Duplicates only: a wake-up or a mark from a newer program would skip that program's edits to people inside journeys.
  if (pending.hasTurned && (pending.isWakeStale || hasTimers)) renewWake(pending);
  const { missing, archived } = archive;
  const made = { effects, entries, duplicates, statements, consents, missing, archived };
  if (!pending.isChanged) return { profile: given, ...made, changed: false };
  if (profile.program !== program.version) {
    forgetUnknown(pending, program);
    profile.program = program.version;
  }
  profile.version = given.version + 1;
  profile.outbox = fillOutbox(effects, entries);
  return { profile, ...made, changed: true };
}

/** While no segment that depends on time was touched and none is due, the earliest moment stays the same. */
function renewWake(pending: PendingDecision): void {
  const { profile, program, now } = pending;
  const wakeAt = earliest(
    findWake(profile, program, now),
    earliest(findJourneyWake(profile, program), findHeldWake(profile)),
  );
  if (wakeAt === profile.wakeAt) return;
  if (wakeAt === undefined) delete profile.wakeAt;
  else profile.wakeAt = wakeAt;
  pending.isChanged = true;
}

/** Effects, and what of the entries must not be lost; an entry with a touchpoint alone needs no outbox. */
function fillOutbox(effects: readonly Effect[], entries: readonly TimelineEntry[]): readonly OutboxEntry[] {
  const outbox: OutboxEntry[] = [...effects];
  for (const [position, entry] of entries.entries()) {
    if (entry.traces.length === 0 && entry.previous === undefined) continue;
    const { touchpoint: _, ...rest } = entry;
    outbox.push({ kind: 'RecordEntry', entry: position === 0 ? rest : { ...rest, position } });
  }
  return outbox;
}
