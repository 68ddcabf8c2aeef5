/** Schemas of the steps, one per type. */
import * as z from 'zod';
import type { JourneyStep } from '../../model/documents/journey-document.ts';
import { weekdays } from '../../time/local-time.ts';
import { emittedName, webhookFields, webhookUrl } from './action-fields.ts';
import { conditionSchema } from './condition-schema.ts';
import {
  durationSchema,
  eventNamesSchema,
  jsonObjectSchema,
  makeSlugSchema,
  slugSchema,
  valuesSchema,
} from './field-schemas.ts';
import { messageFields } from './message-fields.ts';

const next = makeSlugSchema('Give the id of the next step, its key under "steps".').describe(
  'Id of the next step.',
);
const timeZone = z.exactOptional(z.string()).describe('IANA name, or recipient (default).');
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time of day is written like "09:00".');

export const weekdaySchema = z.enum(weekdays);

/** An event or a segment change: exits, goals and the branches of a waitFor match it. */
export const eventMatchFields = {
  event: eventNamesSchema,
  source: z.exactOptional(z.string().min(1)),
  where: z.exactOptional(jsonObjectSchema),
  key: z.exactOptional(z.union([z.string(), z.literal(false)])),
};
export const segmentChangeFields = { segment: slugSchema, on: z.enum(['entered', 'left']) };

const sendStep = z.strictObject({ type: z.literal('send'), template: slugSchema, ...messageFields, next });
const updateStep = z.strictObject({ type: z.literal('update'), traits: valuesSchema, next });
const emitStep = z.strictObject({
  type: z.literal('emit'),
  event: emittedName,
  properties: z.exactOptional(valuesSchema),
  next,
});
const webhookStep = z.strictObject({ type: z.literal('webhook'), url: webhookUrl, ...webhookFields, next });
const enterStep = z.strictObject({
  type: z.literal('enter'),
  journey: slugSchema,
  properties: z.exactOptional(valuesSchema),
  next,
});
const endStep = z.strictObject({ type: z.literal('end'), reason: z.exactOptional(slugSchema) });

const wait = { type: z.literal('wait'), next };
const waitStep = z.union([
  z.strictObject({ ...wait, for: durationSchema }),
  z.strictObject({ ...wait, until: z.string(), timeZone }),
  z.strictObject({
    ...wait,
    untilDate: z.strictObject({
      from: z.string(),
      minus: z.exactOptional(durationSchema),
      plus: z.exactOptional(durationSchema),
      time: z.exactOptional(clockTime),
    }),
    timeZone,
    otherwise: z.exactOptional(slugSchema),
  }),
  z.strictObject({
    ...wait,
    untilTime: clockTime,
    weekdays: z.exactOptional(z.array(weekdaySchema).min(1)),
    timeZone,
  }),
]);

const waitForStep = z.strictObject({
  type: z.literal('waitFor'),
  branches: z
    .array(
      z.union([
        z.strictObject({ ...eventMatchFields, next }),
        z.strictObject({ ...segmentChangeFields, next }),
      ]),
    )
    .min(1)
    .max(20),
  timeout: z.strictObject(
    { after: durationSchema, next },
    'A waitFor needs a timeout, so that no one waits forever: timeout: { after: P7D, next: <step> }.',
  ),
});

const branchStep = z.strictObject({
  type: z.literal('branch'),
  branches: z
    .array(z.strictObject({ condition: conditionSchema, next }))
    .min(1)
    .max(50),
  default: makeSlugSchema('Give the step for people for whom no condition holds.'),
});

const splitStep = z.strictObject({
  type: z.literal('split'),
  paths: z
    .array(z.strictObject({ percent: z.number().gt(0).max(100), next }))
    .min(2)
    .max(20),
});

const holdoutStep = z.strictObject({
  type: z.literal('holdout'),
  percent: z.number().gt(0).max(100),
  next,
});

const stepSchemas = {
  send: sendStep,
  update: updateStep,
  emit: emitStep,
  webhook: webhookStep,
  enter: enterStep,
  end: endStep,
  wait: waitStep,
  waitFor: waitForStep,
  branch: branchStep,
  split: splitStep,
  holdout: holdoutStep,
} satisfies { readonly [Type in JourneyStep['type']]: z.ZodType };

export const stepSchema = z.union(Object.values(stepSchemas));
