/**
 * The only way to write to a person. A message passes through these forms: its options in a document, compiled once
 * here; a request (message-request.ts), which the contact policy evaluates; then the effect `SendMessage`
 * (make-message.ts), or a held message (held-request.ts), which becomes a request again when its hold ends.
 */

import { omitAbsent } from '../base/omit-absent.ts';
import type { MessageOptions } from '../model/documents/document-base.ts';
import type { ContactEntry } from '../model/held-message.ts';
import { compileDuration } from '../time/compile-duration.ts';
import { addDuration } from '../time/duration.ts';
import { addInitiatorTrace, type Initiator } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';
import { compileValue } from '../values/compile-value.ts';
import { evaluateMessage } from './evaluate-message.ts';
import { holdMessage } from './hold-message.ts';
import { type MadeMessage, makeMessage } from './make-message.ts';
import { type MessageRequest, type MessageResult, traceRequest } from './message-request.ts';

/**
 * Requests the message and leaves exactly one trace of it. `id`: of the message. `notBefore` (epoch ms): the local time
 * that a campaign requests.
 */
export type RequestMessage = (
  turn: Turn,
  initiator: Initiator,
  id: string,
  notBefore?: number,
) => MessageResult;

/** No message competes with one that is evaluated at once. */
const noneGranted: ReadonlySet<ContactEntry> = new Set();

/** Throws DocumentInvalidError naming `document` and the place below `path`. */
export function compileMessage(
  options: MessageOptions & { readonly template: string },
  path: string,
  document: string,
): RequestMessage {
  const { to, ifCapped = 'skip', ifQuiet } = options;
  const expiresAfter = compileDuration(options.expiresAfter, `${path}.expiresAfter`, document);
  const longestHold = compileDuration(options.maxHold, `${path}.maxHold`, document);
  const readScore = options.score === undefined ? undefined : compileValue(options.score);
  return (turn, initiator, id, notBefore) => {
    const { now, program } = turn;
    const template = program.templates.get(options.template);
    if (template === undefined) {
      addInitiatorTrace(turn, initiator, 'send', 'template_missing', { note: options.template });
      return 'dropped';
    }
    const score = readScore?.(turn, initiator.event);
    // Waiting for the requested local time does not count as a hold, nor towards the expiry.
    const start = Math.max(now, notBefore ?? now);
    const request = omitAbsent<MessageRequest>({
      id,
      initiator,
      template,
      cause: turn.id,
      requestedAt: now,
      deadline: addDuration(start, longestHold ?? program.policy.maxHold),
      expiresAt: expiresAfter === undefined ? undefined : addDuration(now, expiresAfter) + start - now,
      notBefore,
      priority: options.priority ?? initiator.priority,
      score: typeof score === 'number' ? score : 0,
      ifCapped,
      ifQuiet,
      to,
      from: options.from ?? initiator.senders?.from,
      replyTo: options.replyTo ?? initiator.senders?.replyTo,
      isCollected: false,
      wasHeld: false,
      confirms: undefined,
    });
    return settleRequest(turn, request, noneGranted).result;
  };
}

/**
 * Evaluates the contact policy, then sends, holds or drops the message. Leaves one trace. `granted`: contacts made
 * by higher-ranked messages that competed with this one.
 */
export function settleRequest(
  turn: Turn,
  request: MessageRequest,
  granted: ReadonlySet<ContactEntry>,
): MadeMessage {
  const answer = evaluateMessage(turn, request, granted);
  if (answer.kind === 'send') return makeMessage(turn, request, answer);
  if (answer.kind === 'hold') return { result: holdMessage(turn, request, answer) };
  traceRequest(turn, request, answer.reason, undefined, answer.limit);
  return { result: 'dropped' };
}
