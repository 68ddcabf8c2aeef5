/** Schema of a mapping: the columns of a table, and the touchpoints that its rows become. */
import * as z from 'zod';
import { isConsentKey } from '../../channels/consent-key.ts';
import { isZone } from '../../time/zone-offset.ts';
import { reservedTypes } from '../../touchpoint/identity-keys.ts';
import { eventNameSchema, jsonObjectSchema } from './field-schemas.ts';

const targetForm = /^(?:userId|anonymousId|timestamp|ignore|externalId\.[\w-]+|(?:traits|properties)\..+)$/;

const externalPrefix = 'externalId.';

const targetSchema = z
  .string()
  .refine(
    (to) => (to.startsWith('consent.') ? isConsentKey(to.slice('consent.'.length)) : targetForm.test(to)),
    'write userId, anonymousId, externalId.<type>, timestamp, traits.<name>, properties.<name>, consent.<key> or ignore',
  )
  .refine(
    (to) => !(to.startsWith(externalPrefix) && reservedTypes.includes(to.slice(externalPrefix.length))),
    'this is no type of an external id: write userId or anonymousId, or a type of your own, such as externalId.crm',
  );

const emptySchema = z.enum(['nothing', 'delete']);
const wordsSchema = z.array(z.union([z.string(), z.number(), z.boolean()]));

const columnSchema = z.union([
  targetSchema,
  z.strictObject({
    to: targetSchema,
    type: z.exactOptional(z.enum(['text', 'number', 'boolean', 'date', 'time', 'email', 'phone'])),
    empty: z.exactOptional(emptySchema).describe('Of a trait: what an empty cell states.'),
    yes: z.exactOptional(wordsSchema).describe('Words of a consent beside the usual ones.'),
    no: z.exactOptional(wordsSchema),
    nothing: z
      .exactOptional(wordsSchema)
      .describe('Words of a consent that state neither, such as 0 in a column of opt-outs.'),
  }),
]);

const formatSchema = z.strictObject({
  type: z.exactOptional(z.enum(['csv', 'jsonl'])),
  encoding: z.exactOptional(z.string()),
  delimiter: z.exactOptional(z.string().length(1)),
  header: z.exactOptional(z.boolean()),
  decimal: z.exactOptional(z.enum(['.', ','])).describe('Default: a point.'),
  dates: z.exactOptional(z.enum(['DMY', 'MDY', 'YMD'])).describe('Default: YMD.'),
  timezone: z
    .exactOptional(z.string().refine(isZone, 'write an IANA zone, such as Europe/Rome'))
    .describe('Of times without a zone. Default: UTC.'),
  phonePrefix: z.exactOptional(
    z.string().regex(/^\+\d{1,3}$/, 'write the country calling code, such as "+39"'),
  ),
});

export const mappingSchema = z
  .strictObject({
    source: z
      .string()
      .min(1)
      .max(256)
      .regex(/^(?!aws\.|percorso)/, 'name the system that the rows come from')
      .describe('System that the rows come from.'),
    event: z
      .exactOptional(eventNameSchema)
      .describe('Name of each row. Default: a row states traits and consents (identify).'),
    id: z
      .exactOptional(z.union([z.string(), z.array(z.string()).min(1)]))
      .describe('Columns that identify what a row reports: the same values count once.'),
    empty: z.exactOptional(emptySchema).describe('What an empty cell of a trait states. Default: nothing.'),
    format: z.exactOptional(formatSchema),
    consent: z
      .exactOptional(
        z.record(
          z.string().refine(isConsentKey, 'write a key of a consent'),
          z.union([z.string(), z.boolean()]),
        ),
      )
      .describe('Consents that every row states.'),
    consentSource: z.exactOptional(jsonObjectSchema).describe('Proof of the consents.'),
    columns: z.record(z.string(), columnSchema).describe('By header: a target, or more about the column.'),
  })
  .describe('How the columns become touchpoints: see docs/import.md.');
