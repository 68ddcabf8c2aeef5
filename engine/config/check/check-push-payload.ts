/** Builds the payloads of a push and finds what raw content makes of them that no platform, or not Pinpoint, accepts. */
import { isObject, type JsonObject } from '../../base/json.ts';
import {
  type PushPlatform,
  pushPlatforms,
  readPushNotification,
} from '../../messages/push/push-notification.ts';
import { buildPushPayload } from '../../messages/push/push-payload.ts';
import { flattenRawContent } from '../../messages/push/raw-content.ts';
import type { TemplateContent } from '../../model/documents/template-document.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import { reservedDataName } from './check-push-content.ts';

/** Where raw content is wrong, behind its platform, and what to do. */
type Fault = readonly [path: readonly string[], remedy: string];

/** `content`: all of one language, with what a locale inherits. Nothing without raw content. */
export function checkPushPayload(content: TemplateContent, at: readonly PathSegment[]): Finding[] {
  const push = readPushNotification(listFields(content));
  return pushPlatforms.flatMap((platform): Finding[] => {
    if (push.raw?.[platform] === undefined) return [];
    const payload = buildPushPayload(platform, push);
    return finders[platform](payload, push.isSilent === true).map(([path, remedy]) => ({
      segments: [...at, 'raw', platform, ...path],
      remedy,
      code: 'wrong_value',
      received: path.reduce<unknown>(readMember, payload),
    }));
  });
}

function listFields({ silent, title, body, sound, badge, data = {}, raw = {} }: TemplateContent) {
  const texts = { title, body, sound, badge, silent };
  return Object.fromEntries([
    ...Object.entries(texts).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ...Object.entries(data).map(([name, value]) => [`data.${name}`, value]),
    ...Object.entries(raw).flatMap(([platform, patch]) => flattenRawContent(platform, patch)),
  ]) as Record<string, string>;
}

const finders: Readonly<Record<PushPlatform, (payload: JsonObject, isSilent: boolean) => Fault[]>> = {
  apns: findApnsFaults,
  gcm: findFcmFaults,
};

const reservedRemedy = 'The platforms or Percorso reserve this name: use another.';
const shownFields = ['alert', 'badge', 'sound'] as const;

function findApnsFaults(payload: JsonObject, isSilent: boolean): Fault[] {
  const aps = payload['aps'];
  const faults = Object.keys(payload)
    .filter((name) => name.startsWith('percorso-'))
    .map((name): Fault => [[name], reservedRemedy]);
  if (!isObject(aps)) return [...faults, [['aps'], 'APNs needs aps: change or remove single keys of it.']];
  const shown = shownFields.filter((field) => aps[field] !== undefined);
  if (aps['content-available'] !== (isSilent ? 1 : 0)) {
    const remedy = isSilent
      ? 'A silent push has content-available 1: remove this key.'
      : 'A push that shows something has content-available 0: remove this key, or set silent: true.';
    faults.push([['aps', 'content-available'], remedy]);
  }
  if (isSilent)
    for (const field of shown)
      faults.push([['aps', field], `A silent push shows nothing: remove ${field}, or silent.`]);
  else if (shown.length === 0)
    faults.push([['aps'], 'Nothing is left to show: keep alert, badge or sound, or set silent: true.']);
  return faults;
}

const targets = ['token', 'topic', 'condition'] as const;
const parts = ['notification', 'data', 'android', 'apns', 'webpush'] as const;

function findFcmFaults(payload: JsonObject): Fault[] {
  const faults = targets
    .filter((name) => payload[name] !== undefined)
    .map((name): Fault => [[name], `Pinpoint sets the receiver of a message: remove ${name}.`]);
  if (parts.every((name) => payload[name] === undefined))
    faults.push([[], 'Nothing is left of the message: keep notification or data.']);
  return [...faults, ...findDataFaults(payload['data'], ['data']), ...findAndroidFaults(payload['android'])];
}

/** Android gets these instead of the others. */
function findAndroidFaults(android: unknown): Fault[] {
  return isObject(android) ? findDataFaults(android['data'], ['android', 'data']) : [];
}

function findDataFaults(data: unknown, path: readonly string[]): Fault[] {
  if (data === undefined) return [];
  if (!isObject(data)) return [[path, 'FCM accepts an object of texts here.']];
  const names = Object.keys(data);
  return [
    ...names
      .filter((name) => typeof data[name] !== 'string')
      .map((name): Fault => [[...path, name], 'FCM accepts only texts in data: write the value in quotes.']),
    ...names
      .filter((name) => reservedDataName.test(name))
      .map((name): Fault => [[...path, name], reservedRemedy]),
  ];
}

function readMember(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
