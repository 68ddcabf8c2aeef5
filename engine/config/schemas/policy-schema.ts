/** Schema of the contact policy. */
import * as z from 'zod';
import { type Channel, channels } from '../../model/channels.ts';
import { pageTextNames } from '../../model/documents/page-texts.ts';
import { attributionModels } from '../../model/documents/policy-document.ts';
import { deliverabilityFields } from './deliverability-schema.ts';
import { fetchHostPattern, fetchHostRemedy } from './fetch-schema.ts';
import {
  baseFields,
  countrySchema,
  durationSchema,
  localePattern,
  localeRemedy,
  localizedTextSchema,
  slugSchema,
} from './field-schemas.ts';
import { identityPolicySchema } from './identity-schema.ts';
import { weekdaySchema } from './journey-step-schemas.ts';
import { conversionSchema } from './message-fields.ts';
import { replyPolicySchema } from './reply-schema.ts';
import { sensitiveSchema } from './sensitive-schema.ts';
import { smsPolicySchema } from './sms-schema.ts';
import { utmSchema } from './utm-schema.ts';

const consentNeed = z.exactOptional(z.enum(['opt-in', 'opt-out']));
const consentNeeds = Object.fromEntries(channels.map((channel) => [channel, consentNeed])) as Record<
  Channel,
  typeof consentNeed
>;
export const consentNeedsSchema = z.strictObject(consentNeeds);

const channelList = z.exactOptional(z.array(z.enum(channels)).min(1));

const capSchema = z.strictObject({
  limit: z.int().min(1).max(100),
  within: z.exactOptional(durationSchema).describe('Sliding window, such as P7D.'),
  per: z.exactOptional(z.enum(['day', 'week', 'month'])).describe('Calendar window in the person’s zone.'),
  channels: channelList,
  topic: z.exactOptional(slugSchema),
  counts: z.exactOptional(z.enum(['promotional', 'transactional', 'all'])),
});

const brandSchema = z.strictObject({
  name: z.string().min(1).max(100),
  logoUrl: z.exactOptional(
    z
      .string()
      .max(2000)
      .regex(/^https:\/\/[^\s"'<>]+$/, 'Use an https: address.'),
  ),
  color: z.exactOptional(z.string().regex(/^#[0-9a-fA-F]{6}$/, 'Write a colour as #7a3b12.')),
});

const pageTextsSchema = z.partialRecord(z.enum(pageTextNames), z.string().min(1).max(1000));

const frequencySchema = z.strictObject({
  id: slugSchema,
  name: localizedTextSchema.describe('In the preference centre.'),
  limit: z.exactOptional(z.int().min(1).max(100)).describe('Promotional messages; no cap when absent.'),
  within: z.exactOptional(durationSchema),
  per: z.exactOptional(z.enum(['day', 'week', 'month'])),
});

const quietWindowSchema = z.strictObject({
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time of day is written like "21:00".'),
  to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'A time of day is written like "08:00".'),
  weekdays: z.exactOptional(z.array(weekdaySchema).min(1)),
  dates: z.exactOptional(z.array(z.string()).min(1).max(400)),
  channels: channelList,
});

export const policySchema = z
  .strictObject({
    kind: z.literal('policy'),
    ...baseFields,
    consent: z
      .exactOptional(consentNeedsSchema)
      .describe(
        'What a promotional message needs: explicit consent (opt-in), or no explicit refusal (opt-out).',
      ),
    liveWithin: z
      .exactOptional(durationSchema)
      .describe('Older touchpoints update the profile and trigger nothing. Default: PT24H.'),
    caps: z.exactOptional(z.array(capSchema).max(20)).describe('Maximum number of messages per person.'),
    quietHours: z.exactOptional(
      z.strictObject({
        windows: z.array(quietWindowSchema).min(1).max(20),
        action: z.exactOptional(z.enum(['hold', 'drop'])),
      }),
    ),
    timeZone: z.exactOptional(
      z.strictObject({
        from: z.exactOptional(z.array(z.enum(['trait', 'country', 'phone'])).min(1)),
        countries: z.exactOptional(z.record(countrySchema, z.string())),
        fallback: z.exactOptional(z.string()),
        unknown: z.exactOptional(z.enum(['fallback', 'drop'])),
      }),
    ),
    arbitration: z.exactOptional(
      z.strictObject({ window: z.exactOptional(durationSchema), reserve: z.exactOptional(durationSchema) }),
    ),
    controlGroup: z.exactOptional(
      z.strictObject({ percent: z.number().gt(0).max(50), name: z.exactOptional(z.string().min(1).max(64)) }),
    ),
    conversion: conversionSchema,
    attribution: z
      .exactOptional(z.enum(attributionModels))
      .describe('How messages share the credit of one conversion. Default: last-touch.'),
    maxHold: z.exactOptional(durationSchema),
    campaigns: z
      .exactOptional(
        z.strictObject({
          allowTransactional: z
            .exactOptional(z.boolean())
            .describe('Whether campaigns may send transactional templates. Default: false.'),
          maxRecipients: z
            .exactOptional(z.int().min(1).max(1_000_000_000))
            .describe('A run with a larger audience waits for approval.'),
        }),
      )
      .describe('Limits of campaigns and of scheduled journeys.'),
    preferences: z
      .exactOptional(
        z.strictObject({
          frequencies: z
            .exactOptional(z.array(frequencySchema).min(1).max(20))
            .describe('Caps that a person can choose: the trait contact_frequency has the id of one.'),
          brand: z
            .exactOptional(brandSchema)
            .describe('Whose pages the preference centre and its links are.'),
          texts: z
            .exactOptional(z.record(z.string().regex(localePattern, localeRemedy), pageTextsSchema))
            .describe(
              'Texts of the public pages, by language. They replace those of en and it, which are built in, and add languages.',
            ),
          languages: z
            .exactOptional(z.array(z.string().regex(localePattern, localeRemedy)).min(1).max(50))
            .describe(
              'Languages of messages that people can choose, beside those of the templates and the pages.',
            ),
        }),
      )
      .describe('What people can choose for themselves.'),
    unsubscribe: z
      .exactOptional(
        z.strictObject({
          footer: z
            .exactOptional(
              z.union([
                z.literal(false),
                z.record(z.string().regex(localePattern, localeRemedy), z.string().min(1).max(10_000)),
              ]),
            )
            .describe(
              'HTML below email templates without {{ unsubscribe_url }}, per locale. false: they are refused.',
            ),
          scope: z
            .exactOptional(z.enum(['purpose', 'topic']))
            .describe('What one click ends. Default: purpose.'),
          mailto: z
            .exactOptional(
              z
                .string()
                .regex(
                  /^[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+$/,
                  'Give an address, such as unsubscribe@example.com.',
                ),
            )
            .describe('Mailbox that also takes unsubscriptions.'),
        }),
      )
      .describe('How people unsubscribe from promotional email.'),
    utm: utmSchema,
    allowedHosts: z
      .exactOptional(z.array(z.string().regex(fetchHostPattern, fetchHostRemedy)).max(50))
      .describe('Hosts from which templates may fetch content.'),
    ...deliverabilityFields,
    sms: smsPolicySchema,
    replies: replyPolicySchema,
    identity: identityPolicySchema,
    sensitive: sensitiveSchema,
  })
  .describe('Evaluates every outgoing message. At most one policy may be live.');
