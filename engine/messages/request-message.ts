/** Asks the contact policy, and makes or holds the message if it says so: the one door for whoever writes to people. */

import { compilePolicy } from '../policy/compile-policy.ts';
import { addDuration } from '../time/duration.ts';
import { addInitiatorTrace, type Initiator } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';
import { evaluateMessage } from './evaluate-message.ts';
import { holdMessage } from './hold-message.ts';
import { makeMessage } from './make-message.ts';
import type { MessageIntent, MessageResult } from './message-intent.ts';
import { type MessageRequest, traceRequest } from './message-request.ts';

/** Nobody competes with a message that is judged at once. */
const noWinners = new Set<never>();

/** Leaves exactly one trace of it. */
export function requestMessage(turn: Turn, initiator: Initiator, intent: MessageIntent): MessageResult {
  const template = turn.program.templates.get(intent.template);
  if (template === undefined) {
    addInitiatorTrace(turn, initiator, 'send', 'template_missing', { note: intent.template });
    return 'dropped';
  }
  // Waiting for a local time that was asked for is no hold, and nobody waits for the message meanwhile.
  const start = Math.max(turn.now, intent.notBefore ?? turn.now);
  const expiresAt = intent.expiresAt === undefined ? undefined : intent.expiresAt + start - turn.now;
  const maxHold = intent.maxHold ?? compilePolicy(turn.program.policy).maxHold;
  const wish: MessageRequest = {
    initiator,
    template,
    intent: expiresAt === undefined ? intent : { ...intent, expiresAt },
    cause: turn.id,
    wantedAt: turn.now,
    deadline: addDuration(start, maxHold),
    isCollected: false,
    wasHeld: false,
  };
  const verdict = evaluateMessage(turn, wish, noWinners);
  if (verdict.kind === 'send') return makeMessage(turn, wish, verdict.to).result;
  if (verdict.kind === 'hold') return holdMessage(turn, wish, verdict);
  traceRequest(turn, wish, verdict.reason);
  return 'dropped';
}
