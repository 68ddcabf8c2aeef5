/** The contact policy's judgement of one message, in its fixed order; docs/contact-policy.md explains it. */

import { findAddress, normalizeAddress } from '../channels/addresses.ts';
import type { ContactEntry, HeldMessage } from '../model/held-message.ts';
import { admitMessage } from '../policy/admit.ts';
import { type CompiledPolicy, compilePolicy } from '../policy/compile-policy.ts';
import { isLedgerFull } from '../policy/contact-ledger.ts';
import { isInControlGroup } from '../policy/control-group.ts';
import { evaluateQuietHours } from '../policy/evaluate-quiet-hours.ts';
import { findBlockingCap } from '../policy/find-blocking-cap.ts';
import { type FoundZone, findZone } from '../policy/find-zone.ts';
import { addDuration } from '../time/duration.ts';
import type { Turn } from '../turn/turn.ts';
import type { MessageRequest, PolicyResult } from './message-request.ts';

/** `winners`: contacts made by higher-ranked messages that competed with this one. */
export function evaluateMessage(
  turn: Turn,
  wish: MessageRequest,
  winners: ReadonlySet<ContactEntry>,
): PolicyResult {
  const { intent, template, initiator } = wish;
  const { channel, class: messageClass } = template.header;
  const { profile, program, now } = turn;
  if (intent.expiresAt !== undefined && now > intent.expiresAt) return drop('expired');
  if (
    initiator.instanceId !== undefined &&
    profile.recentExits.some(([entry]) => entry === initiator.instanceId)
  ) {
    return drop('left_journey');
  }
  const raw = intent.to ?? findAddress(profile, channel);
  const refused = admitMessage(profile, template.header, raw, program.policy);
  if (refused !== undefined) return drop(refused);
  const to = raw === undefined ? undefined : normalizeAddress(channel, raw);
  if (to === undefined) return drop('no_address');
  if (messageClass === 'promotional') return evaluatePromotional(turn, wish, to, winners);
  // Asked for at a local time, it comes then: that is no hold by the policy.
  return evaluateSchedule(wish, now) ?? { kind: 'send', to };
}

function evaluatePromotional(
  turn: Turn,
  wish: MessageRequest,
  to: string,
  winners: ReadonlySet<ContactEntry>,
): PolicyResult {
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
    evaluateSchedule(wish, now) ??
    evaluateQuiet(policy, wish, now, latest, zone) ??
    evaluateCollection(turn, policy, wish, latest) ??
    evaluateCaps(turn, policy, wish, latest, zone, winners) ?? { kind: 'send', to }
  );
}

/** Deadline and expiry count from that moment on. */
function evaluateSchedule({ intent: { notBefore } }: MessageRequest, now: number): PolicyResult | undefined {
  return notBefore === undefined || notBefore <= now ? undefined : hold('scheduled', notBefore);
}

function evaluateQuiet(
  policy: CompiledPolicy,
  { intent: { ifQuiet }, template }: MessageRequest,
  now: number,
  latest: number,
  zone: () => string,
): PolicyResult | undefined {
  const { channel } = template.header;
  const message = ifQuiet === undefined ? { channel } : { channel, ifQuiet };
  const verdict = evaluateQuietHours(policy, message, now, latest, zone);
  if (verdict === undefined) return undefined;
  return verdict.kind === 'drop' ? drop('quiet_hours') : hold('held_quiet_hours', verdict.until);
}

/** The first one wanted opens the window, for all of them. */
function evaluateCollection(
  { profile, now }: Turn,
  { window }: CompiledPolicy,
  { isCollected }: MessageRequest,
  latest: number,
): PolicyResult | undefined {
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

function evaluateCaps(
  turn: Turn,
  policy: CompiledPolicy,
  { intent, template }: MessageRequest,
  latest: number,
  zone: () => string,
  winners: ReadonlySet<ContactEntry>,
): PolicyResult | undefined {
  const obstacle = findBlockingCap(turn, policy, template.header, intent, zone, winners);
  if (obstacle === undefined) return isLedgerFull(turn) ? drop('profile_limit_reached') : undefined;
  const isWaiting = intent.ifCapped === 'wait' && obstacle.until <= latest && obstacle.until > turn.now;
  return isWaiting ? hold('held_by_cap', obstacle.until) : drop(obstacle.reason);
}

function drop(reason: Extract<PolicyResult, { kind: 'drop' }>['reason']): PolicyResult {
  return { kind: 'drop', reason };
}

function hold(reason: Extract<PolicyResult, { kind: 'hold' }>['reason'], until: number): PolicyResult {
  return { kind: 'hold', reason, until };
}
