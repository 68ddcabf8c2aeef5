/** The end of a run: outcomes go out as events, then the run is counted. Counted means reported: the order matters. */

import type { JsonObject } from '../../engine/base/json.ts';
import { formatUtcDay } from '../../engine/base/time-units.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import { addMeasures, type Counts, measureMessage } from '../../engine/model/measures.ts';
import type { EventBus } from '../ports/ports.ts';
import { sendAll } from '../runtime/send-in-calls.ts';
import type { SendingRun, SettledDelivery } from './sending.ts';

/** The bus left events out twice in a row. */
export class OutcomesUnreportedError extends Error {
  readonly code = 'outcomes_unreported';
  constructor(count: number) {
    super(
      `The event bus did not take ${count} outcomes. The messages are delivered again and reported then.`,
    );
    this.name = 'OutcomesUnreportedError';
  }
}

/** Throws when not all of it went through: then nothing is counted, and every record has to come again. */
export async function concludeRun(
  settled: readonly SettledDelivery[],
  events: EventBus,
  run: SendingRun,
): Promise<void> {
  const counted = settled.filter(({ effect }) => effect.kind !== 'SendMessage' || effect.isTest !== true);
  // 5 report: ids are deterministic, so a repeat counts once
  await sendAll(
    counted.flatMap(describeOutcome),
    (outcomes) => events.put(outcomes),
    (count) => new OutcomesUnreportedError(count),
  );
  // 6 count: one immutable batch per day (two around midnight)
  for (const [day, counts] of countByDay(counted)) {
    await run.statistics.put({ batch: run.batch, day, counts });
  }
}

/** Email that was accepted is reported by SES itself; what is unknown is only counted, for nobody knows. */
function describeOutcome({ effect, state, reason, at, fault, note }: SettledDelivery): EmitEvent[] {
  const name = chooseName(effect, state);
  if (name === undefined) return [];
  const properties: JsonObject = {
    message: effect.id,
    origin: effect.origin,
    ...(effect.kind === 'SendMessage'
      ? { channel: effect.channel, template: effect.template }
      : { channel: 'webhook' }),
    ...(reason === undefined ? {} : { reason }),
    ...(note === undefined ? {} : { note }),
    // Which address was at fault: the person may have another by the time this is read.
    ...(fault === undefined ? {} : { fault }),
    ...(fault === 'address' && effect.kind === 'SendMessage' ? { address: effect.to } : {}),
  };
  const { profileId } = effect;
  return [{ kind: 'EmitEvent', id: `${effect.id}:${state}`, profileId, name, properties, occurredAt: at }];
}

function chooseName(effect: SettledDelivery['effect'], state: SettledDelivery['state']): string | undefined {
  if (effect.kind === 'CallWebhook') return state === 'failed' ? 'Webhook Failed' : undefined;
  if (state === 'failed') return 'Message Failed';
  if (state === 'suppressed') return 'Message Suppressed';
  const isReported = channelDefinitions[effect.channel].isSentReported;
  return state === 'sent' && !isReported ? 'Message Sent' : undefined;
}

function countByDay(settled: readonly SettledDelivery[]): ReadonlyMap<string, Counts> {
  const days = new Map<string, Counts>();
  for (const { effect, state, reason, at } of settled) {
    const counts = days.get(formatUtcDay(at)) ?? {};
    days.set(formatUtcDay(at), counts);
    const channel = effect.kind === 'SendMessage' ? effect.channel : 'webhook';
    addMeasures(counts, effect.origin, measureMessage(channel, state, reason));
  }
  return days;
}
