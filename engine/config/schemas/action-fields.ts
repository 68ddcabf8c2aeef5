/** What rules and journeys do alike: fields of updates, events and webhooks. */
import * as z from 'zod';
import { eventNameSchema, valuesSchema } from './field-schemas.ts';

/** Header values reach another system's parser: no line breaks, no controls. */
const headerSchema = z.record(
  z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'A header name has letters, digits and hyphens.'),
  z.string().regex(/^[\t\x20-\x7e]*$/, 'A header value is one line of plain text.'),
);

export const emittedName = eventNameSchema;

export const webhookUrl = z.string().max(2048).describe('https URL of another system.');

export const webhookFields = {
  method: z.exactOptional(z.enum(['POST', 'PUT'])),
  headers: z.exactOptional(headerSchema),
  body: z.exactOptional(valuesSchema),
};
