/** Schemas of purposes and topics. */
import * as z from 'zod';
import { channels } from '../../model/channels.ts';
import {
  baseFields,
  durationSchema,
  localizedTextSchema,
  makeSlugSchema,
  slugSchema,
} from './field-schemas.ts';
import { consentNeedsSchema } from './policy-schema.ts';

const consentFields = {
  id: slugSchema,
  status: baseFields.status,
  name: localizedTextSchema.describe('For the person, in the preference centre: a text, or one per locale.'),
  description: z.exactOptional(localizedTextSchema),
};

export const purposeSchema = z
  .strictObject({
    kind: z.literal('purpose'),
    ...consentFields,
    consent: z
      .exactOptional(consentNeedsSchema)
      .describe('What a promotional message of the purpose needs. Default: as in the policy.'),
    doubleOptIn: z
      .exactOptional(
        z.strictObject({
          template: makeSlugSchema().describe('Transactional template with {{ confirm_url }}.'),
          expires: z.exactOptional(durationSchema).describe('How long the link can be used. Default: P7D.'),
        }),
      )
      .describe('A yes on the template’s channel counts after the person confirmed it.'),
  })
  .describe('A reason for which people are written to, with its own consent.');

export const topicSchema = z
  .strictObject({
    kind: z.literal('topic'),
    ...consentFields,
    purpose: z.exactOptional(slugSchema).describe('Default: marketing.'),
    channels: z.exactOptional(z.array(z.enum(channels)).min(1)).describe('Default: all channels.'),
  })
  .describe('What a message is about: a part of one purpose that people can choose by itself.');
