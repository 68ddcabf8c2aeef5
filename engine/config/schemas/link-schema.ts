/** Schema of links behind QR codes. */
import * as z from 'zod';
import { parseTimestamp } from '../../touchpoint/parse-timestamp.ts';
import { baseFields, eventNameSchema } from './field-schemas.ts';

const urlSchema = z
  .string()
  .max(2048)
  .refine(isHttps, 'Give a whole URL that begins with https:// and has neither a user nor a password.');

const momentSchema = z
  .string()
  .refine(
    (text) => parseTimestamp(text).ok,
    'Give a moment with its zone, such as "2026-12-24T18:00:00+01:00".',
  );

const nameSchema = z.string().min(1).max(200);

export const linkSchema = z
  .strictObject({
    kind: z.literal('link'),
    ...baseFields,
    target: urlSchema.describe('Where a scan of the code leads to.'),
    place: z
      .exactOptional(nameSchema)
      .describe('Where the code is, such as a shop: context.place of the touchpoint.'),
    campaign: z.exactOptional(nameSchema).describe('properties.campaign of the touchpoint.'),
    event: z.exactOptional(eventNameSchema).describe('Name of the touchpoint. Default: Code Scanned.'),
    validFrom: z.exactOptional(momentSchema),
    validUntil: z.exactOptional(momentSchema),
    fallback: z
      .exactOptional(urlSchema)
      .describe('Where a code leads to that is not in force. Default: a page that says so.'),
    passId: z
      .exactOptional(z.boolean())
      .describe('Gives the target the anonymous id of the scan as ajs_aid. Default: false.'),
  })
  .describe('A QR code or a printed address: /q/<id> leads to the target, and the scan is a touchpoint.');

function isHttps(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === 'https:' && url.username === '' && url.password === '';
}
