/** Options of every message, whatever its origin. */
import * as z from 'zod';
import { isSenderAddress, senderRemedy } from '../../model/sender-address.ts';
import { durationSchema, eventNameSchema, valueExpressionSchema } from './field-schemas.ts';

export const prioritySchema = z
  .int()
  .min(0)
  .max(1000)
  .describe('Priority of its messages when several compete: 0 (default) to 1000.');

export const conversionSchema = z
  .exactOptional(z.strictObject({ event: eventNameSchema, within: durationSchema }))
  .describe('What its messages are for: the event counts as converted when it occurs in time after them.');

const senderSchema = z.string().refine(isSenderAddress, senderRemedy);

export const senderFields = {
  from: z.exactOptional(senderSchema).describe('Email: sender, verified in SES. Default: the template’s.'),
  replyTo: z.exactOptional(senderSchema).describe('Email: address for replies. Default: the template’s.'),
};

export const messageFields = {
  ...senderFields,
  to: z
    .exactOptional(
      z
        .string()
        .min(1)
        .max(2048)
        .regex(
          /^(?!.*\{[{%])/s,
          'This is one address for all recipients: Liquid works in templates only. Without "to", each person receives it at their own address.',
        ),
    )
    .describe('One address for all recipients, instead of each person’s own.'),
  expiresAfter: z.exactOptional(durationSchema).describe('The message is not sent after this duration.'),
  ifCapped: z
    .exactOptional(z.enum(['skip', 'wait']))
    .describe('If a cap is full: drop the message (default), or hold it until the cap allows it.'),
  ifQuiet: z
    .exactOptional(z.enum(['hold', 'drop']))
    .describe('In quiet hours: hold the message until they end, or drop it. Default: the policy’s.'),
  maxHold: z.exactOptional(durationSchema).describe('Maximum duration of a hold. Default: the policy’s.'),
  priority: z.exactOptional(prioritySchema),
  score: z
    .exactOptional(valueExpressionSchema)
    .describe('Orders messages of equal priority: a number, or { from: path }.'),
};
