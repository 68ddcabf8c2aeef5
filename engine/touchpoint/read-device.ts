/** Reads which device a touchpoint is about: `context.device`, the trait `pushToken`, or a report of the senders. */

import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { normalizePushToken } from '../channels/normal-forms.ts';
import { maxAddressLength } from '../model/address-statement.ts';
import type { Touchpoint } from '../model/touchpoint.ts';

/** `signedOut` is a touchpoint of the app; the others are reports of Percorso about one device of the person. */
export const deviceEvents = {
  signedOut: 'Signed Out',
  removed: 'Device Removed',
  replaced: 'Device Replaced',
} as const;

/** A report of Percorso, which says nothing about the person's presence. */
export function isDeviceReport({ source, name }: Pick<Touchpoint, 'source' | 'name'>): boolean {
  return source === 'percorso' && (name === deviceEvents.removed || name === deviceEvents.replaced);
}

/**
 * `<service>:<token>`, of a `Device Replaced` the new one. Undefined: the touchpoint is about no device. `invalid`: its
 * token cannot be an address.
 */
export function readDeviceAddress(touchpoint: Touchpoint): string | 'invalid' | undefined {
  const { name, source, context, properties, traits } = touchpoint;
  if (source === 'percorso') {
    if (!isDeviceReport(touchpoint)) return undefined;
    return normalize(properties[name === deviceEvents.replaced ? 'replacement' : 'address']);
  }
  const { device } = context;
  if (isObject(device) && hasToken(device)) return normalize(readToken(device)) ?? 'invalid';
  // A malformed trait is kept as any trait, and refused when a message is sent.
  return normalize(traits['pushToken']);
}

function normalize(value: Json | undefined): string | undefined {
  const address = typeof value === 'string' ? normalizePushToken(value) : undefined;
  return address !== undefined && address.length <= maxAddressLength ? address : undefined;
}

/** Push service by `context.device.type`. */
const services: Readonly<Record<string, string>> = { ios: 'apns', android: 'gcm' };

function hasToken({ token = null }: JsonObject): boolean {
  return typeof token === 'string' ? token.trim() !== '' : token !== null;
}

/** `{ type: 'ios', token: 'abc' }` → `apns:abc`; a token with its service stays as it is. */
function readToken({ type, token }: JsonObject): string | undefined {
  if (typeof token !== 'string') return undefined;
  if (normalizePushToken(token) !== undefined) return token;
  const platform = typeof type === 'string' ? type.toLowerCase() : '';
  return Object.hasOwn(services, platform) ? `${services[platform]}:${token.trim()}` : undefined;
}
