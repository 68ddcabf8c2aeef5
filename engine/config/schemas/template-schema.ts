/** Schema of templates: content for one channel, with overrides per locale. */
import * as z from 'zod';
import { channels } from '../../model/channels.ts';
import { fetchSchema } from './fetch-schema.ts';
import { baseFields, jsonObjectSchema, slugSchema } from './field-schemas.ts';
import { metaTemplateSchema } from './meta-template-schema.ts';
import { linkHostsSchema } from './utm-schema.ts';

const text = z.exactOptional(z.string());

const contentSchema = z.strictObject({
  from: text.describe(
    'Email: sender, such as `Lucerna <news@example.com>`, verified in SES. Default: the stage’s sender.',
  ),
  replyTo: text.describe('Email: address for replies, if not the sender.'),
  subject: text.describe('Email only.'),
  preheader: text.describe('Email: preview text that mail clients show beside the subject.'),
  mjml: text.describe('Email: MJML, or html instead.'),
  html: text.describe('Email: HTML, or mjml instead.'),
  text: text.describe('Email: plain-text part. Default: generated from the HTML.'),
  body: text.describe('SMS, push, and free text of WhatsApp.'),
  title: text.describe('Push only.'),
  url: text.describe('Push only: URL to open when the notification is tapped.'),
  image: text.describe('Push: URL of an image.'),
  sound: text.describe('Push: name of a sound file of the app, or default. Default: no sound.'),
  badge: z
    .exactOptional(z.union([z.int().min(0).max(99_999), z.string()]))
    .describe('Push: number on the icon of the app, or Liquid that gives it; 0 removes it.'),
  collapseKey: text.describe('Push: a newer notification with the same key replaces the older one.'),
  timeToLive: z
    .exactOptional(z.int().min(0).max(2_419_200))
    .describe('Push: seconds for which the platform tries to deliver. Default: four weeks.'),
  category: text.describe('Push: category (iOS) or click action (Android) that the app has registered.'),
  silent: z
    .exactOptional(z.boolean())
    .describe('Push: wakes the app without a visible notification: no title, body, sound or badge.'),
  data: z.exactOptional(z.record(z.string(), z.string())).describe('Push only: data for the app.'),
  raw: z
    .exactOptional(
      z.strictObject({
        apns: z.exactOptional(jsonObjectSchema).describe('Merged into the payload for APNs.'),
        gcm: z.exactOptional(jsonObjectSchema).describe('Merged into the message for FCM (HTTP v1).'),
      }),
    )
    .describe('Push: fields of a platform that this template has no name for; null removes one.'),
  metaTemplate: z.exactOptional(metaTemplateSchema),
});

/** A language, with script and region where they matter: `it`, `pt-BR`, `zh-Hant-TW`. */
const localePattern = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/;

export const templateLocaleSchema = z
  .string()
  .regex(localePattern, 'A locale is written like "it", "pt-BR" or "zh-Hant".');

export const templateSchema = z
  .strictObject({
    kind: z.literal('template'),
    ...baseFields,
    channel: z.enum(channels),
    class: z
      .enum(['transactional', 'promotional'])
      .describe('Promotional messages need consent; transactional ones answer an action of the person.'),
    purpose: z
      .exactOptional(slugSchema)
      .describe('Purpose whose consent the message needs. Default: marketing.'),
    topic: z
      .exactOptional(slugSchema)
      .describe('Topic of the message, such as news: consent and caps can be per topic.'),
    transliterate: z
      .exactOptional(z.boolean())
      .describe(
        'SMS: write typographic and accented characters as their nearest GSM characters, if all have one.',
      ),
    layout: z
      .exactOptional(slugSchema)
      .describe('Block with {{ content }} around the body: mjml, html, text, or the body of SMS and push.'),
    shortLinks: z
      .exactOptional(linkHostsSchema)
      .describe('SMS: links that become short and count their clicks: hosts with their subdomains, or all.'),
    fetch: fetchSchema.describe('JSON of other systems: the template shows it as content.<name>.'),
    content: contentSchema,
    locales: z.exactOptional(z.record(templateLocaleSchema, contentSchema)),
  })
  .describe('Content for one channel; Liquid inserts values of the person and the event.');
