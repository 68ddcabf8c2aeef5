/** State of each query of the warehouse between two invocations. */
import type { StatedMapping } from '../../engine/model/documents/import-mapping.ts';

/** docs/warehouse.md explains each. */
export const queryFailureCodes = [
  'not_accepted',
  'query_failed',
  'execution_unknown',
  'result_missing',
  'result_changed',
  'result_unreadable',
  'columns_missing',
  'all_rows_rejected',
  'took_too_long',
] as const;

export type QueryFailureCode = (typeof queryFailureCodes)[number];

/** How many rows were read so far, and what became of them. */
export interface QueryCounts {
  readonly rows: number;
  readonly sent: number;
  readonly rejected: number;
}

export interface RejectSample {
  /** First line of the record in the result, from 1, with the header. */
  readonly line: number;
  readonly column?: string;
  readonly reason: string;
}

/** A run that is not finished. What the document says is copied: an edit applies from the next run on. */
export interface QueryRun extends QueryCounts {
  /** The scheduled moment, or that of a request (epoch ms): identifies the run. */
  readonly moment: number;
  readonly startedAt: number;
  /** Nothing is sent. */
  readonly isDry: boolean;
  /** The rows trigger what their event triggers. */
  readonly isLive: boolean;
  readonly sql: string;
  readonly database?: string;
  readonly mapping: StatedMapping;
  /** Of SQL and mapping. */
  readonly fingerprint: string;
  readonly executionId?: string;
  /** When the warehouse first reported a failure (epoch ms). It can repeat the query. */
  readonly failureSeenAt?: number;
  readonly bytesScanned?: number;
  readonly result?: {
    readonly bucket: string;
    readonly key: string;
    readonly bytes: number;
    readonly version: string;
  };
  /** The next record in the result; `columns` after the header was read. */
  readonly place?: { readonly byte: number; readonly line: number; readonly columns: readonly string[] };
  /** The first rejected rows; never their values. */
  readonly samples: readonly RejectSample[];
}

/** A run that is finished. */
export interface QueryReport extends QueryCounts {
  readonly moment: number;
  readonly finishedAt: number;
  readonly isDry: boolean;
  readonly isLive: boolean;
  readonly bytesScanned: number;
  readonly executionId?: string;
  readonly samples: readonly RejectSample[];
  /** Absent: it succeeded. */
  readonly failure?: { readonly code: QueryFailureCode; readonly reason: string };
}

export interface QueryState {
  readonly id: string;
  /** Number of writes. Each replaces exactly the one before. */
  readonly step: number;
  /** The next scheduled run of the schedule with this hash. */
  readonly plan?: { readonly hash: string; readonly next?: number };
  /** A run that a command asks for (epoch ms). */
  readonly requested?: { readonly at: number; readonly isDry: boolean };
  readonly run?: QueryRun;
  readonly last?: QueryReport;
  /** Moment of the last successful run, and what it ran. */
  readonly succeeded?: { readonly moment: number; readonly fingerprint: string };
  /** Scheduled runs that did not start, because another one had not ended or they were too late. */
  readonly skipped: number;
}

export interface QueryStore {
  read(id: string): Promise<QueryState | undefined>;
  /** Writes it if the stored step is `step - 1` (absent when that is 0). False: another writer was first. */
  save(state: QueryState): Promise<boolean>;
  /** One page. */
  list(
    cursor: string | undefined,
  ): Promise<{ readonly states: readonly QueryState[]; readonly cursor?: string }>;
}
