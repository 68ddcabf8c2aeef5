/** Counts, in batches that count once. */
import type { StreamCounts } from '../../engine/channels/email-streams.ts';

/** Immutable counts of one batch, stored idempotently. `counts`: origin → measure → number. */
export interface StatisticsBatch {
  /** Deterministic: `<profileId>#<version>`, or the sender's batch id. */
  readonly batch: string;
  /** UTC day, `2026-11-22`. */
  readonly day: string;
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Email by class and sending domain. */
  readonly streams?: StreamBatch;
}

/** `at`: epoch ms, on the batch's day. */
export interface StreamBatch {
  readonly at: number;
  readonly counts: Readonly<StreamCounts>;
}

export interface StatisticsStore {
  put(batch: StatisticsBatch): Promise<void>;
  has(day: string, batch: string): Promise<boolean>;
  list(
    day: string,
    cursor: string | undefined,
  ): Promise<{ batches: readonly StatisticsBatch[]; cursor?: string }>;
  /** One page of the streams of a day, from a moment on (epoch ms). Eventually consistent. */
  listStreams(
    day: string,
    from: number,
    cursor: string | undefined,
  ): Promise<{ batches: readonly StreamBatch[]; cursor?: string }>;
}
