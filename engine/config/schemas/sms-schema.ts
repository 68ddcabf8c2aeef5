/** Schema of the contact policy's part about SMS. */
import * as z from 'zod';
import { countrySchema } from './field-schemas.ts';

export const smsPolicySchema = z
  .exactOptional(
    z.strictObject({
      prices: z
        .exactOptional(z.record(countrySchema, z.number().min(0).max(10)))
        .describe('US dollars per part by country, before the figures that Percorso knows: { IT: 0.07 }.'),
      maxParts: z.exactOptional(z.int().min(1).max(10)).describe('An SMS with more parts is not sent.'),
      dailyParts: z
        .exactOptional(z.int().min(1).max(1_000_000_000))
        .describe('Parts of promotional SMS per UTC day; what exceeds it waits for the next day.'),
      dailySpend: z
        .exactOptional(z.number().min(0.01).max(10_000_000))
        .describe('US dollars of promotional SMS per UTC day, of the parts whose price is known.'),
    }),
  )
  .describe('Prices, limits and senders of SMS.');
