/** Fields that rules and journeys share: updates, events and webhooks. */
import * as z from 'zod';
import { secretNamePattern } from '../../model/secret-reference.ts';
import { eventNameSchema, valuesSchema } from './field-schemas.ts';

const secretName = z
  .string()
  .regex(
    secretNamePattern,
    'A secret has a name of 1 to 128 letters, digits, dots, hyphens and underscores, such as "crm-token". Store its value with `percorso secret set crm-token`.',
  )
  .describe('Name of a secret of the stage. Its value is set with `percorso secret set`.');

/** Another system parses the header values: no line breaks, no control characters. */
const headerText = z.string().regex(/^[\t\x20-\x7e]*$/, 'A header value is one line of plain text.');

const headerSecret = z.strictObject({
  secret: secretName,
  prefix: z.exactOptional(headerText).describe('Text before the value, such as "Bearer ".'),
});

const headerSchema = z.record(
  z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'A header name has letters, digits and hyphens.'),
  z.union([headerText, headerSecret]).describe('Text, or { secret: name } for a credential.'),
);

export const emittedName = eventNameSchema;

export const webhookUrl = z.string().max(2048).describe('HTTPS URL of another system.');

export const webhookFields = {
  method: z.exactOptional(z.enum(['POST', 'PUT'])),
  headers: z.exactOptional(headerSchema),
  sign: z
    .exactOptional(z.strictObject({ secret: secretName }))
    .describe('Signs the body with this key: HMAC-SHA256 as in Standard Webhooks.'),
  body: z.exactOptional(valuesSchema),
};
