/** What time has made due in journeys, and the steps whose held messages were settled. */
import type { SettledMessage } from '../messages/release-held.ts';
import type { Profile } from '../profile.ts';
import type { Program } from '../program.ts';
import type { Turn } from '../turn.ts';

export function runDueSteps(_turn: Turn): void {}

/** Those who stood on the send step go on. */
export function settleMessages(_turn: Turn, _settled: readonly SettledMessage[]): void {}

/** Earliest moment (epoch ms) at which time alone changes something in the person's journeys. */
export function findJourneyWake(_profile: Profile, _program: Program): number | undefined {
  return undefined;
}
