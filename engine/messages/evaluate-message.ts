/** Evaluates the contact policy for one request, in its fixed order; docs/contact-policy.md explains it. */

import { hashToInteger } from '../base/hash.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import { findAddress, normalizeAddress } from '../channels/addresses.ts';
import { findReachable, selectDevices } from '../channels/devices.ts';
import type { ControlGroup } from '../model/documents/policy-document.ts';
import type { ContactEntry, HeldMessage } from '../model/held-message.ts';
import { readDrawId } from '../model/profile.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import type { MessageLimit } from '../model/timeline-entry.ts';
import { admitMessage, type Contact, isOfSeveral } from '../policy/admit.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { findPauseEnd } from '../policy/contact-preferences.ts';
import { evaluateQuietHours } from '../policy/evaluate-quiet-hours.ts';
import { type FoundZone, findZone } from '../policy/find-zone.ts';
import { listUsable } from '../policy/usable-addresses.ts';
import { addDuration } from '../time/duration.ts';
import type { Turn } from '../turn/turn.ts';
import { isLedgerFull } from './contact-ledger.ts';
import { findBlockingCap } from './find-blocking-cap.ts';
import type { AllowedMessage, MessageRequest, PolicyResult } from './message-request.ts';

/** `granted`: contacts made by higher-ranked messages that competed with this one. */
export function evaluateMessage(
  turn: Turn,
  request: MessageRequest,
  granted: ReadonlySet<ContactEntry>,
): PolicyResult {
  const { initiator, template, expiresAt, confirms } = request;
  const { channel, class: messageClass } = template.header;
  const { profile, program, now } = turn;
  if (expiresAt !== undefined && now > expiresAt) return drop('expired');
  if (
    initiator.instanceId !== undefined &&
    profile.recentExits.some(([instanceId]) => instanceId === initiator.instanceId)
  ) {
    return drop('left_journey');
  }
  const contact = { ...template.header, ...omitAbsent({ confirms }) };
  const raw = request.to ?? findAddress(profile, channel);
  const send = request.to === undefined ? choose(turn, contact) : undefined;
  if (typeof send === 'string') return drop(send);
  const reason = send === undefined ? admitMessage(profile, contact, raw, program.policy) : undefined;
  if (reason !== undefined) return drop(reason);
  const to = send?.to ?? (raw === undefined ? undefined : normalizeAddress(channel, raw));
  if (to === undefined) return drop('no_address');
  const allowed = send ?? { kind: 'send', to };
  if (messageClass === 'promotional') return evaluatePromotional(turn, request, allowed, granted);
  // A requested local time does not count as a hold.
  return evaluateSchedule(request, now) ?? allowed;
}

/** Undefined: the primary address decides. */
function choose(turn: Turn, contact: Contact): AllowedMessage | ReasonCode | undefined {
  const { channel, confirms } = contact;
  if (channel === 'push') return chooseDevices(turn, contact);
  // A confirmation is about the primary address.
  return confirms === undefined && isOfSeveral(channel, turn.program.policy.addresses)
    ? chooseAddress(turn, contact)
    : undefined;
}

/** The first of the person's addresses that may get the message, and the others that may; else what excludes the first. */
function chooseAddress(
  { profile, program }: Turn,
  contact: Contact,
): AllowedMessage | ReasonCode | undefined {
  const { usable, skipped, count } = listUsable(profile, contact, program.policy);
  const [to, ...others] = usable;
  if (to === undefined) return skipped[0];
  // What the person does with it counts, although it is the only one for now.
  const isByUse = program.policy.addresses?.[contact.channel] === 'last_used';
  const isChoice = others.length > 0 || (isByUse && count > 1);
  return {
    kind: 'send',
    to,
    ...omitAbsent({
      // Without the addresses: they are personal data.
      note: skipped.length > 0 ? `addresses skipped: ${skipped.join(', ')}` : undefined,
      alternatives: isChoice ? others : undefined,
    }),
  };
}

/** Those of the person's devices that may get the message and that the policy selects; undefined when there are none. */
function chooseDevices({ profile, program }: Turn, contact: Contact): AllowedMessage | undefined {
  const { policy } = program;
  const admitted = findReachable(profile).filter(
    ({ address }) => admitMessage(profile, contact, address, policy) === undefined,
  );
  const [to, ...devices] = selectDevices(admitted, policy.addresses?.push).map(({ address }) => address);
  if (to === undefined) return undefined;
  return { kind: 'send', to, ...omitAbsent({ devices: devices.length === 0 ? undefined : devices }) };
}

