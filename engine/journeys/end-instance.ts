/** Ends an instance: the person reached an end step, or is removed before. */

import { omitAbsent } from '../base/omit-absent.ts';
import { DAY } from '../base/time-units.ts';
import type { JourneyPosition } from '../model/journey-position.ts';
import { maxLeft } from '../model/limits.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import { traceKey } from '../turn/initiator.ts';
import { addTrace, type Turn } from '../turn/turn.ts';
import type { CompiledJourney } from './compiled-journey.ts';
import { makeJourneyInitiator, removePosition } from './instance.ts';

/** As long as a message can be queued (4 days) and then be a dead letter that is moved back (14 days). */
const keptFor = 18 * DAY;

/** `note`: the reason that an end step states. */
export function endInstance(
  turn: Turn,
  journey: CompiledJourney,
  position: JourneyPosition,
  reason: ReasonCode,
  note?: string,
): void {
  const { step, version, key } = position;
  removePosition(turn, position.instanceId);
  const effectId = makeJourneyInitiator(turn.profile, journey, position).makeId('leave');
  turn.effects.push({
    kind: 'EmitEvent',
    id: effectId,
    profileId: turn.profile.id,
    name: 'Journey Left',
    properties: {
      journey: journey.id,
      reason,
      ...omitAbsent({ end: note }),
      step,
      version,
      ...omitAbsent({ key: journey.published.hidesKey ? undefined : key }),
    },
    occurredAt: Math.min(turn.at, turn.now),
  });
  const more = { effectId, step, version, ...omitAbsent({ note }), ...traceKey(key) };
  addTrace(turn, journey.origin, 'leave', reason, more);
}

/** Its held messages are dropped, and the sender suppresses those that are queued. */
export function removeInstance(
  turn: Turn,
  journey: CompiledJourney,
  position: JourneyPosition,
  reason: ReasonCode,
): void {
  endInstance(turn, journey, position, reason);
  dropHeldMessages(turn, position);
  const { now, profile } = turn;
  const recent = profile.recentExits.filter(([, at]) => at > now - keptFor);
  profile.recentExits = [...recent, [position.instanceId, now] as const].slice(-maxLeft);
}

export function dropHeldMessages(turn: Turn, { instanceId, version, key }: JourneyPosition): void {
  const { held } = turn.profile;
  if (!held.some((message) => message.instanceId === instanceId)) return;
  turn.profile.held = held.filter((message) => message.instanceId !== instanceId);
  turn.hasChanged = true;
  for (const message of held) {
    if (message.instanceId !== instanceId) continue;
    const channel = turn.program.templates.get(message.template)?.header.channel;
    const more = {
      effectId: message.id,
      note: message.template,
      version,
      ...omitAbsent({ channel }),
      ...traceKey(key),
    };
    addTrace(turn, message.origin, 'send', 'left_journey', more);
  }
}
