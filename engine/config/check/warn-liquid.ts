/** Warns of Liquid outside templates: it is not evaluated there, and the text is sent as it is. */
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

/** Display fields, and the content of templates, footers and parameters, where Liquid works. */
const ignored = new Set(['name', 'description', 'content', 'locales', 'fetch', 'unsubscribe', 'utm']);

export function findLiquid(document: ConfigDocument): Finding[] {
  const fields = Object.entries(document).filter(([key]) => !ignored.has(key));
  return fields.flatMap(([key, value]) => findIn(value, [key]));
}

function findIn(value: unknown, segments: readonly PathSegment[]): Finding[] {
  if (typeof value === 'string')
    return value.includes('{{') || value.includes('{%') ? [explain(value, segments)] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => findIn(item, [...segments, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => findIn(inner, [...segments, key]));
}

function explain(received: string, segments: readonly PathSegment[]): Finding {
  const path = /\{\{-?\s*((?:profile|event)(?:\.[\w-]+)+)/.exec(received)?.[1] ?? 'profile.userId';
  if (segments[0] === 'replies') {
    const remedy =
      'Answers and words of replies are plain texts, the same for every person of a language: this text is used with the braces in it. Write it without values.';
    return { segments, received, remedy, code: 'liquid_outside_template', severity: 'warning' };
  }
  const remedy =
    segments.at(-1) === 'webhook'
      ? `Liquid works in templates only: this URL would be called with the braces in it. Send the value in the body: { from: ${path} }.`
      : `Liquid works in templates only: this text is sent as it is. For a value of the person or the event write { from: ${path} }.`;
  return { segments, received, remedy, code: 'liquid_outside_template', severity: 'warning' };
}
