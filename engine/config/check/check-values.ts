/** Checks values of actions and steps: paths exist, and URLs of webhooks are safe to call. */
import { isObject } from '../../base/json.ts';
import type { ValueExpression } from '../../model/documents/document-base.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import { explainPath } from './check-paths.ts';

type Values = Readonly<Record<string, ValueExpression>>;

export function checkValues(values: Values | undefined, at: readonly PathSegment[]): Finding[] {
  return Object.entries(values ?? {}).flatMap(([name, value]) => checkValue(value, [...at, name]));
}

export function checkValue(value: ValueExpression, at: readonly PathSegment[]): Finding[] {
  if (!isObject(value) || !Object.hasOwn(value, 'from')) return [];
  const segments = [...at, 'from'];
  const { from } = value;
  if (typeof from !== 'string') {
    const remedy = '"from" is a path, such as "event.properties.total".';
    return [{ segments, received: from, remedy, code: 'wrong_type' }];
  }
  const extra = Object.keys(value).filter((key) => key !== 'from' && key !== 'default');
  if (extra.length > 0) {
    const remedy = `Beside "from" only "default" is allowed, not "${extra.join('", "')}".`;
    return [{ segments: at, received: value, remedy, code: 'unknown_key' }];
  }
  const remedy = explainPath(from);
  return remedy === undefined ? [] : [{ segments, received: from, remedy, code: 'invalid_path' }];
}

/** It is compared with the scores of other messages, so it must be a number. */
export function checkScore(score: ValueExpression | undefined, at: readonly PathSegment[]): Finding[] {
  if (score === undefined || typeof score === 'number') return [];
  const segments = [...at, 'score'];
  if (isObject(score) && Object.hasOwn(score, 'from')) return checkValue(score, segments);
  const remedy =
    'A score is a number, or { from: path } to one, such as { from: profile.computed.spent_30d }.';
  return [{ segments, received: score, remedy, code: 'wrong_type' }];
}

/**
 * Addresses of a machine's metadata and credentials, in the notation of URL: 169.254.0.0/16, fe80::/10, fd00:ec2::/32,
 * and the first one inside IPv6 (mapped, compatible, NAT64, 6to4).
 */
const linkLocalHost =
  /^(?:169\.254\.\d+\.\d+$|\[(?:fe[89ab][0-9a-f]:|fd00:ec2:|::(?:ffff:)?a9fe:|64:ff9b:(?:[0-9a-f:]*:)?a9fe:[0-9a-f]+\]|2002:a9fe:))/;

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** `caller`: what calls it, as the start of a sentence. */
export function checkUrl(text: string, segments: readonly PathSegment[], caller = 'A webhook'): Finding[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const remedy = `${caller} is a full URL, such as "https://example.com/hook".`;
    return [{ segments, received: text, remedy, code: 'wrong_value' }];
  }
  if (url.username !== '' || url.password !== '') {
    const remedy = 'Keep credentials out of the URL: send them in "headers".';
    return [{ segments, remedy, code: 'wrong_value' }];
  }
  if (linkLocalHost.test(url.hostname)) {
    const remedy = `${caller} must not call a link-local address: give the host of the other system.`;
    return [{ segments, received: text, remedy, code: 'wrong_value' }];
  }
  if (url.protocol === 'https:' || loopbackHosts.has(url.hostname)) return [];
  const remedy = 'Personal data would be sent unencrypted: use https.';
  return [{ segments, received: text, remedy, code: 'insecure_url' }];
}
