/** Schema of schedules: when an audience is reached. */
import * as z from 'zod';

export const scheduleSchema = z.strictObject({
  at: z
    .string()
    .describe(
      'First occurrence: 2026-12-24T18:00, in timeZone, or with an offset. now: once, when it is published.',
    ),
  repeat: z.exactOptional(z.string()).describe('RFC 5545 rule in quotes, such as "FREQ=WEEKLY;BYDAY=MO,WE".'),
  timeZone: z.exactOptional(z.string()).describe('IANA name, or recipient: each person’s local time.'),
});
