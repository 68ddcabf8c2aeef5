/** Schema of blocks: content that several templates share, with overrides per locale. */
import * as z from 'zod';
import { baseFields } from './field-schemas.ts';
import { templateLocaleSchema } from './template-schema.ts';

const text = z.exactOptional(z.string());

const contentSchema = z.strictObject({
  mjml: text.describe('Components, inserted between the components of an MJML email.'),
  html: text.describe('Inserted in HTML, and in the text components of MJML.'),
  text: text.describe('Inserted in subjects, text parts, SMS and push; in HTML if html is missing.'),
});

export const blockSchema = z
  .strictObject({
    kind: z.literal('block'),
    ...baseFields,
    content: contentSchema,
    locales: z.exactOptional(z.record(templateLocaleSchema, contentSchema)),
  })
  .describe('Content that several templates share; with {{ content }}, a layout around theirs.');
