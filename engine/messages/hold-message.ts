/** Keeps a message in the profile until it is evaluated again. */

import type { JsonObject } from '../base/json.ts';
import { measureJson } from '../base/measure-json.ts';
import type { Turn } from '../turn/turn.ts';
import { collectVariables } from './collect-variables.ts';
import { toHeld, traceHeld } from './held-request.ts';
import { compareRank, type MessageRequest, type PolicyResult, traceRequest } from './message-request.ts';

/** Held messages of one person. */
export const maxHeld = 32;
/** Characters of the event's values that are kept with one: 32 of them stay below a third of an item. */
export const maxHeldEventLength = 4096;

/** Leaves one trace; a second one when a message of lower rank had to give way. */
export function holdMessage(
  turn: Turn,
  request: MessageRequest,
  { reason, until, limit }: Extract<PolicyResult, { kind: 'hold' }>,
): 'held' | 'dropped' {
  const event = keepEvent(turn, request);
  if (event !== undefined && measureJson(event) > maxHeldEventLength) {
    traceRequest(
      turn,
      request,
      'invalid_value',
      `too large to be held: over ${maxHeldEventLength} characters`,
    );
    return 'dropped';
  }
  if (!makePlace(turn, request)) {
    traceRequest(turn, request, 'profile_limit_reached', `${maxHeld} messages are held`);
    return 'dropped';
  }
  const held = toHeld(request, event, reason, until);
  turn.profile.held = [...turn.profile.held, held];
  traceRequest(turn, { ...request, wasHeld: true }, reason, undefined, limit);
  return 'held';
}

/** Only what the template needs; the locale too, where the event decides it. */
function keepEvent(turn: Turn, { initiator: { event }, template }: MessageRequest): JsonObject | undefined {
  if (event === undefined) return undefined;
  const paths = template.variables.filter(([root]) => root === 'event');
  if (template.header.locales.length > 0 || template.header.isFormatted)
    paths.push(['event', 'context', 'locale']);
  const kept = collectVariables(turn, event, paths)['event'];
  return kept === null || typeof kept !== 'object' || Array.isArray(kept) ? undefined : kept;
}

/**
 * When the limit is reached, the lowest one gives way to one of higher rank. A message that a journey waits for is kept:
 * the limit of instances is lower than that of held messages, so there is always another.
 */
function makePlace(turn: Turn, request: MessageRequest): boolean {
  const { held } = turn.profile;
  if (held.length < maxHeld) return true;
  const candidates = held.filter(({ instanceId }) => instanceId === undefined);
  // Among equals, the youngest gives way.
  const [lowest] = candidates.toReversed().sort((left, right) => compareRank(right, left));
  if (lowest === undefined || compareRank(request, lowest) >= 0) return false;
  turn.profile.held = held.filter((other) => other !== lowest);
  traceHeld(turn, lowest, 'outranked');
  return true;
}
