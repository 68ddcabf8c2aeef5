/** A held message as it was wanted: on whose behalf, with what it kept of the event. */
import { type Actor, addActorTrace, type EventView } from '../actions/actor.ts';
import type { ReasonCode } from '../decision.ts';
import { omitAbsent } from '../every-field.ts';
import type { CompiledTemplateHeader } from '../program.ts';
import type { Turn } from '../turn.ts';
import type { HeldMessage } from './held-message.ts';
import type { MessageIntent } from './message-intent.ts';
import type { Wish } from './wish.ts';

export function readHeld(turn: Turn, held: HeldMessage, template: CompiledTemplateHeader): Wish {
  const actor = findActor(turn, held);
  const { id, priority, score, ifCapped, cause, wantedAt, deadline } = held;
  return {
    actor,
    template,
    intent: omitAbsent<MessageIntent>({
      id,
      template: held.template,
      priority,
      score,
      ifCapped,
      event: actor.event,
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
  addActorTrace(turn, findActor(turn, held), 'send', reason, {
    effectId: held.id,
    note: held.template,
    ...(channel === undefined ? {} : { channel }),
  });
}

function findActor(turn: Turn, { id, subject, priority, entry, event }: HeldMessage): Actor {
  const position = turn.profile.journeys.find((instance) => entry !== undefined && instance.entry === entry);
  return {
    subject,
    // Kept from an EventView by path: the same shape, less of it.
    event: event as EventView | undefined,
    priority,
    ...(entry === undefined ? {} : { entry }),
    ...(position === undefined ? {} : { step: position.step, version: position.version }),
    ...(position?.key === undefined ? {} : { key: position.key }),
    makeId: () => id,
  };
}
