/** The fields of a push's content: the only list. */
import type { PushContent } from '../model/documents/template-document.ts';

type PushField = keyof PushContent | 'body';

/**
 * `text`: rendered as it is. A field of PushContent that is missing here does not compile. The order is part of the
 * revision of every template: it never changes.
 */
const kinds = {
  title: 'text',
  url: 'text',
  image: 'text',
  sound: 'text',
  badge: 'text',
  collapseKey: 'text',
  timeToLive: 'text',
  category: 'text',
  body: 'text',
  silent: 'other',
  data: 'other',
  raw: 'other',
} as const satisfies Readonly<Record<PushField, 'text' | 'other'>>;

const fields = Object.keys(kinds) as readonly PushField[];

export const pushTextFields = fields.filter((field) => kinds[field] === 'text');

/** Without those that a push needs. */
export const optionalPushFields = fields.filter((field) => field !== 'title' && field !== 'body');
