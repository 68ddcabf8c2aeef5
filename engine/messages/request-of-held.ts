/** A held message as it was wanted: on whose behalf, with what it kept of the event. */

import { omitAbsent } from '../base/every-field.ts';
import type { CompiledTemplateHeader } from '../compile/program.ts';
import type { HeldMessage } from '../model/held-message.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import { addInitiatorTrace, type EventView, type Initiator } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';
import type { MessageIntent } from './message-intent.ts';
import type { MessageRequest } from './message-request.ts';

export function readHeld(turn: Turn, held: HeldMessage, template: CompiledTemplateHeader): MessageRequest {
  const initiator = findActor(turn, held);
  const { id, priority, score, ifCapped, cause, wantedAt, deadline } = held;
  return {
    initiator,
    template,
    intent: omitAbsent<MessageIntent>({
      id,
      template: held.template,
      priority,
      score,
      ifCapped,
      event: initiator.event,
      to: held.to,
      expiresAt: held.expiresAt,
      ifQuiet: held.ifQuiet,
      // The deadline says it.
      maxHold: undefined,
      // `until` has waited for it.
      notBefore: undefined,
    }),
    cause,
    wantedAt,
    deadline,
    isCollected: held.isCollected === true,
    wasHeld: true,
  };
}

/** Of a message that is not judged but dropped. */
export function traceHeld(turn: Turn, held: HeldMessage, reason: ReasonCode): void {
  const channel = turn.program.templates.get(held.template)?.header.channel;
  addInitiatorTrace(turn, findActor(turn, held), 'send', reason, {
    effectId: held.id,
    note: held.template,
    ...(channel === undefined ? {} : { channel }),
  });
}

function findActor(turn: Turn, { id, origin, priority, instanceId, event }: HeldMessage): Initiator {
  const position = turn.profile.journeys.find(
    (instance) => instanceId !== undefined && instance.instanceId === instanceId,
  );
  return {
    origin: origin,
    // Kept from an EventView by path: the same shape, less of it.
    event: event as EventView | undefined,
    priority,
    ...(instanceId === undefined ? {} : { instanceId: instanceId }),
    ...(position === undefined ? {} : { step: position.step, version: position.version }),
    ...(position?.key === undefined ? {} : { key: position.key }),
    makeId: () => id,
  };
}
