/** A rendered push notification, before it takes the form of a platform. */
import type { JsonObject } from '../../base/json.ts';
import { omitAbsent } from '../../base/omit-absent.ts';
import { findDangerousScheme } from '../dangerous-link.ts';
import { readRawContent } from './raw-content.ts';

/** `apns`: iPhone, iPad and Mac. `gcm`: Firebase Cloud Messaging, to Android and to apps of Firebase on iOS. */
export const pushPlatforms = ['apns', 'gcm'] as const;
export type PushPlatform = (typeof pushPlatforms)[number];

export interface PushNotification {
  readonly title: string;
  readonly body: string;
  /** What opens on a tap: a page, or a place in an app (`shop://cart`). */
  readonly url?: string;
  readonly image?: string;
  /** Name of a sound file of the app, or `default`. */
  readonly sound?: string;
  /** Number on the icon of the app; 0 removes it. */
  readonly badge?: number;
  /** A newer notification with the same key takes the place of this one. */
  readonly collapseKey?: string;
  /** Seconds for which the platform tries to deliver. */
  readonly timeToLive?: number;
  /** Its buttons and its handling, as the app has registered them. */
  readonly category?: string;
  /** It wakes the app, and the person sees nothing. */
  readonly isSilent?: true;
  readonly data: Readonly<Record<string, string>>;
  /** Laid over the payload of a platform, as a JSON Merge Patch (RFC 7396). */
  readonly raw?: Readonly<Partial<Record<PushPlatform, JsonObject>>>;
}

/** `fields`: the rendered content of a push template, flat. */
export function readPushNotification(fields: Readonly<Record<string, string>>): PushNotification {
  const { title = '', body = '' } = fields;
  const data = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith('data.') ? [[name.slice('data.'.length), value] as const] : [],
  );
  return {
    title,
    body,
    ...omitAbsent({
      url: readLink(fields['url']),
      image: readLink(fields['image']),
      sound: readText(fields['sound']),
      badge: readCount(fields['badge']),
      collapseKey: readText(fields['collapseKey']),
      timeToLive: readCount(fields['timeToLive']),
      category: readText(fields['category']),
      isSilent: fields['silent'] === 'true' ? (true as const) : undefined,
      raw: readRaw(fields),
    }),
    data: Object.fromEntries(data),
  };
}

/** A link with a missing variable is no link; nor is one that a trait turned into code. */
function readLink(text = ''): string | undefined {
  const link = text.trim();
  return link === '' || findDangerousScheme(link) !== undefined ? undefined : link;
}

function readText(text = ''): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}

/** A badge can come from a trait: what is not a count sets none. */
function readCount(text = ''): number | undefined {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
}

function readRaw(fields: Readonly<Record<string, string>>): PushNotification['raw'] {
  const entries = pushPlatforms.flatMap((platform) => {
    const raw = readRawContent(platform, fields);
    return raw === undefined ? [] : [[platform, raw] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
