/** What blocks one more promotional message: full caps, and allowance that is reserved for other messages. */

import type { ContactEntry, HeldMessage } from '../model/held-message.ts';
import type { TemplateHeader } from '../model/program-snapshot.ts';
import type { CapState } from '../model/timeline-entry.ts';
import { type CompiledCap, countContacts, findNextAllowed } from '../policy/caps.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { listCaps } from '../policy/contact-preferences.ts';
import { addDuration } from '../time/duration.ts';
import type { Turn } from '../turn/turn.ts';
import { isConfirmation } from './confirmation-hours.ts';

export interface BlockingCap {
  /** `outranked` when other messages used, or reserve, the allowance that was left. */
  readonly reason: 'frequency_capped' | 'outranked';
  /** When to evaluate again (epoch ms). */
  readonly until: number;
  /** The one that opens last. */
  readonly cap: CapState;
}

/** Undefined = nothing blocks it. `granted`: contacts made just now by messages that competed with this one. */
export function findBlockingCap(
  turn: Turn,
  policy: CompiledPolicy,
  header: TemplateHeader,
  { id, priority }: { readonly id: string; readonly priority: number },
  zone: () => string,
  granted: ReadonlySet<ContactEntry>,
): BlockingCap | undefined {
  const { profile, now } = turn;
  const caps = listCaps(profile, policy).filter((cap) => cap.concerns(header));
  if (caps.length === 0) return undefined;
  const competing = listCompeting(turn, policy, priority).filter((held) => held.id !== id);
  const others = profile.contacts.filter((entry) => !granted.has(entry));
  let last: Omit<BlockingCap, 'reason'> | undefined;
  let isOutranked = true;
  for (const cap of caps) {
    const allowedAt = findNextAllowed(cap, profile.contacts, now, zone);
    if (allowedAt !== undefined && findNextAllowed(cap, others, now, zone) !== undefined) isOutranked = false;
    const at = allowedAt ?? findReservation(turn, cap, header, competing, zone);
    if (at === undefined || (last !== undefined && last.until >= at)) continue;
    last = { until: at, cap: { ...cap.source, used: countContacts(cap, profile.contacts, now, zone) } };
  }
  return last === undefined ? undefined : { reason: isOutranked ? 'outranked' : 'frequency_capped', ...last };
}

/** Held messages above `priority` that are being collected, or due within the time for which allowance is reserved. */
function listCompeting(
  { profile, now }: Turn,
  { reserve }: CompiledPolicy,
  priority: number,
): readonly HeldMessage[] {
  const horizon = reserve === undefined ? now : addDuration(now, reserve);
  return profile.held.filter(
    (held) =>
      held.priority > priority &&
      (held.reason === 'collecting' || held.until <= horizon) &&
      // No cap counts it.
      !isConfirmation(held),
  );
}

/**
 * When the last of `competing` is due whose allowance one more message now would use; undefined = there is enough for
 * all.
 */
function findReservation(
  { profile, program, now }: Turn,
  cap: CompiledCap,
  header: TemplateHeader,
  competing: readonly HeldMessage[],
  zone: () => string,
): number | undefined {
  // A message that the cap does not count uses none of its allowance.
  if (!cap.counts(header)) return undefined;
  const moments = competing.flatMap(({ template, until }) => {
    const other = program.templates.get(template)?.header;
    return other !== undefined && cap.counts(other) ? [Math.max(until, now)] : [];
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
