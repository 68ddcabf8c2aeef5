/** Schemas of the contact policy's part about deliverability. */
import * as z from 'zod';
import { channelDefinitions } from '../../channels/channel-definitions.ts';
import { channels } from '../../model/channels.ts';
import {
  addressChoices,
  deviceChoices,
  type ListedChannel,
} from '../../model/documents/deliverability-policy.ts';
import { durationSchema } from './field-schemas.ts';

const bounceLimit = z.exactOptional(
  z.strictObject({ limit: z.int().min(1).max(20), within: z.exactOptional(durationSchema) }),
);
const allowed = z.exactOptional(z.enum(['allow', 'refuse']));

const choice = z.exactOptional(z.enum(addressChoices));

const listWords = { emails: 'emails a message goes to', phones: 'phone numbers' };
const addressesByChannel = Object.fromEntries(
  channels.flatMap((channel) => {
    const { listTrait } = channelDefinitions[channel];
    if (listTrait === undefined) return [];
    return [[channel, choice.describe(`Which of the person's ${listWords[listTrait]}. Default: primary.`)]];
  }),
) as Record<ListedChannel, typeof choice>;

const domainSchema = z
  .string()
  .regex(
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/,
    'A domain is written in lower case and in ASCII, such as "example.com".',
  );

export const deliverabilityFields = {
  bounces: z
    .exactOptional(z.strictObject({ soft: bounceLimit, expired: bounceLimit }))
    .describe(
      'Temporary failures in a row after which an address is suppressed. Default: 5, and 10 expired.',
    ),
  addresses: z
    .exactOptional(
      z.strictObject({
        ...addressesByChannel,
        push: z
          .exactOptional(z.enum(deviceChoices))
          .describe('Devices of the person that one push goes to. Default: all.'),
        roles: allowed.describe('abuse@, postmaster@, noreply@ and the like. Default: refuse.'),
        roleNames: z.exactOptional(z.array(z.string().regex(/^[a-z0-9._-]{1,64}$/)).max(100)),
        disposable: allowed.describe('Mailboxes that exist for an hour. Default: allow.'),
        disposableDomains: z.exactOptional(z.array(domainSchema).max(1000)),
      }),
    )
    .describe('Email addresses that get nothing promotional, and which addresses and devices get messages.'),
  breaker: z
    .exactOptional(
      z.union([
        z.literal(false),
        z.strictObject({
          complaints: z.exactOptional(z.number().gt(0).max(100)).describe('Percent. Default: 0.1.'),
          bounces: z.exactOptional(z.number().gt(0).max(100)).describe('Percent. Default: 5.'),
          window: z.exactOptional(durationSchema).describe('Default: P1D.'),
          minimum: z.exactOptional(z.int().min(1).max(1_000_000)).describe('Emails. Default: 1000.'),
        }),
      ]),
    )
    .describe('Pauses promotional email of a domain above these shares of complaints or bounces.'),
  warmUp: z
    .exactOptional(
      z
        .array(
          z.strictObject({
            domain: domainSchema,
            start: z.iso.date().describe('The first day, UTC, such as 2026-12-01.'),
            first: z
              .int()
              .min(1)
              .max(1_000_000)
              .describe('Promotional emails on the first day, such as 200.'),
            factor: z.number().min(1).max(3).describe('Growth per day, such as 1.5.'),
          }),
        )
        .min(1)
        .max(20),
    )
    .describe('A ceiling of promotional email per day and domain, which grows; what exceeds it waits.'),
};
