/** Schema of computed traits: facts computed from events. */
import * as z from 'zod';
import { patternSchema } from './condition-schema.ts';
import { baseFields, durationSchema, eventNamesSchema } from './field-schemas.ts';

export const traitFunctions = [
  'count',
  'sum',
  'first',
  'last',
  'min',
  'max',
  'distinct',
  'mostFrequent',
  'recency',
] as const;

export const traitSchema = z
  .strictObject({
    kind: z.literal('trait'),
    ...baseFields,
    function: z.enum(traitFunctions),
    event: eventNamesSchema,
    where: z.exactOptional(patternSchema).describe('Only touchpoints that match this pattern.'),
    path: z
      .exactOptional(z.string())
      .describe('Path of the value, such as properties.revenue; not for count and recency.'),
    times: z
      .exactOptional(z.string())
      .describe('Multiplies each value: path of the factor beside it, such as properties.products.quantity.'),
    within: z.exactOptional(durationSchema).describe('Sliding window. Default: the whole lifetime.'),
  })
  .describe('A fact computed from events, such as the number of orders in the last 30 days.');
