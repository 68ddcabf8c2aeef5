/** A query of the warehouse that runs by a schedule: each row of its result becomes a touchpoint. */
import type { AudienceSchedule, DocumentBase } from './document-base.ts';
import type { StatedMapping } from './import-mapping.ts';

/** What a `?` of the SQL means: the moment of the last successful run, or of this one. */
export const queryParameters = ['since', 'until'] as const;
export type QueryParameter = (typeof queryParameters)[number];

export interface QueryDocument extends DocumentBase {
  readonly kind: 'query';
  readonly schedule: AudienceSchedule;
  /** Of the AWS Glue Data Catalog; the first database of the stage when absent. */
  readonly database?: string;
  /** One SELECT, or WITH ... SELECT. */
  readonly sql: string;
  /** One for each `?`, in their order. */
  readonly parameters?: readonly QueryParameter[];
  /** ISO 8601 with a zone: `since` of the first run; the start of 1970 when absent. */
  readonly beginning?: string;
  readonly mapping: StatedMapping;
  /** `none` (the default): rows are history. `live`: they count as events of now, from the second successful run on. */
  readonly triggers?: 'none' | 'live';
}
