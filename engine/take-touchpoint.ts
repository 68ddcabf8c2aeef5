/** Folds one touchpoint into the profile, unless it was counted before. */
import { noteConversions } from './campaigns/note-conversion.ts';
import type { TouchpointInput } from './decision.ts';
import { noteIdentity } from './note-identity.ts';
import { shiftByDuration } from './patterns/duration.ts';
import { listAddresses, listAddressStatements } from './policy/address-statement.ts';
import { applyConsents } from './policy/apply-consents.ts';
import { applyOutcome } from './policy/apply-outcome.ts';
import type { SeenEntry } from './profile.ts';
import { type Progress, runTurn, startTurn } from './progress.ts';
import { addSeen, findSeen, hashTouchpoint, isReused } from './seen-window.ts';
import { applyStatedTraits } from './state-traits.ts';
import type { Touchpoint } from './touchpoint.ts';
import { updateComputed } from './traits/update-computed.ts';
import { type Turn, touchField } from './turn.ts';

export function takeTouchpoint(progress: Progress, input: TouchpointInput): void {
  const { touchpoint } = input;
  const { draft, now, program } = progress;
  const profile = draft.next;
  const hash = hashTouchpoint(touchpoint);
  const first = findCounted(progress, hash);
  if (first !== undefined) {
    progress.duplicates.push({ touchpoint, reused: isReused(first, hash), first });
    return;
  }
  const { occurredAt, receivedAt } = touchpoint;
  const window = addSeen(profile, [hash, occurredAt, receivedAt], now);
  profile.seen = window.seen;
  if (window.dropped.length > 0) progress.dropped.push(...window.dropped);
  if (window.seenFloor !== undefined) profile.seenFloor = window.seenFloor;
  progress.isChanged = true;
  const isLive = occurredAt >= shiftByDuration(now, program.liveWithin, -1);
  const cause = { id: touchpoint.id, idTime: receivedAt, at: occurredAt, isLive };
  const turn = startTurn(progress, cause, touchpoint);
  const addresses = listAddresses(profile);
  noteContact(turn, touchpoint);
  noteIdentity(turn, input);
  applyConsents(turn, touchpoint);
  applyOutcome(turn, touchpoint);
  noteConversions(turn, touchpoint);
  applyStatedTraits(turn);
  updateComputed(turn, touchpoint);
  runTurn(progress, turn);
  progress.statements.push(...listAddressStatements(turn, input, addresses));
  progress.entries.push({
    profileId: profile.id,
    touchpointId: touchpoint.id,
    name: touchpoint.name,
    source: touchpoint.source,
    occurredAt,
    receivedAt,
    traces: turn.traces,
    touchpoint,
  });
}

/** Not a repeat of one that was taken before. */
export function isFresh(progress: Progress, touchpoint: Touchpoint): boolean {
  return findCounted(progress, hashTouchpoint(touchpoint)) === undefined;
}

function findCounted({ draft, dropped }: Progress, hash: string): SeenEntry | undefined {
  return findSeen(draft.next.seen, hash) ?? findSeen(dropped, hash);
}

function noteContact(turn: Turn, touchpoint: Touchpoint): void {
  const profile = turn.draft.next;
  if (touchpoint.occurredAt > profile.lastSeenAt) {
    profile.lastSeenAt = touchpoint.occurredAt;
    touchField(turn, 'lastSeenAt');
  }
  // Identities never move between profiles, so the first user id is the person's own.
  if (profile.userId === undefined && touchpoint.userId !== undefined) {
    profile.userId = touchpoint.userId;
    touchField(turn, 'userId');
  }
}
