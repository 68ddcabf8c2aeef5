/** Whether a template's content fits its channel; the content itself is checked when it is compiled. */
import type { TemplateContent, TemplateDocument } from '../documents.ts';
import type { Channel } from '../effects.ts';
import type { Finding, PathSegment } from './problem.ts';

const fieldsByChannel: Readonly<Record<Channel, readonly (keyof TemplateContent)[]>> = {
  email: ['subject', 'mjml', 'html', 'text'],
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
    ...Object.entries(template.locales ?? {}).flatMap(([locale, override]) =>
      findMisplaced(override, channel, ['locales', locale]),
    ),
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
