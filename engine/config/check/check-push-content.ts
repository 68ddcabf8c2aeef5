/** Checks what the platforms refuse of a push: links that run code, reserved names, a silent push that shows something. */

import { findDangerousScheme } from '../../messages/dangerous-link.ts';
import type { TemplateContent } from '../../model/documents/template-document.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

/** `base`: the content whose fields a locale inherits. */
export function checkPushContent(
  content: TemplateContent,
  at: readonly PathSegment[],
  base: TemplateContent = content,
): Finding[] {
  return [
    ...findDangerousLink(content, at),
    ...findReservedNames(content, at),
    ...findVisible(content, at, base),
    ...findLongKey(content, at),
  ];
}

function findDangerousLink(content: TemplateContent, at: readonly PathSegment[]): Finding[] {
  return (['url', 'image'] as const).flatMap((field): Finding[] => {
    const link = content[field];
    if (typeof link !== 'string' || findDangerousScheme(link) === undefined) return [];
    const remedy =
      field === 'url'
        ? 'A link opens a page or an app: use https, or the scheme of your app.'
        : 'Give the https address of an image.';
    return [{ segments: [...at, field], received: link, remedy, code: 'wrong_value' }];
  });
}

/** `aps` is Apple's, the others are Firebase's, and the last is Percorso's. */
export const reservedDataName = /^(?:aps|from|message_type|google.*|gcm.*|percorso-.*)$/i;

function findReservedNames({ data = {} }: TemplateContent, at: readonly PathSegment[]): Finding[] {
  return Object.keys(data)
    .filter((name) => reservedDataName.test(name))
    .map((name) => ({
      segments: [...at, 'data', name],
      remedy:
        'The platforms reserve this name (aps, from, message_type, google..., gcm..., percorso-...): use another.',
      code: 'wrong_value' as const,
    }));
}

const visibleFields = ['title', 'body', 'image', 'sound', 'badge', 'category'] as const;

function findVisible(content: TemplateContent, at: readonly PathSegment[], base: TemplateContent): Finding[] {
  if ((content.silent ?? base.silent) !== true) return [];
  return visibleFields
    .filter((field) => content[field] !== undefined)
    .map((field) => ({
      segments: [...at, field],
      received: content[field],
      remedy: `A silent push shows nothing: remove ${field}, or silent. Values for the app go into data.`,
      code: 'wrong_value' as const,
    }));
}

/** APNs accepts 64 bytes. The sender cuts a longer key with values in it. */
function findLongKey({ collapseKey = '' }: TemplateContent, at: readonly PathSegment[]): Finding[] {
  if (collapseKey.includes('{{') || collapseKey.includes('{%') || collapseKey.length <= 64) return [];
  const remedy = 'APNs accepts a collapse key of at most 64 bytes: shorten it.';
  return [{ segments: [...at, 'collapseKey'], received: collapseKey, remedy, code: 'wrong_value' }];
}
