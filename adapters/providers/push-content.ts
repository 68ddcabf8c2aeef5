/** What Pinpoint sends to each platform: the payload as raw content, and beside it what APNs takes as headers. */
import type { DirectMessageConfiguration } from '@aws-sdk/client-pinpoint';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import {
  type PushNotification,
  type PushPlatform,
  pushPlatforms,
} from '../../engine/messages/push/push-notification.ts';
import {
  buildPushPayload,
  maxPushBytes,
  type PushReference,
} from '../../engine/messages/push/push-payload.ts';
import type { SendMessage } from '../../engine/model/effects.ts';

export interface PushContent {
  readonly configuration: DirectMessageConfiguration;
  /** Platforms that would refuse the payload because of its size. */
  readonly tooLarge: ReadonlySet<PushPlatform>;
}

export type PushMessage = PushReference & Pick<SendMessage, 'expiresAt'>;

/** `now`: epoch ms. */
export function createPushContent(
  message: PushMessage,
  rendered: PushNotification,
  now: number,
): PushContent {
  const push = limitLife(rendered, message.expiresAt, now);
  const payloads = pushPlatforms.map((platform) => {
    const payload = buildPushPayload(platform, push, message);
    const text = JSON.stringify(platform === 'gcm' ? { fcmV1Message: { message: payload } } : payload);
    return { platform, text, isTooLarge: Buffer.byteLength(JSON.stringify(payload)) > maxPushBytes };
  });
  const texts = new Map(payloads.map(({ platform, text }) => [platform, text]));
  const isBackground = push.isSilent === true;
  return {
    configuration: {
      APNSMessage: {
        RawContent: texts.get('apns'),
        APNSPushType: isBackground ? 'background' : 'alert',
        ...omitAbsent({
          // APNs refuses a background push of priority 10.
          Priority: isBackground ? '5' : undefined,
          CollapseId: push.collapseKey === undefined ? undefined : cutBytes(push.collapseKey, 64),
          TimeToLive: push.timeToLive,
        }),
      },
      GCMMessage: { RawContent: texts.get('gcm') },
      // Amazon Device Messaging and Baidu.
      DefaultPushNotificationMessage: {
        Title: push.title,
        Body: push.body,
        Data: {
          ...push.data,
          ...omitAbsent({ 'percorso-message': message.isTest ? undefined : (message.restOf ?? message.id) }),
        },
        ...omitAbsent({ SilentPush: isBackground || undefined }),
        ...(push.url === undefined ? { Action: 'OPEN_APP' } : { Action: 'URL', Url: push.url }),
      },
    },
    tooLarge: new Set(payloads.flatMap(({ platform, isTooLarge }) => (isTooLarge ? [platform] : []))),
  };
}

/** A platform must not show a message after it has expired. */
function limitLife(push: PushNotification, expiresAt: number | undefined, now: number): PushNotification {
  if (expiresAt === undefined) return push;
  const rest = Math.max(0, Math.floor((expiresAt - now) / 1000));
  return { ...push, timeToLive: Math.min(push.timeToLive ?? longestLife, rest) };
}

/** Four weeks: what FCM accepts. */
const longestLife = 2_419_200;

function cutBytes(text: string, most: number): string {
  let cut = text;
  while (Buffer.byteLength(cut) > most) cut = [...cut].slice(0, -1).join('');
  return cut;
}
