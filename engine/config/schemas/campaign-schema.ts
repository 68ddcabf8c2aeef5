/** Schema of campaigns. */
import * as z from 'zod';
import { baseFields, slugSchema } from './field-schemas.ts';
import { conversionSchema, messageFields } from './message-fields.ts';
import { scheduleSchema } from './schedule-schema.ts';

export const campaignSchema = z
  .strictObject({
    kind: z.literal('campaign'),
    ...baseFields,
    audience: z.strictObject({ segment: slugSchema }),
    send: z.exactOptional(slugSchema).describe('Template id.'),
    enter: z.exactOptional(slugSchema).describe('Id of a journey to enter, instead of a message.'),
    schedule: scheduleSchema,
    throttle: z.exactOptional(z.strictObject({ perMinute: z.int().min(1).max(10_000_000) })),
    seeds: z.exactOptional(z.array(z.string().min(1).max(256)).max(100)),
    conversion: conversionSchema,
    ...messageFields,
  })
  .describe('A message, or a journey entry, for a segment at set times.');
