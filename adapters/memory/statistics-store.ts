/** Statistics in memory: for tests and the simulator. */

import type { StatisticsBatch, StatisticsReader, StatisticsStore } from '../../app/ports/statistics-store.ts';
import { encodeStatistics } from '../dynamodb/statistics-item.ts';
import { checkItem } from './check-item.ts';

export interface MemoryStatisticsStore extends StatisticsStore, StatisticsReader {
  /** Sums over all batches of all days: origin → measure → number. */
  sumAll(): Record<string, Record<string, number>>;
  /** The same of the measures by dimension: `email.opened@device=phone`. */
  sumDimensions(): Record<string, Record<string, number>>;
}

export function createMemoryStatisticsStore(): MemoryStatisticsStore {
  const days = new Map<string, Map<string, StatisticsBatch>>();
  return {
    async put(batch) {
      checkItem(encodeStatistics(batch));
      const stored = days.get(batch.day) ?? new Map<string, StatisticsBatch>();
      stored.set(batch.batch, structuredClone(batch));
      days.set(batch.day, stored);
    },
    async has(day, batch) {
      return days.get(day)?.has(batch) ?? false;
    },
    async list(day) {
      const stored = [...(days.get(day)?.values() ?? [])];
      return { batches: stored.sort((left, right) => (left.batch < right.batch ? -1 : 1)) };
    },
    async listStreams(day, { from, until }) {
      const found = [...(days.get(day)?.values() ?? [])].flatMap(({ batch, streams }) =>
        streams === undefined ? [] : [{ batch, streams: structuredClone(streams) }],
      );
      return { batches: found.filter(({ batch }) => batch >= from && batch < until) };
    },
    sumAll: () => sum((measure) => !measure.includes('@')),
    sumDimensions: () => sum((measure) => measure.includes('@')),
  };

  function sum(isWanted: (measure: string) => boolean): Record<string, Record<string, number>> {
    const sums: Record<string, Record<string, number>> = {};
    for (const { counts } of [...days.values()].flatMap((stored) => [...stored.values()])) {
      for (const [origin, measures] of Object.entries(counts)) {
        const own = sums[origin] ?? {};
        for (const [measure, quantity] of Object.entries(measures)) {
          if (!isWanted(measure)) continue;
          own[measure] = (own[measure] ?? 0) + quantity;
          sums[origin] = own;
        }
      }
    }
    // What was counted and corrected.
    for (const own of Object.values(sums))
      for (const measure of Object.keys(own)) if (own[measure] === 0) delete own[measure];
    return sums;
  }
}
