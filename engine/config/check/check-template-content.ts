/** Checks that a template's content fits its channel; compilation checks the content itself. */

import { channelDefinitions } from '../../channels/channel-definitions.ts';
import { type InheritedContent, inheritBase } from '../../messages/inherit-content.ts';
import type { Channel } from '../../model/channels.ts';
import type { TemplateContent, TemplateDocument } from '../../model/documents/template-document.ts';
import { isSenderAddress, senderRemedy } from '../../model/sender-address.ts';
import { listMarks, mapMarks } from '../blocks/list-marks.ts';
import { checkRenders } from '../blocks/list-uses.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import { checkFetches } from './check-fetches.ts';
import { checkMetaTemplate, warnOfMixedParts } from './check-meta-template.ts';
import { checkPushContent } from './check-push-content.ts';
import { checkPushPayload } from './check-push-payload.ts';
import { checkSmsCharacters } from './check-sms-characters.ts';

export function checkTemplateContent(template: TemplateDocument): Finding[] {
  const { channel, content } = template;
  return [
    ...(content.silent === true ? [] : channelDefinitions[channel].contentParts).flatMap((fields) =>
      findMissing(content, fields, channel),
    ),
    ...findMisplaced(content, channel, ['content']),
    ...checkRenders(template),
    ...checkSmsCharacters(template),
    ...checkFetches(template),
    ...checkPushContent(content, ['content']),
    ...checkPushPayload(content, ['content']),
    ...checkSenders(content, ['content']),
    ...Object.entries(template.locales ?? {}).flatMap(([locale, override]) => {
      const base = inheritBase(template, locale);
      return [
        ...findMisplaced(override, channel, ['locales', locale]),
        ...checkPushContent(override, ['locales', locale], base.content),
        ...checkLocalPayload(override, base.content, locale),
        ...checkSenders(override, ['locales', locale]),
        ...checkMetaTemplate(override.metaTemplate, base.content.metaTemplate, [
          ...['locales', locale, 'metaTemplate'],
        ]),
        ...(channel === 'whatsapp' ? warnOfMixedParts(override, keepDefaults(base), locale) : []),
        ...(content.silent === true
          ? []
          : findMixedLanguages(override, { channel, content: keepDefaults(base) }, locale)),
      ];
    }),
  ];
}

/** The fields that come from the default content: a more general locale has the language of the locale. */
function keepDefaults({ content, locales }: InheritedContent): TemplateContent {
  return Object.fromEntries(Object.entries(content).filter(([field]) => locales.get(field) === ''));
}

/** Only where the locale changes what raw content depends on: the rest is reported of the content. */
function checkLocalPayload(override: TemplateContent, content: TemplateContent, locale: string): Finding[] {
  const { raw, silent } = override;
  if (raw === undefined && silent === undefined) return [];
  return checkPushPayload({ ...content, ...override }, ['locales', locale]);
}

/** A single field needs some text; of several, the template compiler checks the given one. */
function findMissing(
  content: TemplateContent,
  fields: readonly (keyof TemplateContent)[],
  channel: Channel,
): Finding[] {
  const [first, ...others] = fields;
  if (first === undefined) return [];
  const remedy = `Content for ${channel} needs "${fields.join('" or "')}".`;
  if (others.length > 0) {
    const isGiven = fields.some((field) => content[field] !== undefined);
    return isGiven ? [] : [{ segments: ['content'], remedy, code: 'missing' }];
  }
  const value = content[first];
  if (typeof value === 'string' ? value.trim() !== '' : value !== undefined) return [];
  return [{ segments: ['content', first], received: value, remedy, code: 'missing' }];
}

function findMisplaced(content: TemplateContent, channel: Channel, at: readonly PathSegment[]): Finding[] {
  const { contentParts, optionalContent } = channelDefinitions[channel];
  const allowed = [...contentParts.flat(), ...optionalContent];
  const findings: Finding[] = Object.keys(content)
    .filter((field) => !allowed.some((name) => name === field))
    .map((field) => ({
      segments: [...at, field],
      remedy: `Content for ${channel} has no "${field}": the fields are ${allowed.join(', ')}.`,
      code: 'unknown_key' as const,
    }));
  if (content.mjml !== undefined && content.html !== undefined) {
    findings.push({ segments: [...at, 'html'], remedy: 'Give mjml or html, not both.', code: 'wrong_value' });
  }
  return findings;
}

/** A subject in one language over a body in another is allowed, but usually a mistake. */
function findMixedLanguages(
  override: TemplateContent,
  { channel, content }: Pick<TemplateDocument, 'channel' | 'content'>,
  locale: string,
): Finding[] {
  const isStated = (fields: readonly (keyof TemplateContent)[]) =>
    fields.some((field) => override[field] !== undefined);
  const parts = channelDefinitions[channel].contentParts;
  if (!parts.some(isStated)) return [];
  return parts
    .filter((fields) => !isStated(fields) && fields.some((field) => content[field] !== undefined))
    .filter((fields) => !fields.some((field) => isBlocksOnly(content[field])))
    .map((fields) => ({
      segments: ['locales', locale],
      remedy: `The ${fields.length > 1 ? 'body' : fields[0]} stays in the default language: write "${fields.join('" or "')}" for ${locale} as well.`,
      code: 'missing' as const,
      severity: 'warning' as const,
    }));
}

/** Blocks have languages of their own. */
function isBlocksOnly(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  const marks = listMarks(text);
  if (!marks.some(({ kind }) => kind === 'render')) return false;
  const words = mapMarks(text, marks, { text: (part) => part, mark: () => '' }).replace(/<[^<>]*>/g, '');
  return words.trim() === '';
}

/** Only SES knows whether the address may send. */
function checkSenders(content: TemplateContent, at: readonly PathSegment[]): Finding[] {
  return (['from', 'replyTo'] as const).flatMap((field): Finding[] => {
    const value = content[field];
    if (value === undefined) return [];
    if (isSenderAddress(value)) return [];
    return [{ segments: [...at, field], received: value, remedy: senderRemedy, code: 'wrong_value' }];
  });
}
