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
  readonly streams?: Readonly<StreamCounts>;
}

export interface NamedStreams {
  readonly batch: string;
  readonly streams: Readonly<StreamCounts>;
}

/** Names that sort at or after `from`, and before `until`. */
export interface NameRange {
  readonly from: string;
  readonly until: string;
}

export interface StatisticsStore {
  put(batch: StatisticsBatch): Promise<void>;
  has(day: string, batch: string): Promise<boolean>;
}

export interface StatisticsReader {
  list(
    day: string,
    cursor: string | undefined,
  ): Promise<{ batches: readonly StatisticsBatch[]; cursor?: string }>;
  /** One page of the batches of a day with streams, by name. Eventually consistent. */
  listStreams(
    day: string,
    names: NameRange,
    cursor: string | undefined,
  ): Promise<{ batches: readonly NamedStreams[]; cursor?: string }>;
}
