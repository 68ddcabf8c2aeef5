/** Schema of journeys. */
import * as z from 'zod';
import { conditionSchema } from './condition-schema.ts';
import {
  baseFields,
  durationSchema,
  eventTriggerSchema,
  makeSlugSchema,
  slugSchema,
} from './field-schemas.ts';
import { eventMatchFields, segmentChangeFields, stepSchema } from './journey-step-schemas.ts';
import { conversionSchema, prioritySchema, senderFields } from './message-fields.ts';
import { scheduleSchema } from './schedule-schema.ts';

const segmentChange = z.strictObject(segmentChangeFields);

const triggerSchema = z
  .union([
    eventTriggerSchema,
    segmentChange,
    z.strictObject({ schedule: scheduleSchema, audience: z.strictObject({ segment: slugSchema }) }),
    z.strictObject({ api: z.literal(true) }),
  ])
  .describe(
    'How people enter: by an event, a segment change, a schedule, or the touchpoint "Enter Journey".',
  );

const journeyEventSchema = z.union([z.strictObject(eventMatchFields), segmentChange]);

export const journeySchema = z
  .strictObject({
    kind: z.literal('journey'),
    ...baseFields,
    trigger: triggerSchema,
    condition: z.exactOptional(conditionSchema).describe('Evaluated when the trigger happens.'),
    key: z
      .exactOptional(z.string())
      .describe('Path into the event, such as event.properties.cart_id: one instance per value.'),
    oncePer: z
      .exactOptional(z.literal('account'))
      .describe(
        'With the key event.context.groupId: only the first person of each account enters. Default: each person.',
      ),
    reentry: z
      .exactOptional(
        z.strictObject({
          limit: z.exactOptional(z.int().min(1).max(100_000)),
          interval: z.exactOptional(durationSchema),
        }),
      )
      .describe('How often a person may enter again. Default: once in a lifetime (per key).'),
    concurrency: z
      .exactOptional(z.int().min(1).max(16))
      .describe('Maximum number of concurrent instances per person. Default: 8.'),
    exitOn: z.exactOptional(z.array(journeyEventSchema).min(1).max(20)),
    goal: z.exactOptional(journeyEventSchema),
    conversion: conversionSchema,
    priority: z.exactOptional(prioritySchema),
    ...senderFields,
    stopAt: z
      .exactOptional(z.string())
      .describe('ISO moment after which no one enters and people inside leave.'),
    whenStopped: z.exactOptional(z.enum(['finish', 'leave'])),
    whenResumed: z.exactOptional(z.enum(['run', 'drop'])),
    start: makeSlugSchema('Give the id of the first step.'),
    steps: z.record(slugSchema, stepSchema),
    stepMap: z.exactOptional(z.record(slugSchema, z.nullable(slugSchema))),
  })
  .describe('A graph of steps that a person passes through over time.');
