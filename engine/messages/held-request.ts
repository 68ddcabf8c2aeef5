/** A request as it is held in the profile, and a held message as a request again: the two directions of one mapping. */

import type { JsonObject } from '../base/json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { HeldMessage } from '../model/held-message.ts';
import type { HoldReason, ReasonCode } from '../model/reason-codes.ts';
import type { CompiledTemplate } from '../turn/definitions.ts';
import { addInitiatorTrace, type EventView, type Initiator } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';
import type { MessageRequest } from './message-request.ts';

/** `event`: what the template needs of the initiator's. `until` in epoch ms. */
export function toHeld(
  request: MessageRequest,
  event: JsonObject | undefined,
  reason: HoldReason,
  until: number,
): HeldMessage {
  const { initiator, template } = request;
  const isCollected = request.isCollected || reason === 'collecting';
  return omitAbsent<HeldMessage>({
    id: request.id,
    origin: initiator.origin,
    template: template.header.id,
    cause: request.cause,
    requestedAt: request.requestedAt,
    reason,
    until,
    deadline: request.deadline,
    priority: request.priority,
    score: request.score,
    ifCapped: request.ifCapped,
    isCollected: isCollected || undefined,
    expiresAt: request.expiresAt,
    ifQuiet: request.ifQuiet,
    to: request.to,
    from: request.from,
    replyTo: request.replyTo,
    instanceId: initiator.instanceId,
    event,
  });
}

/** The original request: for the same initiator, with the kept values of its event. */
export function toRequest(turn: Turn, held: HeldMessage, template: CompiledTemplate): MessageRequest {
  return omitAbsent<MessageRequest>({
    id: held.id,
    initiator: findInitiator(turn, held),
    template,
    cause: held.cause,
    requestedAt: held.requestedAt,
    deadline: held.deadline,
    expiresAt: held.expiresAt,
    // The hold has already waited for it.
    notBefore: undefined,
    priority: held.priority,
    score: held.score,
    ifCapped: held.ifCapped,
    ifQuiet: held.ifQuiet,
    to: held.to,
    from: held.from,
    replyTo: held.replyTo,
    isCollected: held.isCollected === true,
    wasHeld: true,
    confirms: undefined,
  });
}

/** The trace of a held message that is dropped without being evaluated. */
export function traceHeld(turn: Turn, held: HeldMessage, reason: ReasonCode): void {
  const channel = turn.program.templates.get(held.template)?.header.channel;
  addInitiatorTrace(turn, findInitiator(turn, held), 'send', reason, {
    effectId: held.id,
    note: held.template,
    ...omitAbsent({ channel }),
  });
}

function findInitiator(turn: Turn, { id, origin, priority, instanceId, event }: HeldMessage): Initiator {
  const position =
    instanceId === undefined
      ? undefined
      : turn.profile.journeys.find((instance) => instance.instanceId === instanceId);
  return {
    origin,
    // Kept from an EventView by path: the same shape with fewer values.
    event: event as EventView | undefined,
    priority,
    ...omitAbsent({ instanceId }),
    ...(position === undefined ? {} : { step: position.step, version: position.version }),
    ...omitAbsent({ key: position?.key }),
    makeId: () => id,
  };
}
