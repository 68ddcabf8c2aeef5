/** Options that every message has, whoever sends it. */
import * as z from 'zod';
import { durationSchema, valueExpressionSchema } from './field-schemas.ts';

export const prioritySchema = z
  .int()
  .min(0)
  .max(1000)
  .describe('Of its messages, when several compete: 0 (default) to 1000.');

export const messageFields = {
  to: z
    .exactOptional(
      z
        .string()
        .min(1)
        .max(2048)
        .regex(
          /^(?!.*\{[{%])/s,
          'This is one address for everybody: Liquid works in templates only. Without "to", each person gets it at their own.',
        ),
    )
    .describe('One address for everybody, when not each person’s own.'),
  expiresAfter: z.exactOptional(durationSchema).describe('Not sent any more after this long.'),
  ifCapped: z
    .exactOptional(z.enum(['skip', 'wait']))
    .describe('A cap is full: go without (default), or wait for room.'),
  ifQuiet: z
    .exactOptional(z.enum(['hold', 'drop']))
    .describe('In quiet hours: hold until they end, or drop; as the policy says when absent.'),
  maxHold: z.exactOptional(durationSchema).describe('Longest hold; the policy’s when absent.'),
  priority: z.exactOptional(prioritySchema),
  score: z
    .exactOptional(valueExpressionSchema)
    .describe('Decides among equal priorities: a number, or { from: path }.'),
};
