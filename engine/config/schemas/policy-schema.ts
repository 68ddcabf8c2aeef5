/** Schema of the contact policy. */
import * as z from 'zod';
import { baseFields, durationSchema } from './field-schemas.ts';

const consentNeed = z.exactOptional(z.enum(['opt-in', 'opt-out']));

export const policySchema = z
  .strictObject({
    kind: z.literal('policy'),
    ...baseFields,
    consent: z
      .exactOptional(z.strictObject({ email: consentNeed, sms: consentNeed, push: consentNeed }))
      .describe('What a promotional message needs: an explicit yes (opt-in), or no explicit no.'),
    liveWithin: z
      .exactOptional(durationSchema)
      .describe('Older touchpoints update the profile and trigger nothing. PT24H when absent.'),
  })
  .describe('Judges everything that goes out. At most one may be live.');
