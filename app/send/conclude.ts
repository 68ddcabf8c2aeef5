/** The end of an invocation: outcomes go out as events, then it is counted. What is counted must be reported. */

import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { formatUtcDay } from '../../engine/base/time-units.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import { addStreams, type StreamCounts } from '../../engine/channels/email-streams.ts';
import type { SmsBill } from '../../engine/channels/sms-prices.ts';
import type { EmitEvent, SendMessage } from '../../engine/model/effects.ts';
import {
  addMeasures,
  type Counts,
  type DimensionValues,
  describeMoment,
  measureDimensions,
  measureMessage,
  smsMeasures,
} from '../../engine/model/measures.ts';
import type { EventBus } from '../ports/event-bus.ts';
import { sendAll } from '../runtime/send-in-calls.ts';
import { describeMoved } from './devices/check-devices.ts';
import { reportDevices } from './devices/report-devices.ts';
import type { SendingRun, SettledDelivery } from './sending.ts';

/** The bus did not accept events twice in a row. */
export class OutcomesUnreportedError extends Error {
  readonly code = 'outcomes_unreported';
  constructor(count: number) {
    super(
      `The event bus did not accept ${count} outcomes. Their messages are delivered again and reported then.`,
    );
    this.name = 'OutcomesUnreportedError';
  }
}

/** Throws when a call fails: then nothing is counted, and every record must be retried. */
export async function concludeRun(
  settled: readonly SettledDelivery[],
  events: EventBus,
  run: SendingRun,
): Promise<void> {
  const real = settled.filter(({ effect }) => effect.kind !== 'SendMessage' || effect.isTest !== true);
  // The message whose further devices are tried again is counted.
  const counted = real.filter(({ effect }) => effect.kind !== 'SendMessage' || effect.restOf === undefined);
  // 5 report: ids are deterministic, so a repeat counts once
  await sendAll(
    [
      ...counted.flatMap(describeOutcome),
      ...(await reportDevices(real, run)),
      ...real.flatMap(describeMoves),
    ],
    (outcomes) => events.put(outcomes),
    (count) => new OutcomesUnreportedError(count),
  );
  // 6 count: one immutable batch per day (two around midnight)
  const days = Map.groupBy(counted, ({ at }) => formatUtcDay(at));
  for (const [day, members] of days) {
    const { batch } = run;
    const streams = countStreams(members);
    await run.statistics.put({ batch, day, counts: countOutcomes(members), ...omitAbsent({ streams }) });
  }
}

function describeMoves({ effect, moved = [] }: SettledDelivery): readonly EmitEvent[] {
  return effect.kind === 'SendMessage' ? describeMoved(effect, moved) : [];
}

/** SES itself reports accepted email. An unknown outcome is counted and not reported. */
function describeOutcome({ effect, state, reason, at, fault, note }: SettledDelivery): EmitEvent[] {
  const name = chooseName(effect, state);
  if (name === undefined) return [];
  // A push has several addresses, each with a report of its own (report-devices.ts).
  const isPush = effect.kind === 'SendMessage' && effect.channel === 'push';
  const properties: JsonObject = {
    message: effect.id,
    origin: effect.origin,
    ...(effect.kind === 'SendMessage'
      ? { channel: effect.channel, template: effect.template }
      : { channel: 'webhook' }),
    ...omitAbsent({
      reason,
      note,
      // The address at fault: the person may have another one when this is read.
      fault: fault === 'address' && isPush ? undefined : fault,
      address: fault === 'address' && effect.kind === 'SendMessage' && !isPush ? effect.to : undefined,
    }),
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

function pickContent({ template, step, variant, locale }: SendMessage): DimensionValues {
  return { template, step, variant, locale };
}

function countOutcomes(settled: readonly SettledDelivery[]): Counts {
  const counts: Counts = {};
  for (const { effect, state, reason, at, bill } of settled) {
    const channel = effect.kind === 'SendMessage' ? effect.channel : 'webhook';
    const measures = measureMessage(channel, state, reason);
    const [first = ''] = measures;
    const country = bill === undefined ? undefined : (bill.country ?? 'unknown');
    const values =
      effect.kind === 'SendMessage' ? { ...pickContent(effect), ...describeMoment(at), country } : {};
    addMeasures(counts, effect.origin, [...measures, ...measureDimensions(first, values)]);
    if (state === 'sent' && bill !== undefined) countBill(counts, effect.origin, bill, values);
  }
  return counts;
}

/** Parts, and their price where it is known. */
function countBill(
  counts: Counts,
  origin: string,
  { parts, millicents }: SmsBill,
  values: DimensionValues,
): void {
  const { parts: measure, cost, unpriced } = smsMeasures;
  const add = (name: string, quantity: number) =>
    addMeasures(counts, origin, [name, ...measureDimensions(name, values)], quantity);
  add(measure, parts);
  if (millicents === undefined) add(unpriced, parts);
  else add(cost, millicents);
}

/** What the provider accepted, by class and sending domain; undefined for other channels than email. */
function countStreams(settled: readonly SettledDelivery[]): StreamCounts | undefined {
  const counts: StreamCounts = {};
  for (const { state, stream } of settled)
    if (state === 'sent' && stream !== undefined) addStreams(counts, { [stream]: { sent: 1 } });
  return Object.keys(counts).length === 0 ? undefined : counts;
}
