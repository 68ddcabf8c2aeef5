/** Messages whose hold is over are judged again: consent, caps, quiet hours, expiry. */

import type { ContactEntry, HeldMessage } from '../model/held-message.ts';
import type { Profile } from '../model/profile.ts';
import { earliest } from '../patterns/leaf-test.ts';
import type { Turn } from '../turn/turn.ts';
import { evaluateMessage } from './evaluate-message.ts';
import { holdMessage } from './hold-message.ts';
import { makeMessage } from './make-message.ts';
import type { MessageResult } from './message-intent.ts';
import { compareRank, traceRequest } from './message-request.ts';
import { readHeld, traceHeld } from './request-of-held.ts';

export interface SettledMessage {
  /** Instance of the journey that waited for it. */
  readonly instanceId: string;
  readonly result: Exclude<MessageResult, 'held'>;
}

/** By priority, then score, then age. Returns those that a journey waited for. */
export function releaseHeld(turn: Turn): readonly SettledMessage[] {
  const due = turn.profile.held.filter(({ until }) => until <= turn.now);
  if (due.length === 0) return [];
  turn.working.next.held = turn.profile.held.filter((held) => !due.includes(held));
  const settled: SettledMessage[] = [];
  const winners = new Set<ContactEntry>();
  due.sort((left, right) => compareRank(left, right) || left.wantedAt - right.wantedAt);
  for (const held of due) {
    const result = evaluateHeld(turn, held, winners);
    if (result !== 'held' && held.instanceId !== undefined)
      settled.push({ instanceId: held.instanceId, result });
  }
  return settled;
}

/** Earliest moment (epoch ms) at which a held message must be judged again. */
export function findHeldWake(profile: Profile): number | undefined {
  let wakeAt: number | undefined;
  for (const { until } of profile.held) wakeAt = earliest(wakeAt, until);
  return wakeAt;
}

function evaluateHeld(turn: Turn, held: HeldMessage, winners: Set<ContactEntry>): MessageResult {
  const template = turn.program.templates.get(held.template);
  const refused =
    template === undefined ? 'template_missing' : isCancelled(turn, held) ? 'campaign_cancelled' : undefined;
  if (template === undefined || refused !== undefined) {
    traceHeld(turn, held, refused ?? 'template_missing');
    return 'dropped';
  }
  const wish = readHeld(turn, held, template);
  const verdict = evaluateMessage(turn, wish, winners);
  if (verdict.kind === 'hold') return holdMessage(turn, wish, verdict);
  if (verdict.kind === 'drop') {
    traceRequest(turn, wish, verdict.reason);
    return 'dropped';
  }
  const { result, contact } = makeMessage(turn, wish, verdict.to);
  if (contact !== undefined) winners.add(contact);
  return result;
}

function isCancelled({ program }: Turn, { origin }: HeldMessage): boolean {
  const [kind, id] = origin.split(':');
  if (kind !== 'campaign' || id === undefined) return false;
  return (program.campaigns.get(id)?.status ?? 'archived') === 'archived';
}
