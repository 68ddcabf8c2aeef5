/** Schema of rules: trigger, condition, actions. */
import * as z from 'zod';
import { conditionSchema } from '../../conditions/condition-schema.ts';
import {
  baseFields,
  durationSchema,
  eventNameSchema,
  eventNamesSchema,
  slugSchema,
  valuesSchema,
} from './field-schemas.ts';

const triggerSchema = z
  .union([
    z.strictObject({
      event: eventNamesSchema,
      source: z.exactOptional(z.string().min(1)).describe('Only from this emitting system.'),
    }),
    z.strictObject({ segment: slugSchema, on: z.enum(['entered', 'left']) }),
  ])
  .describe('What makes the rule look: an event, or entering or leaving a segment.');

/** Header values reach another system's parser: no line breaks, no controls. */
const headerSchema = z.record(
  z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'A header name has letters, digits and hyphens.'),
  z.string().regex(/^[\t\x20-\x7e]*$/, 'A header value is one line of plain text.'),
);

const actionSchema = z.union([
  z.strictObject({
    send: slugSchema.describe('Id of a live template; it says the channel.'),
    to: z.exactOptional(z.string().min(1).max(2048)).describe('Address, when not the person’s own.'),
    expiresAfter: z.exactOptional(durationSchema).describe('Not sent any more after this long.'),
  }),
  z.strictObject({ update: z.strictObject({ traits: valuesSchema }) }),
  z.strictObject({ emit: eventNameSchema, properties: z.exactOptional(valuesSchema) }),
  z.strictObject({
    webhook: z.string().max(2048).describe('https URL of another system.'),
    method: z.exactOptional(z.enum(['POST', 'PUT'])),
    headers: z.exactOptional(headerSchema),
    body: z.exactOptional(valuesSchema),
  }),
]);

export const ruleSchema = z
  .strictObject({
    kind: z.literal('rule'),
    ...baseFields,
    trigger: triggerSchema,
    condition: z.exactOptional(conditionSchema),
    actions: z
      .array(actionSchema)
      .min(1, 'A rule needs at least one action, such as { "send": "welcome" }.')
      .max(20, 'A rule has at most 20 actions: split it into several rules.'),
    limit: z
      .exactOptional(
        z.strictObject({ times: z.int().min(1).max(1000), within: z.exactOptional(durationSchema) }),
      )
      .describe('At most this many times per person, in a lifetime or per sliding window.'),
  })
  .describe('At once: when the trigger happens and the condition holds, do the actions.');
