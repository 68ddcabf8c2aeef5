/** Schema of contracts: which JSON Schema the touchpoints of a name have. */
import * as z from 'zod';
import { breachResponses } from '../../model/documents/event-document.ts';
import { baseFields, eventNameSchema, jsonObjectSchema } from './field-schemas.ts';

const partSchema = jsonObjectSchema.describe('JSON Schema 2020-12, with the keywords of docs/events.md.');

export const eventSchema = z
  .strictObject({
    kind: z.literal('event'),
    ...baseFields,
    event: eventNameSchema,
    source: z
      .exactOptional(z.string().min(1).max(256))
      .describe(
        'Only touchpoints from this source system; takes precedence over a contract without a source.',
      ),
    onBreach: z
      .enum(breachResponses)
      .describe(
        'What happens to a touchpoint that breaks the contract: it counts with a trace, or it is stored.',
      ),
    schema: z.exactOptional(partSchema).describe('JSON Schema 2020-12 of the properties.'),
    traitsSchema: z.exactOptional(partSchema).describe('JSON Schema 2020-12 of the traits.'),
    contextSchema: z.exactOptional(partSchema).describe('JSON Schema 2020-12 of the context.'),
    examples: z
      .exactOptional(
        z
          .array(
            z.strictObject({
              properties: z.exactOptional(jsonObjectSchema),
              traits: z.exactOptional(jsonObjectSchema),
              context: z.exactOptional(jsonObjectSchema),
              isValid: z.exactOptional(z.boolean()).describe('false: the example must break the contract.'),
            }),
          )
          .max(50, 'Give at most 50 examples.'),
      )
      .describe('Validation checks them against the contract.'),
  })
  .describe('A contract: what the touchpoints of a name look like, and what happens to one that does not.');
