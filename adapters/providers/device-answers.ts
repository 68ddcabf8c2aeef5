/**
 * What the answer for one device means, for the device and for the message: a table, read from the top. Pinpoint
 * answers a call with 200 and hides failures per address. Its own status code and `errorMessage` cannot be trusted: a
 * token of the wrong environment has 410 and "Unregistered or expired token". What the push service said is in the
 * JSON of `StatusMessage`.
 */
import type { MessageResult } from '@aws-sdk/client-pinpoint';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { PushPlatform } from '../../engine/messages/push/push-notification.ts';

/** `alarm`: the device is kept, and an operator must correct a setting. */
export type DeviceAction = 'keep' | 'remove' | 'replace' | 'alarm';

/**
 * For the message: the device has it (`accepted`), a later call may reach it (`retry`, `throttled`), only after the
 * operator acted (`blocked`), never (`refused`), or no one knows (`unknown`).
 */
export type DeviceOutcome = 'accepted' | 'retry' | 'throttled' | 'blocked' | 'refused' | 'unknown';

export interface DeviceAnswer {
  readonly action: DeviceAction;
  readonly outcome: DeviceOutcome;
  /** The push service's name for it, free of personal data. */
  readonly reason: string;
  /** Of `remove`: since when the token is dead (epoch ms), where the push service says so. */
  readonly deadSince?: number;
  /** Of `replace`: the new token. */
  readonly token?: string;
}

interface Rule {
  readonly platform?: PushPlatform;
  /** Codes of the push service, else of Pinpoint. */
  readonly codes?: readonly number[];
  /** In what the push service said, else in the whole status message. */
  readonly error?: RegExp;
  readonly action: DeviceAction;
  readonly outcome: DeviceOutcome;
}

const permanentRules: readonly Rule[] = [
  { error: /no channel of type|channel is (?:disabled|not enabled)/i, action: 'alarm', outcome: 'blocked' },
  // APNs: https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns
  { platform: 'apns', error: /BadDeviceToken/, action: 'alarm', outcome: 'refused' },
  {
    platform: 'apns',
    error: /DeviceTokenNotForTopic|TopicDisallowed|BadTopic|MissingTopic/,
    action: 'alarm',
    outcome: 'refused',
  },
  {
    platform: 'apns',
    error: /Certificate|ProviderToken|BadEnvironmentKey|Forbidden/,
    action: 'alarm',
    outcome: 'blocked',
  },
  { platform: 'apns', error: /TooManyRequests/, action: 'keep', outcome: 'throttled' },
  {
    platform: 'apns',
    error: /InternalServerError|ServiceUnavailable|Shutdown|IdleTimeout/,
    action: 'keep',
    outcome: 'retry',
  },
  {
    platform: 'apns',
    error: /Payload|BadCollapseId|BadExpirationDate|BadPriority|InvalidPushType|BadMessageId/,
    action: 'keep',
    outcome: 'refused',
  },
  { platform: 'apns', error: /Unregistered|ExpiredToken/, action: 'remove', outcome: 'refused' },
  // FCM: https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode
  { platform: 'gcm', error: /SENDER_ID_MISMATCH|MismatchSenderId/i, action: 'alarm', outcome: 'refused' },
  {
    platform: 'gcm',
    error: /THIRD_PARTY_AUTH_ERROR|PERMISSION_DENIED|UNAUTHENTICATED/,
    action: 'alarm',
    outcome: 'blocked',
  },
  { platform: 'gcm', error: /QUOTA_EXCEEDED|RESOURCE_EXHAUSTED/, action: 'keep', outcome: 'throttled' },
  { platform: 'gcm', error: /UNAVAILABLE|\bINTERNAL\b/, action: 'keep', outcome: 'retry' },
  {
    platform: 'gcm',
    error: /UNREGISTERED|NotRegistered|requested entity was not found/i,
    action: 'remove',
    outcome: 'refused',
  },
  // INVALID_ARGUMENT is a dead token only if it names the token: a wrong payload would remove everybody.
  {
    platform: 'gcm',
    error: /not a valid FCM registration token|InvalidRegistration/,
    action: 'remove',
    outcome: 'refused',
  },
  { platform: 'gcm', error: /INVALID_ARGUMENT/, action: 'keep', outcome: 'refused' },
  { codes: [401, 403, 404], action: 'alarm', outcome: 'blocked' },
  { codes: [429], action: 'keep', outcome: 'throttled' },
  { codes: [500, 502, 503, 504], action: 'keep', outcome: 'retry' },
  { codes: [410], error: /unregistered|not registered|expired/i, action: 'remove', outcome: 'refused' },
  { action: 'keep', outcome: 'refused' },
];

