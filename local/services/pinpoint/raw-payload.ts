/**
 * `RawContent` of a push: JSON with the payload of APNs, or with `fcmV1Message` for FCM. Pinpoint accepts the call and
 * answers each address with a permanent failure when the payload is wrong.
 */
import type { CapturedMessage } from '../../service.ts';
import type { Result } from './results.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface RawPayload {
  /** What the platform gets. */
  readonly payload: Fields;
  /** What a device shows of it. */
  readonly shown: Pick<CapturedMessage, 'title' | 'text'> & {
    readonly headers: Readonly<Record<string, string>>;
  };
}

/** Bytes that both platforms accept. */
const maxBytes = 4096;

export function readRawPayload(channel: string, content: string): RawPayload | Result {
  const root = parseObject(content);
  if (root === undefined) return failPayload(channel, 'RawContent is not a JSON object');
  return channel === 'GCM' ? readFcm(channel, root) : readApns(channel, root);
}

function readApns(channel: string, root: Fields): RawPayload | Result {
  const aps = readFields(root['aps']);
  const available = aps['content-available'];
  if (available !== 0 && available !== 1)
    return failPayload(channel, 'aps.content-available must be 0 or 1 in raw content');
  if (available === 1 && ['alert', 'badge', 'sound'].some((key) => aps[key] !== undefined))
    return failPayload(channel, 'A silent payload has neither alert, badge nor sound');
  if (countBytes(root) > maxBytes) return failPayload(channel, 'PayloadTooLarge');
  const alert = aps['alert'];
  const { title, body } = typeof alert === 'string' ? { title: undefined, body: alert } : readFields(alert);
  const { sound: Sound, badge: Badge, category: Category } = aps;
  const headers = pickTexts({ Sound, Badge, Category, Url: root['url'], ImageUrl: root['image'] });
  return { payload: root, shown: { ...describe(title, body), headers } };
}

function readFcm(channel: string, root: Fields): RawPayload | Result {
  const message = readFields(readFields(root['fcmV1Message'])['message']);
  if (Object.keys(message).length === 0)
    return failPayload(channel, 'RawContent has no fcmV1Message.message: FCM ended its older API in 2024');
  const data = readFields(message['data']);
  const wrong = Object.entries(data).find(([, value]) => typeof value !== 'string');
  if (wrong !== undefined)
    return failPayload(channel, `Invalid value at message.data.${wrong[0]}: a text is needed`);
  if (countBytes(message) > maxBytes) return failPayload(channel, 'Android message is too big');
  const { title, body, image } = readFields(message['notification']);
  const android = readFields(message['android']);
  const { sound, notification_count: Badge, click_action: Category } = readFields(android['notification']);
  const { ttl: TimeToLive, collapse_key: CollapseId } = android;
  const own = { Sound: sound, Badge, Category, TimeToLive, CollapseId };
  const headers = pickTexts({ ...own, Url: data['url'], ImageUrl: image });
  return { payload: message, shown: { ...describe(title, body), headers } };
}

/** As Pinpoint reports what a platform refuses of a payload: nothing in it blames the token. */
function failPayload(channelType: string, problem: string): Result {
  const isFcm = channelType === 'GCM';
  const response = isFcm ? { status: 'INVALID_ARGUMENT' } : { reason: problem };
  return {
    DeliveryStatus: 'PERMANENT_FAILURE',
    StatusCode: 400,
    StatusMessage: JSON.stringify({
      errorMessage: 'Invalid notification',
      channelType,
      pushProviderStatusCode: '400',
      pushProviderError: problem,
      pushProviderResponse: JSON.stringify(response),
    }),
  };
}

function describe(title: unknown, body: unknown): Pick<CapturedMessage, 'title' | 'text'> {
  return {
    ...(title !== undefined && { title: String(title) }),
    ...(body !== undefined && { text: String(body) }),
  };
}

function pickTexts(values: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    ),
  );
}

function countBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}

function readFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
