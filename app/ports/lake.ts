/** The lake: rows of what happened, in files of a bucket by the UTC day of the event. Analysts read it, the product does not. */

/** A moment as Athena and DuckDB read it: UTC, to the millisecond, `2026-11-24 10:00:00.000`. */
export type LakeMoment = string;

/** The tables of the lake: each is a folder of the bucket. */
export const lakeTables = ['touchpoints', 'decisions', 'outcomes', 'people'] as const;
export type LakeTable = (typeof lakeTables)[number];

interface RowHead<Table extends LakeTable> {
  /** The first two members of a row: partition-lake reads them without parsing the rest. */
  readonly table: Table;
  /** UTC day of the row's own time: `2026-11-24`. */
  readonly day: string;
  /** The profile at the time of the writing. */
  readonly profile_id: string;
}

export interface TouchpointRow extends RowHead<'touchpoints'> {
  readonly message_id: string;
  readonly user_id?: string;
  readonly anonymous_id?: string;
  readonly name: string;
  readonly type: string;
  readonly source: string;
  /** Decides the day. */
  readonly occurred_at: LakeMoment;
  readonly received_at: LakeMoment;
  /** JSON text: a source may send a number today and text tomorrow. */
  readonly traits: string;
  readonly properties: string;
  readonly context: string;
}

export interface DecisionRow extends RowHead<'decisions'> {
  /** The touchpoint, or the turn that time, a campaign or a merge caused. */
  readonly touchpoint_id: string;
  readonly touchpoint_name: string;
  /** Place among the decisions of the touchpoint. */
  readonly position: number;
  readonly occurred_at: LakeMoment;
  /** Decides the day, as in the statistics. */
  readonly decided_at: LakeMoment;
  readonly origin: string;
  readonly action: string;
  readonly reason: string;
  /** Of a message: its id, which outcomes have as well. */
  readonly message_id?: string;
  readonly channel?: string;
  readonly step?: string;
  readonly template?: string;
  readonly variant?: string;
  readonly locale?: string;
  /** Of a conversion: hundredths of the event that the message gets. */
  readonly credit?: number;
  readonly note?: string;
}

export interface OutcomeRow extends RowHead<'outcomes'> {
  readonly message_id: string;
  readonly outcome: string;
  readonly channel?: string;
  readonly origin?: string;
  readonly template?: string;
  /** Decides the day. */
  readonly occurred_at: LakeMoment;
  /** JSON text. */
  readonly properties: string;
}

/** The profile that a profile is in since a merge; after the undo of the merge, itself. */
export interface PersonRow extends RowHead<'people'> {
  readonly person_id: string;
  /** Decides the day. The newest row of a profile holds. */
  readonly since: LakeMoment;
}

export type LakeRow = TouchpointRow | DecisionRow | OutcomeRow | PersonRow;

/** Rows that are sent as one record: Firehose bills each record with at least 5 KB. */
export type LakeRecord = readonly LakeRow[];

export interface LakeStream {
  /** Puts up to 10 records. Returns those that were not accepted. A repeated put repeats rows, which views remove. */
  put(records: readonly LakeRecord[]): Promise<readonly LakeRecord[]>;
}

/** The files of the lake. Keys have no bucket. */
export interface LakeFiles {
  /** Up to 1,000 keys of what Firehose has delivered and is not filed yet, oldest first. */
  listDelivered(): Promise<readonly string[]>;
  /** Lines of JSON; undefined when the file is gone. */
  read(key: string): Promise<string | undefined>;
  write(key: string, text: string): Promise<void>;
  remove(key: string): Promise<void>;
}
