/** Messages whose hold is over are evaluated again: consent, caps, quiet hours, expiry. */

import { earliest } from '../base/earliest.ts';
import type { ContactEntry, HeldMessage } from '../model/held-message.ts';
import type { Profile } from '../model/profile.ts';
import type { Turn } from '../turn/turn.ts';
import { isConfirmation } from './confirmation-hours.ts';
import { toRequest, traceHeld } from './held-request.ts';
import { compareRank, type MessageResult } from './message-request.ts';
import { releaseConfirmation } from './request-confirmation.ts';
import { settleRequest } from './request-message.ts';

export interface SettledMessage {
  /** Instance of the journey that waited for it. */
  readonly instanceId: string;
  readonly result: Exclude<MessageResult, 'held'>;
}

/** By priority, then score, then age. Returns those that a journey waited for. */
export function releaseHeld(turn: Turn): readonly SettledMessage[] {
  const due = turn.profile.held.filter(({ until }) => until <= turn.now);
  if (due.length === 0) return [];
  turn.profile.held = turn.profile.held.filter((held) => !due.includes(held));
  const settled: SettledMessage[] = [];
  const granted = new Set<ContactEntry>();
  due.sort((left, right) => compareRank(left, right) || left.requestedAt - right.requestedAt);
  for (const held of due) {
    const result = evaluateHeld(turn, held, granted);
    if (result !== 'held' && held.instanceId !== undefined)
      settled.push({ instanceId: held.instanceId, result });
  }
  return settled;
}

/** Earliest moment (epoch ms) at which a held message must be evaluated again. */
export function findHeldWake(profile: Profile): number | undefined {
  let wakeAt: number | undefined;
  for (const { until } of profile.held) wakeAt = earliest(wakeAt, until);
  return wakeAt;
}

function evaluateHeld(turn: Turn, held: HeldMessage, granted: Set<ContactEntry>): MessageResult {
  if (isConfirmation(held)) {
    releaseConfirmation(turn, held);
    return 'dropped';
  }
  const template = turn.program.templates.get(held.template);
  if (template === undefined || isCancelled(turn, held)) {
    traceHeld(turn, held, template === undefined ? 'template_missing' : 'campaign_cancelled');
    return 'dropped';
  }
  const { result, contact } = settleRequest(turn, toRequest(turn, held, template), granted);
  if (contact !== undefined) granted.add(contact);
  return result;
}

function isCancelled({ program }: Turn, { origin }: HeldMessage): boolean {
  const [kind, id] = origin.split(':');
  if (kind !== 'campaign' || id === undefined) return false;
  return (program.campaigns.get(id)?.status ?? 'archived') === 'archived';
}