/** `platform`: undefined for services other than APNs and FCM. */
export function classifyDevice(
  result: MessageResult | undefined,
  platform: PushPlatform | undefined,
): DeviceAnswer {
  switch (result?.DeliveryStatus) {
    case 'SUCCESSFUL':
      return result.UpdatedToken === undefined || result.UpdatedToken === ''
        ? { action: 'keep', outcome: 'accepted', reason: 'accepted' }
        : { action: 'replace', outcome: 'accepted', reason: 'updated', token: result.UpdatedToken };
    // Pinpoint accepted it for this address before.
    case 'DUPLICATE':
      return { action: 'keep', outcome: 'accepted', reason: 'duplicate' };
    case 'THROTTLED':
      return { action: 'keep', outcome: 'throttled', reason: 'throttled' };
    case 'TEMPORARY_FAILURE':
      return { action: 'keep', outcome: 'retry', reason: 'temporary_failure' };
    // Opt-outs were those of Pinpoint's endpoints.
    case 'OPT_OUT':
      return { action: 'keep', outcome: 'refused', reason: 'opt_out' };
    case 'PERMANENT_FAILURE':
      return classifyFailure(result, platform);
    default:
      return { action: 'keep', outcome: 'unknown', reason: result?.DeliveryStatus ?? 'nothing' };
  }
}

function classifyFailure(
  { StatusCode = 0, StatusMessage = '' }: Partial<MessageResult>,
  platform: PushPlatform | undefined,
): DeviceAnswer {
  const { code = StatusCode, error = StatusMessage, timestamp } = readStatus(StatusMessage);
  const rule = permanentRules.find(
    (one) =>
      (one.platform === undefined || one.platform === platform) &&
      (one.codes === undefined || one.codes.includes(code)) &&
      (one.error === undefined || one.error.test(error)),
  );
  const { action = 'keep', outcome = 'refused', error: known } = rule ?? {};
  const name = known?.exec(error)?.[0];
  const reason = name === undefined ? `permanent_failure_${code}` : name.replace(/\W+/g, '_').slice(0, 40);
  return {
    action,
    outcome,
    reason,
    ...omitAbsent({ deadSince: action === 'remove' ? timestamp : undefined }),
  };
}

interface PushStatus {
  readonly code?: number;
  /** `pushProviderError` and `pushProviderResponse`: what the push service itself said. */
  readonly error?: string;
  /** Of APNs: since when the token is dead (epoch ms). */
  readonly timestamp?: number;
}

/** Empty where the message is no JSON of Pinpoint. */
function readStatus(text: string): PushStatus {
  const { pushProviderStatusCode, pushProviderError, pushProviderResponse } = parseObject(text);
  const said = [pushProviderError, pushProviderResponse].filter((part) => typeof part === 'string');
  const { timestamp } = parseObject(typeof pushProviderResponse === 'string' ? pushProviderResponse : '');
  const code = Number(pushProviderStatusCode);
  return omitAbsent<PushStatus>({
    code: Number.isInteger(code) && code > 0 ? code : undefined,
    error: said.length === 0 ? undefined : said.join(' '),
    timestamp: typeof timestamp === 'number' && timestamp > 0 ? timestamp : undefined,
  });
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
