/** Messages whose hold is over are judged again: consent, caps, quiet hours, expiry. */
import type { Profile } from '../profile.ts';
import type { Turn } from '../turn.ts';
import type { MessageResult } from './message-intent.ts';

export interface SettledMessage {
  /** Instance of the journey that waited for it. */
  readonly entry: string;
  readonly result: Exclude<MessageResult, 'held'>;
}

/** By priority, then score, then age. Returns those that a journey waited for. */
export function releaseHeld(_turn: Turn): readonly SettledMessage[] {
  return [];
}

/** Earliest moment (epoch ms) at which a held message must be judged again. */
export function findHeldWake(_profile: Profile): number | undefined {
  return undefined;
}
