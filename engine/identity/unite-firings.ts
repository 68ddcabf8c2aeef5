/** What limits how often rules fire, and how often confirmations are asked for, of two profiles. */

import { isConfirmationRequest } from '../messages/confirmation-hours.ts';
import type { ComputedState, Profile } from '../model/profile.ts';
import { firedPrefix } from '../rules/fire-limit.ts';

type Firing = Profile['ruleFirings'][string];

/** A request for a confirmation has a moment in the place of the times: the later one counts. */
export function uniteFirings([times, last]: Firing, [more, later]: Firing, name: string): Firing {
  return [isConfirmationRequest(name) ? Math.max(times, more) : times + more, Math.max(last, later)];
}

/** The firings of both. The left state, if it is not one of firings. */
export function uniteWindows(id: string, left: ComputedState, right: ComputedState): ComputedState {
  if (!id.startsWith(firedPrefix)) return left;
  const window = [...(left.window ?? []), ...(right.window ?? [])];
  return { ...left, window: window.sort(([at], [other]) => at - other) };
}
