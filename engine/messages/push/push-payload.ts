/**
 * The payload that a platform gets. Percorso builds the whole of it and gives it to Pinpoint as raw content, so that
 * its size is known before it is sent, and apps need no code of Pinpoint.
 */
import { type JsonObject, keepKnown } from '../../base/json.ts';
import type { SendMessage } from '../../model/effects.ts';
import type { PushNotification, PushPlatform } from './push-notification.ts';
import { mergePatch } from './raw-content.ts';

/** Bytes of UTF-8 that APNs and FCM accept. */
export const maxPushBytes = 4096;

/** What a push carries of its message: an app reports both when the person taps it. */
export type PushReference = Pick<SendMessage, 'id' | 'profileId' | 'isTest' | 'restOf'>;

const builders: Readonly<
  Record<PushPlatform, (push: PushNotification, data: Readonly<Record<string, string>>) => JsonObject>
> = { apns: buildApns, gcm: buildFcm };

const wrappers: Readonly<Record<PushPlatform, (own: JsonObject) => JsonObject>> = {
  apns: (own) => own,
  gcm: (own) => keepKnown({ data: orAbsent(own) }),
};

/** Of `gcm`: the `message` of FCM's HTTP v1 API, without its token. */
export function buildPushPayload(
  platform: PushPlatform,
  push: PushNotification,
  reference?: PushReference,
): JsonObject {
  const { url, image, data } = push;
  const own: Record<string, string> =
    reference === undefined || reference.isTest
      ? {}
      : { 'percorso-message': reference.restOf ?? reference.id, 'percorso-profile': reference.profileId };
  const known = platform === 'apns' ? { url, image } : { url };
  const payload = builders[platform](push, { ...readTexts(known), ...data });
  // Last, so that raw content neither replaces nor removes them.
  return mergePatch(mergePatch(payload, push.raw?.[platform] ?? {}), wrappers[platform](own));
}

/** Without an image of its own, an app extension shows the one in `image`. */
function buildApns(push: PushNotification, data: Readonly<Record<string, string>>): JsonObject {
  const { title, body, image, sound, badge, category } = push;
  // Pinpoint needs `content-available` in raw content. A silent payload has neither alert, badge nor sound.
  const aps: JsonObject = push.isSilent
    ? { 'content-available': 1 }
    : {
        alert: { title, body },
        ...keepKnown({ sound, badge, category, 'mutable-content': image === undefined ? undefined : 1 }),
        'content-available': 0,
      };
  return { aps, ...data };
}

function buildFcm(push: PushNotification, data: Readonly<Record<string, string>>): JsonObject {
  const { title, body, image, sound, badge, category, collapseKey, timeToLive } = push;
  const android = keepKnown({
    collapse_key: collapseKey,
    ttl: timeToLive === undefined ? undefined : `${timeToLive}s`,
    notification: push.isSilent
      ? undefined
      : orAbsent(keepKnown({ sound, click_action: category, notification_count: badge, tag: collapseKey })),
  });
  // Of an iPhone whose app uses Firebase.
  const aps = push.isSilent
    ? { 'content-available': 1 }
    : keepKnown({ sound, badge, category, 'mutable-content': image === undefined ? undefined : 1 });
  const apns = keepKnown({
    payload: orAbsent(keepKnown({ aps: orAbsent(aps) })),
    fcm_options: push.isSilent ? undefined : orAbsent(keepKnown({ image })),
  });
  return keepKnown({
    notification: push.isSilent ? undefined : { title, body, ...keepKnown({ image }) },
    data: orAbsent(data),
    android: orAbsent(android),
    apns: orAbsent(apns),
  });
}

function orAbsent(fields: JsonObject): JsonObject | undefined {
  return Object.keys(fields).length === 0 ? undefined : fields;
}

function readTexts(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])),
  );
}
