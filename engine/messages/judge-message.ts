/** The contact policy's judgement of one message, in its fixed order; docs/contact-policy.md explains it. */

import { addDuration } from '../patterns/duration.ts';
import { findAddress, normalizeAddress } from '../policy/addresses.ts';
import { admitMessage } from '../policy/admit.ts';
import { type CompiledPolicy, compilePolicy } from '../policy/compile-policy.ts';
import { isInControlGroup } from '../policy/control-group.ts';
import { findObstacle } from '../policy/find-obstacle.ts';
import { judgeQuietHours } from '../policy/judge-quiet-hours.ts';
import { isLedgerFull } from '../policy/note-contact.ts';
import { type FoundZone, findZone } from '../time/find-zone.ts';
import type { Turn } from '../turn.ts';
import type { ContactEntry, HeldMessage } from './held-message.ts';
import type { Verdict, Wish } from './wish.ts';

/** `winners`: contacts made by higher-ranked messages that competed with this one. */
export function judgeMessage(turn: Turn, wish: Wish, winners: ReadonlySet<ContactEntry>): Verdict {
  const { intent, template, actor } = wish;
  const { channel, class: messageClass } = template.header;
  const { profile, program, now } = turn;
  if (intent.expiresAt !== undefined && now > intent.expiresAt) return drop('expired');
  if (actor.entry !== undefined && profile.left.some(([entry]) => entry === actor.entry)) {
    return drop('left_journey');
  }
  const raw = intent.to ?? findAddress(profile, channel);
  const refused = admitMessage(profile, template.header, raw, program.policy);
  if (refused !== undefined) return drop(refused);
  const to = raw === undefined ? undefined : normalizeAddress(channel, raw);
  if (to === undefined) return drop('no_address');
  if (messageClass === 'promotional') return judgePromotional(turn, wish, to, winners);
  // Asked for at a local time, it comes then: that is no hold by the policy.
  return judgeSchedule(wish, now) ?? { kind: 'send', to };
}

function judgePromotional(turn: Turn, wish: Wish, to: string, winners: ReadonlySet<ContactEntry>): Verdict {
  const { profile, program, now } = turn;
  const { intent } = wish;
  const policy = compilePolicy(program.policy);
  const { controlGroup, timeZone } = policy.document;
  if (controlGroup !== undefined && isInControlGroup(profile.id, controlGroup)) return drop('control_group');

  let found: FoundZone | undefined;
  const findOnce = () => {
    found ??= findZone(profile, policy.document);
    return found;
  };
  if (timeZone?.unknown === 'drop' && !findOnce().isKnown) return drop('time_zone_unknown');

  const latest = Math.min(wish.deadline, intent.expiresAt ?? wish.deadline);
  const zone = () => findOnce().zone;
  return (
    judgeSchedule(wish, now) ??
    judgeQuiet(policy, wish, now, latest, zone) ??
    judgeCollection(turn, policy, wish, latest) ??
    judgeCaps(turn, policy, wish, latest, zone, winners) ?? { kind: 'send', to }
  );
}

/** Deadline and expiry count from that moment on. */
function judgeSchedule({ intent: { notBefore } }: Wish, now: number): Verdict | undefined {
  return notBefore === undefined || notBefore <= now ? undefined : hold('scheduled', notBefore);
}

function judgeQuiet(
  policy: CompiledPolicy,
  { intent: { ifQuiet }, template }: Wish,
  now: number,
  latest: number,
  zone: () => string,
): Verdict | undefined {
  const { channel } = template.header;
  const message = ifQuiet === undefined ? { channel } : { channel, ifQuiet };
  const verdict = judgeQuietHours(policy, message, now, latest, zone);
  if (verdict === undefined) return undefined;
  return verdict.kind === 'drop' ? drop('quiet_hours') : hold('held_quiet_hours', verdict.until);
}

/** The first one wanted opens the window, for all of them. */
function judgeCollection(
  { profile, now }: Turn,
  { window }: CompiledPolicy,
  { isCollected }: Wish,
  latest: number,
): Verdict | undefined {
  if (window === undefined || isCollected || latest <= now) return undefined;
  // A window that is over is judged in this very turn, with all that joined it.
  const open = profile.held.find((held) => held.reason === 'collecting' && !isImpatient(held));
  const end = open?.until ?? addDuration(now, window);
  // What cannot wait so long is judged earlier, with those above it that are still being collected in its way.
  return hold('collecting', Math.min(end, latest));
}

/** It leaves the window before its end, which is therefore not known from it. */
function isImpatient({ until, deadline, expiresAt = deadline }: HeldMessage): boolean {
  return until >= Math.min(deadline, expiresAt);
}

function judgeCaps(
  turn: Turn,
  policy: CompiledPolicy,
  { intent, template }: Wish,
  latest: number,
  zone: () => string,
  winners: ReadonlySet<ContactEntry>,
): Verdict | undefined {
  const obstacle = findObstacle(turn, policy, template.header, intent, zone, winners);
  if (obstacle === undefined) return isLedgerFull(turn) ? drop('profile_full') : undefined;
  const isWaiting = intent.ifCapped === 'wait' && obstacle.until <= latest && obstacle.until > turn.now;
  return isWaiting ? hold('held_for_room', obstacle.until) : drop(obstacle.reason);
}

function drop(reason: Extract<Verdict, { kind: 'drop' }>['reason']): Verdict {
  return { kind: 'drop', reason };
}

function hold(reason: Extract<Verdict, { kind: 'hold' }>['reason'], until: number): Verdict {
  return { kind: 'hold', reason, until };
}
