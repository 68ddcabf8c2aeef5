/** Schema of links behind QR codes. */
import * as z from 'zod';
import { parseTimestamp } from '../../touchpoint/parse-timestamp.ts';
import { baseFields, eventNameSchema } from './field-schemas.ts';

const urlSchema = z
  .string()
  .max(2048)
  .superRefine((text, context) => {
    const message = explainUrl(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

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

/** What to do; undefined for a URL that a code can lead to. */
function explainUrl(text: string): string | undefined {
  if (/\{\{|\{%|%7b%7b|%7b%25/i.test(text))
    return 'A link has one target for everyone: write the URL without Liquid. With passId it gets the id of the scan.';
  // URL.parse drops line breaks, and trims.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern must find them.
  if (/[\u0000-\u0020\u007f]/.test(text))
    return 'Remove spaces, line breaks and other control characters: write %20 for a space.';
  const url = URL.parse(text);
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return undefined;
  return 'Give a whole URL that begins with https:// and has neither a user nor a password.';
}
