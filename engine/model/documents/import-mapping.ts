/** How the columns of a table become touchpoints, as the author of a mapping writes it. */
import type { JsonObject } from '../../base/json.ts';

export interface StatedColumn {
  /**
   * `userId`, `anonymousId`, `externalId.<type>`, `timestamp`, `traits.<name>`, `properties.<name>`, `consent.<key>`, or
   * `ignore`.
   */
  readonly to: string;
  readonly type?: 'text' | 'number' | 'boolean' | 'date' | 'time' | 'email' | 'phone';
  readonly empty?: 'nothing' | 'delete';
  /** Words of a consent beside the usual ones; an empty word is the empty cell. */
  readonly yes?: readonly (string | number | boolean)[];
  readonly no?: readonly (string | number | boolean)[];
  /** Words of a consent that state neither: 0 in a column of opt-outs. */
  readonly nothing?: readonly (string | number | boolean)[];
}

export interface StatedFormat {
  readonly type?: 'csv' | 'jsonl';
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly decimal?: '.' | ',';
  readonly dates?: 'DMY' | 'MDY' | 'YMD';
  readonly timezone?: string;
  readonly phonePrefix?: string;
}

/** app/import/complete-mapping.ts adds the defaults. */
export interface StatedMapping {
  readonly source: string;
  readonly event?: string;
  readonly id?: string | readonly string[];
  readonly empty?: 'nothing' | 'delete';
  readonly format?: StatedFormat;
  /** Consents that every row states, by key. */
  readonly consent?: Readonly<Record<string, string | boolean>>;
  readonly consentSource?: JsonObject;
  /** By header: a target, or more about the column. */
  readonly columns: Readonly<Record<string, string | StatedColumn>>;
}
