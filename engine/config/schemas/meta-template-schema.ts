/** Schema of a WhatsApp template: name, language and the values of its parameters. */
import * as z from 'zod';

const text = z.exactOptional(z.string());
const media = z.exactOptional(
  z.string().regex(/^(?:https:\/\/|\{[{%])/, 'Meta reads media from an HTTPS URL: begin it with https://.'),
);
/** Meta refuses an empty parameter. */
const parameter = z.string().regex(/\S/, 'A parameter needs a value: Meta refuses an empty one.');
/** Meta's limits. */
const [mostParameters, mostButtons] = [100, 10];

export const metaTemplateSchema = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^[a-z0-9_]{1,512}$/,
        'The name of a Meta template has lower-case letters, digits and underscores.',
      )
      .describe('Name of the template at Meta.'),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(_[A-Z]{2,3})?$/, 'Meta writes a language as "it" or "en_US".')
      .describe('Language code of the template at Meta.'),
    header: z
      .exactOptional(
        z
          .strictObject({ text, image: media, video: media, document: media })
          .refine((header) => Object.keys(header).length === 1, {
            message: 'A header has one parameter: a text, an image, a video or a document.',
          }),
      )
      .describe('Parameter of the header: text, or the HTTPS URL of one image, video or document.'),
    body: z
      .exactOptional(
        z.union([
          z.array(parameter).max(mostParameters),
          z.record(
            z.string().regex(/^[a-z][a-z0-9_]*$/, 'A name has letters, digits and underscores.'),
            parameter,
          ),
        ]),
      )
      .describe('Values of the parameters of the body, in order or by name.'),
    buttons: z
      .exactOptional(z.array(z.string()).max(mostButtons))
      .describe('Ends of the URLs of the buttons, by position; empty for a button without a parameter.'),
  })
  .describe('WhatsApp only: a template that Meta has approved, and the values of its parameters.');
