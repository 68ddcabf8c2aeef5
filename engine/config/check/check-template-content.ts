/** Whether a template's content fits its channel; the content itself is checked when it is compiled. */

import { findDangerousScheme } from '../../messages/dangerous-link.ts';
import type { TemplateContent, TemplateDocument } from '../../model/documents/documents.ts';
import type { Channel } from '../../model/effects.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

const fieldsByChannel: Readonly<Record<Channel, readonly (keyof TemplateContent)[]>> = {
  email: ['from', 'replyTo', 'subject', 'preheader', 'mjml', 'html', 'text'],
  sms: ['body'],
  push: ['title', 'body', 'url', 'data'],
};

const requiredByChannel: Readonly<Record<Channel, readonly (keyof TemplateContent)[]>> = {
  email: ['subject'],
  sms: ['body'],
  push: ['title', 'body'],
};

export function checkTemplateContent(template: TemplateDocument): Finding[] {
  const { channel, content } = template;
  return [
    ...requiredByChannel[channel].flatMap((field) => findMissing(content, field, channel)),
    ...findMissingBody(template),
    ...findMisplaced(content, channel, ['content']),
    ...findDangerousLink(content, ['content']),
    ...checkSenders(content, ['content']),
    ...Object.entries(template.locales ?? {}).flatMap(([locale, override]) => [
      ...findMisplaced(override, channel, ['locales', locale]),
      ...findDangerousLink(override, ['locales', locale]),
      ...checkSenders(override, ['locales', locale]),
      ...findMixedLanguages(override, channel, locale),
    ]),
  ];
}

function findMissing(content: TemplateContent, field: keyof TemplateContent, channel: Channel): Finding[] {
  const value = content[field];
  if (typeof value === 'string' && value.trim() !== '') return [];
  const remedy = `Content for ${channel} needs "${field}".`;
  return [{ segments: ['content', field], received: value, remedy, code: 'missing' }];
}

function findMissingBody({ channel, content }: TemplateDocument): Finding[] {
  if (channel !== 'email' || content.mjml !== undefined || content.html !== undefined) return [];
  return [{ segments: ['content'], remedy: 'An email needs "mjml" or "html".', code: 'missing' }];
}

function findDangerousLink({ url }: TemplateContent, at: readonly PathSegment[]): Finding[] {
  if (typeof url !== 'string' || findDangerousScheme(url) === undefined) return [];
  const remedy = 'A link opens a page or an app: use https, or the scheme of your app.';
  return [{ segments: [...at, 'url'], received: url, remedy, code: 'wrong_value' }];
}

function findMisplaced(content: TemplateContent, channel: Channel, at: readonly PathSegment[]): Finding[] {
  const allowed = fieldsByChannel[channel];
  const findings: Finding[] = Object.keys(content)
    .filter((field) => !allowed.some((name) => name === field))
    .map((field) => ({
      segments: [...at, field],
      remedy: `Content for ${channel} has no "${field}": it takes ${allowed.join(', ')}.`,
      code: 'unknown_key' as const,
    }));
  if (content.mjml !== undefined && content.html !== undefined) {
    findings.push({ segments: [...at, 'html'], remedy: 'Give mjml or html, not both.', code: 'wrong_value' });
  }
  return findings;
}

/** What a reader reads, by channel. */
const readByChannel: Readonly<Record<Channel, readonly (readonly (keyof TemplateContent)[])[]>> = {
  email: [['subject'], ['mjml', 'html']],
  sms: [['body']],
  push: [['title'], ['body']],
};

/** A subject in one language over a body in another is possible, and mostly forgotten. */
function findMixedLanguages(override: TemplateContent, channel: Channel, locale: string): Finding[] {
  const isStated = (fields: readonly (keyof TemplateContent)[]) =>
    fields.some((field) => override[field] !== undefined);
  const parts = readByChannel[channel];
  if (!parts.some(isStated)) return [];
  return parts
    .filter((fields) => !isStated(fields))
    .map((fields) => ({
      segments: ['locales', locale],
      remedy: `The ${fields[0] === 'mjml' ? 'body' : fields[0]} stays in the default language: write "${fields.join('" or "')}" for ${locale} as well.`,
      code: 'missing' as const,
      severity: 'warning' as const,
    }));
}

/** An address, alone or with a name before it. */
const addressForm = /^(?:[^<>@\p{Cc}]*<)?[^\s<>@,;"\p{Cc}]+@[^\s<>@,;"\p{Cc}]+\.[^\s<>@,;"\p{Cc}]+>?$/u;

/** Whether SES lets the address send is known to SES alone. */
function checkSenders(content: TemplateContent, at: readonly PathSegment[]): Finding[] {
  return (['from', 'replyTo'] as const).flatMap((field): Finding[] => {
    const value = content[field];
    if (value === undefined) return [];
    const isClosed = value.includes('<') === value.endsWith('>');
    if (value.length <= 320 && !/\{[{%]/.test(value) && isClosed && addressForm.test(value.trim())) return [];
    const remedy =
      'This is one address for everybody, without Liquid: "news@example.com" or "Lucerna <news@example.com>".';
    return [{ segments: [...at, field], received: value, remedy, code: 'wrong_value' }];
  });
}
