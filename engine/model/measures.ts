/**
 * The names of all measures, for the code that counts and the code that reads. docs/statistics.md defines when each
 * counts.
 */

import { channels, isChannel } from './channels.ts';
import { isHoldReason } from './reason-codes.ts';
import type { Trace } from './timeline-entry.ts';

/** Each begins the names of its measures: `email.sent`, `webhook.failed`. */
export const measuredChannels = [...channels, 'webhook'] as const;
export type MeasuredChannel = (typeof measuredChannels)[number];

/** The final state of a message: each message counts in exactly one of these. */
export const messageStates = ['sent', 'failed', 'suppressed', 'unknown'] as const;
export type MessageState = (typeof messageStates)[number];

/** Origin (`rule:welcome`) → measure (`email.sent`) → number. */
export type Counts = Record<string, Record<string, number>>;

/** A message that has its final state or waits for it: `email.sent`; with a reason also `email.failed.render_failed`. */
export function measureMessage(
  channel: MeasuredChannel,
  state: MessageState | 'held',
  reason: string | undefined,
): readonly string[] {
  const measure = `${channel}.${state}`;
  return reason === undefined ? [measure] : [measure, `${measure}.${reason}`];
}

/**
 * A decision. None where a message was made: its sender counts it. A refused message counts as in the sender's check:
 * `email.suppressed.no_consent`; a held one as `email.held.held_quiet_hours`. Journeys and segments:
 * `entered`, `left`, `left.converted`, `refused.reentry_refused`, `arrived.<step>`, `took.<step>.<next>`. All others:
 * `decided.update.done`, `decided.trigger.limit_reached`.
 */
export function measureDecision(trace: Trace): readonly string[] {
  const { action, reason, channel, step, note } = trace;
  if (reason === 'sent_to_channel') return [];
  if (action === 'send' && isChannel(channel)) {
    return measureMessage(channel, isHoldReason(reason) ? 'held' : 'suppressed', reason);
  }
  if (action === 'convert') return reason === 'converted' ? ['converted'] : [];
  if (action === 'enter') return [reason === 'done' ? 'entered' : `refused.${reason}`];
  if (action === 'leave') return reason === 'done' ? ['left'] : ['left', `left.${reason}`];
  if (reason === 'done' && step !== undefined) {
    if (action === 'wait') return [`arrived.${step}`];
    if (note !== undefined && (action === 'branch' || action === 'split')) return [`took.${step}.${note}`];
  }
  return [`decided.${action}.${reason}`];
}

/** Reports that come more than once per message: messages for which it happened, and how often. */
const repeated: Readonly<Record<string, string>> = {
  opened: 'opens',
  clicked: 'clicks',
  machine_opened: 'machine_opens',
  machine_clicked: 'machine_clicks',
};

/**
 * A provider's report about a message; `isFirst`: the first of its outcome for this message. None for `sent`, which
 * the sender counts. `failed` is `email.undelivered`, for the message counts as sent already.
 */
export function measureReport(
  channel: MeasuredChannel,
  outcome: string,
  isFirst: boolean,
): readonly string[] {
  if (outcome === 'sent') return [];
  const once = `${channel}.${outcome === 'failed' ? 'undelivered' : outcome}`;
  const every = Object.hasOwn(repeated, outcome) ? [`${channel}.${repeated[outcome]}`] : [];
  return isFirst ? [once, ...every] : every;
}

/** Of SMS that the provider accepted: parts, their price in thousandths of a US cent, and parts without a known price. */
export const smsMeasures = { parts: 'sms.parts', cost: 'sms.cost', unpriced: 'sms.unpriced' } as const;

/** What a message and its outcomes are also counted by, each alone. */
export const dimensions = [
  'template',
  'step',
  'variant',
  'locale',
  'hour',
  'weekday',
  'device',
  'country',
] as const;
export type Dimension = (typeof dimensions)[number];

export type DimensionValues = Readonly<Partial<Record<Dimension, string | undefined>>>;

/** Template, step, variant and locale are those of the documents, device one of five, country that of an SMS's number: the number of values is bounded. */
export function describeMoment(at: number): DimensionValues {
  const date = new Date(at);
  return {
    hour: String(date.getUTCHours()).padStart(2, '0'),
    weekday: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][date.getUTCDay()],
  };
}

/** `email.opened@device=phone`. */
export function measureDimensions(measure: string, values: DimensionValues): readonly string[] {
  return dimensions.flatMap((dimension) => {
    const value = values[dimension];
    return value === undefined ? [] : [`${measure}@${dimension}=${value}`];
  });
}

/** The parts of such a name; undefined for a measure of all messages. */
export function parseDimension(
  name: string,
): { readonly measure: string; readonly dimension: string; readonly value: string } | undefined {
  const [, measure = '', dimension = '', value = ''] = /^([^@]+)@([^=]+)=(.*)$/s.exec(name) ?? [];
  return dimension === '' ? undefined : { measure, dimension, value };
}

/** Adds one, or `quantity`, to each measure, in place. */
export function addMeasures(counts: Counts, origin: string, measures: readonly string[], quantity = 1): void {
  if (measures.length === 0) return;
  const sums = counts[origin] ?? {};
  counts[origin] = sums;
  for (const measure of measures) sums[measure] = (sums[measure] ?? 0) + quantity;
}

/** `email.sent` and the like, as against `entered` and `decided.update.done`. */
export function isMessageMeasure(measure: string): boolean {
  const [first] = measure.split('.', 1);
  return measuredChannels.some((channel) => channel === first);
}
