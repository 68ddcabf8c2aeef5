/** Schema of connected content. */
import * as z from 'zod';
import { DAY } from '../../base/time-units.ts';
import { jsonObjectSchema } from './field-schemas.ts';

/** As in a URL: lower case, with the port where it is not the usual one. Port 80 has no https. */
export const fetchHostPattern = /^[a-z0-9.-]{1,253}(?::(?!(?:80|443)$)[1-9]\d{0,4})?$/;
export const fetchHostRemedy =
  'Write a host without https://, path and the ports 80 and 443, such as api.shop.example: fetches use https.';

const name = /^[a-z][a-z0-9_]{0,31}$/;

export const fetchSchema = z.exactOptional(
  z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(name, 'Write lower-case letters, digits and "_".')
          .describe('The template reads content.<name>.'),
        url: z.string().max(2000).describe('URL of JSON on an allowed host. Liquid only in query values.'),
        cache: z
          .exactOptional(
            z
              .int()
              .min(0)
              .max(DAY / 1000),
          )
          .describe('Seconds to use an answer again. Default: 60.'),
        timeout: z.exactOptional(z.number().min(0.1).max(5)).describe('Seconds per attempt. Default: 2.'),
        retries: z.exactOptional(z.int().min(0).max(2)).describe('Further attempts. Default: 1.'),
        onFailure: z
          .exactOptional(z.enum(['abort', 'fallback']))
          .describe('abort (default): the message is not sent. fallback: it shows the fallback.'),
        fallback: z
          .exactOptional(jsonObjectSchema)
          .describe('Instead of the answer, and of top-level values that it lacks.'),
      }),
    )
    .min(1)
    .max(3),
);
