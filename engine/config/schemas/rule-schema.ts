/** Schema of rules: trigger, condition, actions. */
import * as z from 'zod';
import { webhookFields, webhookUrl } from './action-fields.ts';
import { conditionSchema } from './condition-schema.ts';
import {
  baseFields,
  durationSchema,
  eventNameSchema,
  eventTriggerSchema,
  slugSchema,
  valuesSchema,
} from './field-schemas.ts';
import { conversionSchema, messageFields, prioritySchema } from './message-fields.ts';

const triggerSchema = z
  .union([eventTriggerSchema, z.strictObject({ segment: slugSchema, on: z.enum(['entered', 'left']) })])
  .describe('What triggers the rule: an event, or entering or leaving a segment.');

const actionSchema = z.union([
  z.strictObject({
    send: slugSchema.describe('Id of a live template, which determines the channel.'),
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
    conversion: conversionSchema,
    actions: z
      .array(actionSchema)
      .min(1, 'A rule needs at least one action, such as { "send": "welcome" }.')
      .max(20, 'A rule has at most 20 actions: split it into several rules.'),
    limit: z
      .exactOptional(
        z.strictObject({ times: z.int().min(1).max(1000), within: z.exactOptional(durationSchema) }),
      )
      .describe('Maximum number of times per person, in a lifetime or per sliding window.'),
  })
  .describe('When the trigger happens and the condition holds, run the actions at once.');
