/** What stands in the way of one more promotional message: full caps, and room that is kept for others. */

import type { TemplateHeader } from '../compile/program.ts';
import type { ContactEntry, HeldMessage } from '../model/held-message.ts';
import { addDuration } from '../time/duration.ts';
import type { Turn } from '../turn/turn.ts';
import { type CompiledCap, countContacts, findRoom } from './caps.ts';
import type { CompiledPolicy } from './compile-policy.ts';

export interface BlockingCap {
  /** `outranked` when others took, or keep, the room that there would have been. */
  readonly reason: 'frequency_capped' | 'outranked';
  /** When to ask again (epoch ms). */
  readonly until: number;
}

/** Undefined = nothing does. `winners`: contacts made just now by messages that competed with this one. */
export function findBlockingCap(
  turn: Turn,
  policy: CompiledPolicy,
  header: TemplateHeader,
  { id, priority }: { readonly id: string; readonly priority: number },
  zone: () => string,
  winners: ReadonlySet<ContactEntry>,
): BlockingCap | undefined {
  const { profile, now } = turn;
  const caps = policy.caps.filter((cap) => cap.concerns(header));
  if (caps.length === 0) return undefined;
  const rivals = listRivals(turn, policy, priority).filter((held) => held.id !== id);
  const others = profile.contacts.filter((entry) => !winners.has(entry));
  let until: number | undefined;
  let isOutranked = true;
  for (const cap of caps) {
    const roomAt = findRoom(cap, profile.contacts, now, zone);
    if (roomAt !== undefined && findRoom(cap, others, now, zone) !== undefined) isOutranked = false;
    const at = roomAt ?? findReservation(turn, cap, header, rivals, zone);
    if (at !== undefined) until = Math.max(until ?? at, at);
  }
  return until === undefined ? undefined : { reason: isOutranked ? 'outranked' : 'frequency_capped', until };
}

/** Held messages above `priority` that are being collected, or due within the time for which room is kept. */
function listRivals(
  { profile, now }: Turn,
  { reserve }: CompiledPolicy,
  priority: number,
): readonly HeldMessage[] {
  const horizon = reserve === undefined ? now : addDuration(now, reserve);
  return profile.held.filter(
    (held) => held.priority > priority && (held.reason === 'collecting' || held.until <= horizon),
  );
}

/** When the last of those is due whose room one more message now would take; undefined = there is enough for all. */
function findReservation(
  { profile, program, now }: Turn,
  cap: CompiledCap,
  header: TemplateHeader,
  rivals: readonly HeldMessage[],
  zone: () => string,
): number | undefined {
  // A message that the cap does not count takes nobody's room.
  if (!cap.counts(header)) return undefined;
  const moments = rivals.flatMap(({ template, until }) => {
    const rival = program.templates.get(template)?.header;
    return rival !== undefined && cap.counts(rival) ? [Math.max(until, now)] : [];
  });
  let latest: number | undefined;
  for (const at of moments) {
    const after = cap.countsAfter(at, zone);
    if (now <= after) continue;
    const due = moments.filter((other) => other <= at && other > after).length;
    const isTaken = countContacts(cap, profile.contacts, at, zone) + due >= cap.limit;
    if (isTaken && (latest === undefined || at > latest)) latest = at;
  }
  return latest;
}
