/** The size of a push by platform: APNs and FCM refuse a payload of more than 4,096 bytes. */

import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Finding } from '../../engine/config/problems/problem.ts';
import { countBytes } from '../../engine/config/read/explain-size.ts';
import { removeLiquid } from '../../engine/messages/liquid-tags.ts';
import {
  type PushPlatform,
  pushPlatforms,
  readPushNotification,
} from '../../engine/messages/push/push-notification.ts';
import {
  buildPushPayload,
  maxPushBytes,
  type PushReference,
} from '../../engine/messages/push/push-payload.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { RenderedFields } from '../ports/rendering.ts';

export interface PushSize {
  readonly platform: PushPlatform;
  readonly payload: JsonObject;
  readonly bytes: number;
  readonly isTooLarge: boolean;
  readonly words: string;
}

const platformNames: Readonly<Record<PushPlatform, string>> = { apns: 'APNs', gcm: 'FCM' };
const mostBytes = maxPushBytes.toLocaleString('en-US');

/** `fields`: rendered. */
export function measurePush(fields: RenderedFields, reference?: PushReference): PushSize[] {
  const push = readPushNotification(fields);
  return pushPlatforms.map((platform) => {
    const payload = buildPushPayload(platform, push, reference);
    const bytes = countBytes(JSON.stringify(payload));
    const isTooLarge = bytes > maxPushBytes;
    const size = `The payload for ${platformNames[platform]} has ${bytes.toLocaleString('en-US')} of ${mostBytes} bytes`;
    const words = isTooLarge ? `${size}: ${platformNames[platform]} refuses it. Shorten it.` : `${size}.`;
    return { platform, payload, bytes, isTooLarge, words };
  });
}

/** Of the fixed text: values come on top. Where the content has Liquid tags, not all of it may be shown. */
export function findLargePush({ channel, contents }: CompiledTemplate): Finding[] {
  if (channel !== 'push') return [];
  return Object.entries(contents).flatMap(([locale, sources]): Finding[] => {
    const fixed = Object.fromEntries(
      Object.entries(sources).map(([field, source]) => [field, removeLiquid(source)]),
    );
    const hasTags = Object.values(sources).some((source) => source.includes('{%'));
    const segments = locale === '' ? ['content'] : ['locales', locale];
    return measurePush(fixed)
      .filter(({ isTooLarge }) => isTooLarge)
      .map(({ words }) => ({
        segments,
        remedy: words,
        code: 'too_large' as const,
        ...omitAbsent({ severity: hasTags ? ('warning' as const) : undefined }),
      }));
  });
}
