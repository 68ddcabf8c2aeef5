/**
 * Counts the clicks of a message. What a segment adds is the difference that it makes to the counts of all segments
 * before it, so it is the same whenever it is computed, and the sum of all is the count of the whole log.
 */

import { formatUtcDay } from '../../../engine/base/time-units.ts';
import { measureReport } from '../../../engine/model/measures.ts';
import type { LedgerMessage } from '../../ports/message-ledger.ts';
import type { StatisticsBatch } from '../../ports/statistics-store.ts';
import { measureFirst } from '../count-outcomes.ts';
import { findClickReason } from './classify-clicks.ts';
import { type Click, type ClickLog, listClicks, nameClick } from './click-log.ts';

type ClickOutcome = 'clicked' | 'machine_clicked';

/** The batches of a segment: one per day (UTC) on which it changes a count. Immutable: putting them again is harmless. */
export function planSegmentBatches(
  message: LedgerMessage,
  log: ClickLog,
  index: number,
): readonly StatisticsBatch[] {
  const before = countLog(message, log.slice(0, index));
  const after = countLog(message, log.slice(0, index + 1));
  const days = new Set([...before.keys(), ...after.keys()]);
  return [...days].sort().flatMap((day): StatisticsBatch[] => {
    const change = subtract(after.get(day) ?? {}, before.get(day) ?? {});
    if (Object.keys(change).length === 0) return [];
    return [{ batch: `${message.id}:clicks:${index}`, day, counts: { [message.origin]: change } }];
  });
}

/** The batch of a click for which the log has no place. */
export function planSurplusBatch(message: LedgerMessage, log: ClickLog, click: Click): StatisticsBatch {
  const measures = measureReport(message.channel, chooseOutcome(click, log), false);
  return {
    batch: `${message.id}:clicks:${nameClick(click)}`,
    day: formatUtcDay(click.at),
    counts: { [message.origin]: Object.fromEntries(measures.map((measure) => [measure, 1])) },
  };
}

/** When a person and a machine first clicked (epoch ms). */
export function findFirstClicks(log: ClickLog): Partial<Record<ClickOutcome, number>> {
  return Object.fromEntries(
    [...groupByOutcome(log)].map(([outcome, clicks]) => [outcome, Math.min(...clicks.map(({ at }) => at))]),
  );
}

function chooseOutcome(click: Click, log: ClickLog): ClickOutcome {
  return findClickReason(click, log) === undefined ? 'clicked' : 'machine_clicked';
}

function groupByOutcome(log: ClickLog): ReadonlyMap<ClickOutcome, readonly Click[]> {
  return Map.groupBy(listClicks(log), (click) => chooseOutcome(click, log));
}

/** By day. The message counts once for people and once for machines, at the earliest click of each. */
function countLog(message: LedgerMessage, log: ClickLog): ReadonlyMap<string, Record<string, number>> {
  const days = new Map<string, Record<string, number>>();
  const add = (at: number, measures: readonly string[]) => {
    const day = formatUtcDay(at);
    const counts = days.get(day) ?? {};
    days.set(day, counts);
    for (const measure of measures) counts[measure] = (counts[measure] ?? 0) + 1;
  };
  for (const [outcome, clicks] of groupByOutcome(log)) {
    const [first, ...more] = [...clicks].sort(compareClicks);
    if (first !== undefined) add(first.at, measureFirst(message, outcome, first.at, first.device));
    for (const { at } of more) add(at, measureReport(message.channel, outcome, false));
  }
  return days;
}

function compareClicks(left: Click, right: Click): number {
  return left.at - right.at || (nameClick(left) < nameClick(right) ? -1 : 1);
}

function subtract(
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  const measures = new Set([...Object.keys(after), ...Object.keys(before)]);
  const changes = [...measures].map(
    (measure) => [measure, (after[measure] ?? 0) - (before[measure] ?? 0)] as const,
  );
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
}
