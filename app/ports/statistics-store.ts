/** Counts, in batches that count once. */

/** Immutable counts of one batch, stored idempotently. `counts`: origin → measure → number. */
export interface StatisticsBatch {
  /** Deterministic: `<profileId>#<version>`, or the sender's batch id. */
  readonly batch: string;
  /** UTC day, `2026-11-22`. */
  readonly day: string;
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface StatisticsStore {
  put(batch: StatisticsBatch): Promise<void>;
  has(day: string, batch: string): Promise<boolean>;
  list(
    day: string,
    cursor: string | undefined,
  ): Promise<{ batches: readonly StatisticsBatch[]; cursor?: string }>;
}
