/** Schema of the contact policy's part about SMS. */
import * as z from 'zod';
import { countrySchema } from './field-schemas.ts';

export const smsPolicySchema = z
  .exactOptional(
    z.strictObject({
      prices: z
        .exactOptional(z.record(countrySchema, z.number().min(0).max(10)))
        .describe('US dollars per part by country, before the figures that Percorso knows: { IT: 0.07 }.'),
      maxParts: z
        .exactOptional(z.int().min(1).max(50))
        .describe('An SMS with more parts is not sent. Default: 11.'),
      countries: z
        .exactOptional(z.array(countrySchema).min(1).max(250))
        .describe('An SMS to a number of another country is not sent: [IT, FR]. Default: every country.'),
      originations: z
        .exactOptional(
          z.record(
            z.string().regex(/^(?:default|[A-Z]{2})$/, 'Write "default" or an ISO 3166 code, such as IT.'),
            z
              .string()
              .regex(
                /^(?:arn:aws[a-z-]*:sms-voice:\S+|\+?[A-Za-z0-9-]{1,64})$/,
                'Write a sender id, a number such as +390212345678, a pool or an ARN.',
              ),
          ),
        )
        .describe('From what SMS are sent, by country of the number: { default: Shop, US: "+12065550100" }.'),
      statutoryHours: z
        .exactOptional(z.enum(['on', 'off']))
        .describe('Quiet hours by law of the number’s country, without quiet hours for SMS. Default: on.'),
      dailyParts: z
        .exactOptional(z.int().min(1).max(1_000_000_000))
        .describe('Parts of promotional SMS per UTC day; what exceeds it waits for the next day.'),
      dailySpend: z
        .exactOptional(z.number().min(0.01).max(10_000_000))
        .describe('US dollars of promotional SMS per UTC day, of the parts whose price is known.'),
    }),
  )
  .describe('Prices, limits and senders of SMS.');
