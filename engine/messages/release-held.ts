/** Messages whose hold is over are judged again: consent, caps, quiet hours, expiry. */
import { earliest } from '../patterns/leaf-test.ts';
import type { Profile } from '../profile.ts';
import type { Turn } from '../turn.ts';
import type { ContactEntry, HeldMessage } from './held-message.ts';
import { holdMessage } from './hold-message.ts';
import { judgeMessage } from './judge-message.ts';
import { makeMessage } from './make-message.ts';
import type { MessageResult } from './message-intent.ts';
import { compareRank, traceWish } from './wish.ts';
import { readHeld, traceHeld } from './wish-of-held.ts';

export interface SettledMessage {
  /** Instance of the journey that waited for it. */
  readonly entry: string;
  readonly result: Exclude<MessageResult, 'held'>;
}

/** By priority, then score, then age. Returns those that a journey waited for. */
export function releaseHeld(turn: Turn): readonly SettledMessage[] {
  const due = turn.profile.held.filter(({ until }) => until <= turn.now);
  if (due.length === 0) return [];
  turn.draft.next.held = turn.profile.held.filter((held) => !due.includes(held));
  const settled: SettledMessage[] = [];
  const winners = new Set<ContactEntry>();
  due.sort((left, right) => compareRank(left, right) || left.wantedAt - right.wantedAt);
  for (const held of due) {
    const result = judgeHeld(turn, held, winners);
    if (result !== 'held' && held.entry !== undefined) settled.push({ entry: held.entry, result });
  }
  return settled;
}

/** Earliest moment (epoch ms) at which a held message must be judged again. */
export function findHeldWake(profile: Profile): number | undefined {
  let wakeAt: number | undefined;
  for (const { until } of profile.held) wakeAt = earliest(wakeAt, until);
  return wakeAt;
}

function judgeHeld(turn: Turn, held: HeldMessage, winners: Set<ContactEntry>): MessageResult {
  const template = turn.program.templates.get(held.template);
  const refused =
    template === undefined ? 'template_missing' : isCancelled(turn, held) ? 'campaign_cancelled' : undefined;
  if (template === undefined || refused !== undefined) {
    traceHeld(turn, held, refused ?? 'template_missing');
    return 'dropped';
  }
  const wish = readHeld(turn, held, template);
  const verdict = judgeMessage(turn, wish, winners);
  if (verdict.kind === 'hold') return holdMessage(turn, wish, verdict);
  if (verdict.kind === 'drop') {
    traceWish(turn, wish, verdict.reason);
    return 'dropped';
  }
  const { result, contact } = makeMessage(turn, wish, verdict.to);
  if (contact !== undefined) winners.add(contact);
  return result;
}

function isCancelled({ program }: Turn, { subject }: HeldMessage): boolean {
  const [kind, id] = subject.split(':');
  if (kind !== 'campaign' || id === undefined) return false;
  return (program.campaigns.get(id)?.status ?? 'archived') === 'archived';
}
