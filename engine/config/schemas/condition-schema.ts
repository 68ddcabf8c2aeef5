/**
 * Shapes of conditions and patterns for the config compiler and for editors (JSON Schema). Kept out of the Lambdas'
 * bundles: compileCondition validates the meaning itself and reports it better than a schema can.
 */
import * as z from 'zod';
import type { Json } from '../../base/json.ts';
import type { Condition } from '../../model/documents/condition.ts';
import type { Pattern } from '../../model/documents/document-base.ts';
import { durationSchema, eventNameSchema, jsonSchema, slugSchema } from './field-schemas.ts';

const any = z.exactOptional(jsonSchema);

/** Names and meanings only: the arguments are validated when the pattern is compiled. */
const matcherSchema = z
  .object({
    prefix: any.describe('Text at the start, or { "equals-ignore-case": text }.'),
    suffix: any.describe('Text at the end, or { "equals-ignore-case": text }.'),
    'equals-ignore-case': any.describe('The whole text, ignoring case.'),
    wildcard: any.describe('Text with * for any characters; \\* is an asterisk, \\\\ a backslash.'),
    'anything-but': any.describe(
      'Text, number, or a list of either; or { prefix | suffix | equals-ignore-case | wildcard: text or list }.',
    ),
    numeric: any.describe('[">", 0, "<=", 100], or one of =, <, <=, >, >= with a number.'),
    cidr: any.describe('Block of IP addresses, such as "10.0.0.0/24".'),
    exists: any.describe('true: the field has a value; false: it has none.'),
    date: any.describe(
      '[">=", "now-P30D"], or moments such as "2026-12-24T00:00:00Z"; two bounds make a range. { "compare": [...], "zone": "recipient" } reads text without an offset in a zone. { "month-day": "today" } is an anniversary, "today+P7D" a week ahead.',
    ),
    exactly: any.describe('The whole text.'),
  })
  .catchall(jsonSchema)
  .describe('One matcher.');

const alternativesSchema = z
  .array(z.union([z.string(), z.number(), z.boolean(), z.null(), matcherSchema]))
  .min(1, 'List at least one value, or { "exists": true } for any value.')
  .describe('Values and matchers; at least one must match.');

/** An EventBridge event pattern: fields with lists of alternatives, nested like the event. */
export const patternSchema: z.ZodType<Pattern> = z.lazy(() =>
  z
    .object({ $or: z.exactOptional(z.array(patternSchema).min(2, 'Give $or at least two patterns.')) })
    .catchall(z.union([alternativesSchema, patternSchema]) as z.ZodType<Json>)
    .describe('EventBridge event pattern.'),
);

const countSchema = z.number().int('Give a whole number.').min(0, 'Give 0 or more.');

const didSchema = z
  .strictObject({
    event: eventNameSchema,
    within: z.exactOptional(durationSchema).describe('Sliding window. Default: the whole lifetime.'),
    atLeast: z.exactOptional(countSchema).describe('Default: 1 if neither limit is given.'),
    atMost: z.exactOptional(countSchema).describe('0 means never.'),
    where: z.exactOptional(patternSchema).describe('Counts only touchpoints that match.'),
  })
  .describe('How often an event of the person occurred.');

/** Exactly the `Condition` type. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z
    .union([
      z.strictObject({ all: conditionsSchema.describe('All conditions hold.') }),
      z.strictObject({ any: conditionsSchema.describe('At least one condition holds.') }),
      // Without description: a description copies the schema, and this one contains itself, so the copy would never end.
      z.strictObject({ not: conditionSchema }),
      z.strictObject({ segment: slugSchema.describe('The person is in this segment.') }),
      z.strictObject({
        profile: patternSchema.describe(
          'Pattern on { id, userId, traits, computed, segments, consents, devices, createdAt, lastSeenAt }.',
        ),
      }),
      z.strictObject({
        event: patternSchema.describe(
          'Pattern on { name, source, type, properties, traits, context, occurredAt } of the current touchpoint.',
        ),
      }),
      z.strictObject({
        account: patternSchema.describe(
          'Pattern on { id, plan, ... }: the id and the traits of the account that the touchpoint names, else of any account of the person.',
        ),
      }),
      z.strictObject({ did: didSchema }),
    ])
    .describe('A condition.'),
);

const conditionsSchema = z.array(conditionSchema).min(1, 'List at least one condition.');
