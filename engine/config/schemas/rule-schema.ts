/** Schema of rules: trigger, condition, actions. */
import * as z from 'zod';
import { webhookFields, webhookUrl } from './action-fields.ts';
import { conditionSchema } from './condition-schema.ts';
import {
  baseFields,
  durationSchema,
  eventNameSchema,
  eventNamesSchema,
  slugSchema,
  valuesSchema,
} from './field-schemas.ts';
import { messageFields, prioritySchema } from './message-fields.ts';

const triggerSchema = z
  .union([
    z.strictObject({
      event: eventNamesSchema,
      source: z.exactOptional(z.string().min(1)).describe('Only from this emitting system.'),
    }),
    z.strictObject({ segment: slugSchema, on: z.enum(['entered', 'left']) }),
  ])
  .describe('What makes the rule look: an event, or entering or leaving a segment.');

const actionSchema = z.union([
  z.strictObject({
    send: slugSchema.describe('Id of a live template; it says the channel.'),
    ...messageFields,
  }),
  z.strictObject({ update: z.strictObject({ traits: valuesSchema }) }),
  z.strictObject({ emit: eventNameSchema, properties: z.exactOptional(valuesSchema) }),
  z.strictObject({
    webhook: webhookUrl,
    ...webhookFields,
  }),
]);

export const ruleSchema = z
  .strictObject({
    kind: z.literal('rule'),
    ...baseFields,
    trigger: triggerSchema,
    condition: z.exactOptional(conditionSchema),
    priority: z.exactOptional(prioritySchema),
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
