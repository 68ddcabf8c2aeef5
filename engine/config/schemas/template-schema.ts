/** Schema of templates: content for one channel, with overrides per locale. */
import * as z from 'zod';
import { channels } from '../../model/channels.ts';
import { baseFields, slugSchema } from './field-schemas.ts';

const text = z.exactOptional(z.string());

const contentSchema = z.strictObject({
  from: text.describe(
    'Email: sender, `Lucerna <news@example.com>`; the stage’s own when absent. SES must have verified it.',
  ),
  replyTo: text.describe('Email: where answers go, when not to the sender.'),
  subject: text.describe('Email only.'),
  preheader: text.describe('Email: what mail programs show beside the subject.'),
  mjml: text.describe('Email: MJML, or html instead.'),
  html: text.describe('Email: HTML, or mjml instead.'),
  text: text.describe('Email: plain-text part; made from the HTML when absent.'),
  body: text.describe('SMS and push.'),
  title: text.describe('Push only.'),
  url: text.describe('Push only: opened when tapped.'),
  data: z.exactOptional(z.record(z.string(), z.string())).describe('Push only: data for the app.'),
});

/** A language, with script and region where they matter: `it`, `pt-BR`, `zh-Hant-TW`. */
const localePattern = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/;

export const templateSchema = z
  .strictObject({
    kind: z.literal('template'),
    ...baseFields,
    channel: z.enum(channels),
    class: z
      .enum(['transactional', 'promotional'])
      .describe('Promotional messages need consent; transactional ones carry out what was asked for.'),
    topic: z
      .exactOptional(slugSchema)
      .describe('What it is about, such as news: consent and caps can be per topic.'),
    content: contentSchema,
    locales: z.exactOptional(
      z.record(
        z.string().regex(localePattern, 'A locale is written like "it", "pt-BR" or "zh-Hant".'),
        contentSchema,
      ),
    ),
  })
  .describe('Content for one channel; Liquid fills in the values of the person and the event.');
