/** How the columns of a file become touchpoints. */
import type { JsonObject } from '../../engine/base/json.ts';
import type { ConsentState } from '../../engine/model/profile.ts';

export type ValueType = 'text' | 'number' | 'boolean' | 'date' | 'time' | 'email' | 'phone';
/** Order of day and month in dates that are not ISO 8601. */
export type DateOrder = 'DMY' | 'MDY' | 'YMD';
/** What an empty cell states: nothing, or that the trait is removed. */
export type EmptyCell = 'nothing' | 'delete';

export interface ColumnMapping {
  /**
   * `userId`, `anonymousId`, `externalId.<type>`, `timestamp`, `traits.<name>`, `properties.<name>`, `consent.<key>`, or
   * `ignore`.
   */
  readonly to: string;
  readonly type?: ValueType | undefined;
  /** Of a trait. */
  readonly empty?: EmptyCell | undefined;
  /** Words of a consent beside the usual ones; an empty word is the empty cell. */
  readonly yes?: readonly string[] | undefined;
  readonly no?: readonly string[] | undefined;
  /** Words of a consent that state neither: 0 in a column of opt-outs. */
  readonly nothing?: readonly string[] | undefined;
}

/** How values are written. */
export interface ValueFormat {
  readonly decimal: '.' | ',';
  readonly dates: DateOrder;
  /** IANA zone of times without one. */
  readonly timezone: string;
  /** Country calling code of numbers without one: `+39`. */
  readonly phonePrefix?: string | undefined;
}

export interface TableFormat {
  readonly type?: 'csv' | 'jsonl' | undefined;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  /** False: the first row is data, and the columns are `column 1`, `column 2`, ... */
  readonly header: boolean;
}

export interface ImportMapping {
  /** System that the rows come from: `source` of the touchpoints. */
  readonly source: string;
  /** Absent: each row states traits and consents (`identify`). */
  readonly event?: string | undefined;
  /** Columns that identify what a row reports: the same values count once, in whatever file they are. */
  readonly id?: readonly string[] | undefined;
  readonly empty: EmptyCell;
  readonly format: ValueFormat & TableFormat;
  /** Consents that every row states, by key: a list of people who said no has no column for it. */
  readonly consent?: Readonly<Record<string, ConsentState>> | undefined;
  /** Proof of all consents of the file. */
  readonly consentSource?: JsonObject | undefined;
  /** By header. */
  readonly columns: Readonly<Record<string, ColumnMapping>>;
}

/** Compared without case and outer spaces. */
export function foldHeader(header: string): string {
  return header.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Columns that the mapping names and the table does not have. `columns`: of the table. */
export function findMissing(
  { columns: mapped, id = [] }: ImportMapping,
  columns: readonly string[],
): string[] {
  const known = new Set(columns.map(foldHeader));
  const names = Object.entries(mapped).flatMap(([name, { to }]) => (to === 'ignore' ? [] : [name]));
  return [...new Set([...names, ...id])].filter((name) => !known.has(foldHeader(name)));
}
