/** Folds one touchpoint into the profile, unless it was counted before. */

import { omitAbsent } from '../base/omit-absent.ts';
import { announceConsents, noteAnnounced } from '../facts/announce-consents.ts';
import { applyConsents } from '../facts/apply-consents.ts';
import { applyOutcome } from '../facts/apply-outcome.ts';
import { listAddressStatements, noteListed } from '../facts/list-address-statements.ts';
import { noteAnonymous } from '../facts/note-anonymous.ts';
import { noteSession } from '../facts/person-sessions.ts';
import { stateDevices } from '../facts/state-devices.ts';
import { applyStatedTraits } from '../facts/state-traits.ts';
import { updateComputed } from '../facts/update-computed.ts';
import { noteConversions } from '../messages/note-conversion.ts';
import type { TouchpointInput } from '../model/decision.ts';
import type { ProcessedEvent, Profile } from '../model/profile.ts';
import type { TimelineEntry } from '../model/timeline-entry.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { shiftByDuration } from '../time/duration.ts';
import { isDeviceReport } from '../touchpoint/read-device.ts';
import { isImported, isImportedHistory } from '../touchpoint/read-import.ts';
import { type Turn, touchField } from '../turn/turn.ts';
import { addSeen, findSeen, hashTouchpoint, isReused } from './dedup-window.ts';
import { noteIdentity } from './note-identity.ts';
import { type PendingDecision, runTurn, startTurn } from './pending-decision.ts';

/** `isReplayed`: it was counted before, by a profile that an undo divides; it triggers nothing, whatever its time. */
export function runTouchpoint(pending: PendingDecision, input: TouchpointInput, isReplayed = false): void {
  const { touchpoint } = input;
  const { profile, now, program } = pending;
  const hash = hashTouchpoint(touchpoint);
  const first = findCounted(pending, hash);
  if (first !== undefined) {
    pending.duplicates.push({ touchpoint, reused: isReused(first, hash), first });
    return;
  }
  const { occurredAt, receivedAt } = touchpoint;
  const window = addSeen(profile, [hash, occurredAt, receivedAt], now);
  profile.processedEvents = window.processedEvents;
  if (window.dropped.length > 0) pending.dropped.push(...window.dropped);
  if (window.dedupWatermark !== undefined) profile.dedupWatermark = window.dedupWatermark;
  pending.isChanged = true;
  const isLive =
    !isReplayed &&
    !isImportedHistory(touchpoint) &&
    occurredAt >= shiftByDuration(now, program.policy.liveWithin, -1);
  const cause = { id: touchpoint.id, idTime: receivedAt, at: occurredAt, isLive };
  const turn = startTurn(pending, cause, touchpoint);
  const before = noteAnnounced(profile);
  const listed = noteListed(profile);
  noteAnonymous(turn, touchpoint);
  const speaker = noteSession(turn, input);
  updateLastSeen(turn, touchpoint);
  noteIdentity(turn, input);
  const former = isImported(touchpoint) ? { ...profile.traits } : undefined;
  applyStatedTraits(turn, speaker);
  // Only people with accounts have a view, and those whose touchpoint names one.
  if (profile.accountView !== undefined) {
    const isUntrusted = speaker === 'stranger' && profile.userId !== undefined;
    profile.accountView.state({ ...turn, isUntrusted });
    touchField(turn, 'account');
  }
  pending.statements.push(...stateDevices(turn, input, speaker));
  const stated = applyConsents(turn, input);
  const denied = applyOutcome(turn, touchpoint);
  if (stated.length + denied.length > 0)
    pending.consents.push({ touchpoint, consents: [...stated, ...denied] });
  const announced = announceConsents(turn, before);
  noteConversions(turn, touchpoint);
  updateComputed(turn, touchpoint);
  runTurn(pending, turn, { before: before.addresses, announced });
  pending.statements.push(...listAddressStatements(turn, input, before.addresses, listed));
  pending.entries.push({
    profileId: profile.id,
    touchpointId: touchpoint.id,
    name: touchpoint.name,
    source: touchpoint.source,
    occurredAt,
    receivedAt,
    traces: turn.traces,
    touchpoint,
    ...(former && listReplaced(former, profile)),
  });
}

/** What an undo of the import needs. */
function listReplaced(
  former: Profile['traits'],
  { traits }: Pick<Profile, 'traits'>,
): Pick<TimelineEntry, 'previous'> {
  const replaced = Object.entries(former).filter(([name, stated]) => traits[name] !== stated);
  return omitAbsent({ previous: replaced.length === 0 ? undefined : Object.fromEntries(replaced) });
}

/** The touchpoint is not a duplicate. */
export function isFresh(pending: PendingDecision, touchpoint: Touchpoint): boolean {
  return findCounted(pending, hashTouchpoint(touchpoint)) === undefined;
}

function findCounted({ profile, dropped }: PendingDecision, hash: string): ProcessedEvent | undefined {
  return findSeen(profile.processedEvents, hash) ?? findSeen(dropped, hash);
}

function updateLastSeen(turn: Turn, touchpoint: Touchpoint): void {
  const { profile } = turn;
  // A report on a message or a row of a list of people says nothing about the person's presence.
  const isReport =
    isDeviceReport(touchpoint) ||
    (touchpoint.type === 'identify' && isImported(touchpoint)) ||
    (touchpoint.source === 'percorso' && touchpoint.context['origin'] === 'provider');
  if (!isReport && touchpoint.occurredAt > profile.lastSeenAt) {
    profile.lastSeenAt = touchpoint.occurredAt;
    touchField(turn, 'lastSeenAt');
  }
  // Identities never move between profiles, so the first user id is the person's own.
  if (profile.userId === undefined && touchpoint.userId !== undefined) {
    profile.userId = touchpoint.userId;
    touchField(turn, 'userId');
  }
}
