/** Fields that every kind of document shares, and values that many fields hold. */
import * as z from 'zod';
import type { Json, JsonObject } from '../../base/json.ts';
import { parseDuration } from '../../time/duration.ts';

export const slugPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export const slugSchema = makeSlugSchema();

const durationPattern =
  /^P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/;

export const durationSchema = z
  .string()
  .regex(durationPattern, {
    error:
      'A duration is written as in ISO 8601: "P30D" (30 days), "PT12H" (12 hours), "PT90M" (90 minutes).',
    abort: true,
  })
  .refine(isUsableDuration, 'A duration is longer than zero and at most 1,000 years, such as "PT1H".')
  .describe('ISO 8601 duration, such as P30D or PT12H.');

/** EventBridge accepts detail-types of at most 128 characters. */
export const eventNameSchema = z
  .string()
  .min(1, 'An event name cannot be empty.')
  .max(128, 'An event name has at most 128 characters (a limit of EventBridge).')
  .describe('Name of a touchpoint (its detail-type), such as "Order Completed".');

export const eventNamesSchema = z.union([
  eventNameSchema,
  z.array(eventNameSchema).min(1, 'List at least one event name.'),
]);

export const eventTriggerSchema = z.strictObject({
  event: eventNamesSchema,
  source: z.exactOptional(z.string().min(1)).describe('Only events from this source system.'),
});

/** Any JSON value; unsafe keys and numbers are found separately, before any schema. */
export const jsonSchema: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(jsonSchema), jsonObjectSchema]),
);

export const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), jsonSchema);

export const valueExpressionSchema = z
  .union([
    z.strictObject({
      from: z.string().describe('Path, such as profile.traits.first_name or event.properties.total.'),
      default: z.exactOptional(jsonSchema),
    }),
    jsonSchema,
  ])
  .describe('A literal, or { from: path, default: literal }.');

export const valuesSchema = z.record(z.string(), valueExpressionSchema);

export const localePattern = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
export const localeRemedy = 'A locale is written like "en" or "pt-BR".';

const textSchema = z.string().min(1).max(500);

/** A text for people to read: the same in all languages, or one per locale. */
export const localizedTextSchema = z.union([
  textSchema,
  z
    .record(z.string().regex(localePattern, localeRemedy), textSchema)
    .refine((texts) => Object.keys(texts).length > 0, 'Give at least one locale, such as { en: "News" }.'),
]);

/** The fields of every document; kinds add their own. */
export const baseFields = {
  id: slugSchema,
  name: z.exactOptional(z.string().max(200)).describe('Display name; has no effect on decisions.'),
  description: z.exactOptional(z.string().max(4000)),
  status: z.enum(['draft', 'live', 'paused', 'archived']).describe('Only live documents take effect.'),
};

/** `missing`: the message when no id is given. */
export function makeSlugSchema(missing?: string) {
  return z
    .string(missing)
    .regex(
      slugPattern,
      'An id is 1 to 64 lower-case letters, digits, hyphens and underscores, starting with a letter or digit, such as "third-order".',
    )
    .describe('Slug: lower-case letters, digits, hyphens and underscores, at most 64.');
}

function isUsableDuration(text: string): boolean {
  const duration = parseDuration(text);
  return duration !== undefined && duration.months + duration.milliseconds > 0;
}

export const countrySchema = z
  .string()
  .regex(/^[A-Z]{2}$/, 'A country is its ISO 3166 code in capitals, such as IT.');