function evaluatePromotional(
  turn: Turn,
  request: MessageRequest,
  allowed: AllowedMessage,
  granted: ReadonlySet<ContactEntry>,
): PolicyResult {
  const { profile, program, now } = turn;
  const { policy } = program;
  const { controlGroup, timeZone } = policy;
  const pauseEnd = findPauseEnd(profile, policy, now);
  if (pauseEnd !== undefined) return drop('paused_by_person', { until: pauseEnd });
  if (controlGroup !== undefined && isInControlGroup(readDrawId(profile), controlGroup))
    return drop('control_group');

  let found: FoundZone | undefined;
  const findOnce = () => {
    found ??= findZone(profile, policy);
    return found;
  };
  if (timeZone?.unknown === 'drop' && !findOnce().isKnown) return drop('time_zone_unknown');

  const latest = Math.min(request.deadline, request.expiresAt ?? request.deadline);
  const zone = () => findOnce().zone;
  return (
    evaluateSchedule(request, now) ??
    evaluateQuiet(policy, request, allowed.to, now, latest, findOnce) ??
    evaluateCollection(turn, policy, request, latest) ??
    evaluateCaps(turn, policy, request, latest, zone, granted) ??
    allowed
  );
}

/**
 * The global control group gets nothing promotional, so that the effect of everything can be measured. The answer is the
 * same for a person under the same name, independent of the rest of the policy; a larger share keeps the people in it.
 */
function isInControlGroup(profileId: string, { percent, name = 'global' }: ControlGroup): boolean {
  return hashToInteger(`control/${name}/${profileId}`) < (percent / 100) * 2 ** 32;
}

/** Deadline and expiry count from that moment on. */
function evaluateSchedule({ notBefore }: MessageRequest, now: number): PolicyResult | undefined {
  return notBefore === undefined || notBefore <= now ? undefined : hold('scheduled', notBefore);
}

function evaluateQuiet(
  policy: CompiledPolicy,
  { ifQuiet, template }: MessageRequest,
  to: string,
  now: number,
  latest: number,
  zone: () => FoundZone,
): PolicyResult | undefined {
  const { channel } = template.header;
  const message = { channel, to, ...omitAbsent({ ifQuiet }) };
  const quiet = evaluateQuietHours(policy, message, now, latest, zone);
  if (quiet === undefined) return undefined;
  return quiet.kind === 'drop' ? drop('quiet_hours', quiet) : hold('held_quiet_hours', quiet.until);
}

/** The first one requested opens the window, for all of them. */
function evaluateCollection(
  { profile, now }: Turn,
  { window }: CompiledPolicy,
  { isCollected }: MessageRequest,
  latest: number,
): PolicyResult | undefined {
  if (window === undefined || isCollected || latest <= now) return undefined;
  // The messages of a window that is over are evaluated in this very turn, with all that joined it.
  const open = profile.held.find((held) => held.reason === 'collecting' && !isDueBeforeWindowEnd(held));
  const end = open?.until ?? addDuration(now, window);
  // A message whose deadline precedes the window's end is evaluated early, after higher-priority ones still being
  // collected.
  return hold('collecting', Math.min(end, latest));
}

/** Its own deadline ends its hold, so its hold does not give the end of the window. */
function isDueBeforeWindowEnd({ until, deadline, expiresAt = deadline }: HeldMessage): boolean {
  return until >= Math.min(deadline, expiresAt);
}

function evaluateCaps(
  turn: Turn,
  policy: CompiledPolicy,
  request: MessageRequest,
  latest: number,
  zone: () => string,
  granted: ReadonlySet<ContactEntry>,
): PolicyResult | undefined {
  const cap = findBlockingCap(turn, policy, request.template.header, request, zone, granted);
  if (cap === undefined) return isLedgerFull(turn) ? drop('profile_limit_reached') : undefined;
  const isWaiting = request.ifCapped === 'wait' && cap.until <= latest && cap.until > turn.now;
  return isWaiting ? hold('held_by_cap', cap.until, cap) : drop(cap.reason, cap);
}

function drop(reason: Extract<PolicyResult, { kind: 'drop' }>['reason'], limit?: MessageLimit): PolicyResult {
  return { kind: 'drop', reason, ...omitAbsent({ limit }) };
}

function hold(
  reason: Extract<PolicyResult, { kind: 'hold' }>['reason'],
  until: number,
  limit: MessageLimit = { until },
): PolicyResult {
  return { kind: 'hold', reason, until, limit };
}
