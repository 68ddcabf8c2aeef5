/** Schema of queries of the warehouse. */
import * as z from 'zod';
import { queryParameters } from '../../model/documents/query-document.ts';
import { baseFields } from './field-schemas.ts';
import { mappingSchema } from './mapping-schema.ts';
import { scheduleSchema } from './schedule-schema.ts';

/** Athena accepts 262,144 bytes; a document must fit into the program with all others. */
const longestSql = 20_000;

export const querySchema = z
  .strictObject({
    kind: z.literal('query'),
    ...baseFields,
    schedule: scheduleSchema,
    database: z
      .exactOptional(
        z.string().regex(/^[a-z0-9_]{1,255}$/, 'Write the name of a database of the stage, in lower case.'),
      )
      .describe('Default: the first database of the stage.'),
    sql: z
      .string()
      .min(1)
      .max(longestSql, `The SQL has at most ${longestSql} characters.`)
      .describe('One SELECT, or WITH ... SELECT. Each ? is a parameter.'),
    parameters: z
      .exactOptional(z.array(z.enum(queryParameters)))
      .describe('One for each ?: since = the moment of the last successful run, until = of this one.'),
    beginning: z
      .exactOptional(z.string())
      .describe('since of the first run, such as "2026-01-01T00:00:00Z". Default: the start of 1970.'),
    mapping: mappingSchema,
    triggers: z
      .exactOptional(z.enum(['none', 'live']))
      .describe('live: rows trigger rules and journeys, from the second successful run on. Default: none.'),
  })
  .describe('A query of the warehouse: each row becomes a touchpoint. See docs/warehouse.md.');
