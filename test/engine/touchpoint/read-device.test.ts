/** Which device a touchpoint is about. */
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { readDeviceAddress } from '../../../engine/touchpoint/read-device.ts';

const read = (detail: JsonObject, name = 'Seen', source = 'app') =>
  readDeviceAddress(
    parseTouchpoint({
      ...{ id: 'e', source, 'detail-type': name, time: '2026-11-20T10:00:00Z' },
      detail: { userId: 'u', ...detail },
    }),
  );
const device = (type: string, token: string) => ({ context: { device: { type, token } } });

it.each([
  [device('iOS', ' abc '), 'apns:abc'],
  [device('android', 'd:APA91'), 'gcm:d:APA91'],
  [device('ios', 'fcm:d:APA91'), 'gcm:d:APA91'],
  [device('windows', 'abc'), 'invalid'],
  [{ context: { device: { type: 'ios', token: 42 } } }, 'invalid'],
  [{ context: { device: { type: 'ios', token: null } } }, undefined],
  [device('ios', ' '), undefined],
  [device('ios', 'a b'), 'invalid'],
  [device('ios', 'a'.repeat(500)), 'invalid'],
  [{ context: { device: 'ios' } }, undefined],
  [{ traits: { pushToken: 'gcm:abc' } }, 'gcm:abc'],
  [{ traits: { pushToken: 'abc' } }, undefined],
])('reads %j as %s', (detail, address) => {
  expect(read(detail)).toBe(address);
});

it.each([
  ['Device Removed', { address: 'gcm:a' }, 'gcm:a'],
  ['Device Replaced', { address: 'gcm:a', replacement: 'gcm:b' }, 'gcm:b'],
  ['Message Sent', { channel: 'push', address: 'gcm:a' }, undefined],
])('reads the report %s with %j as %s, from Percorso alone', (name, properties, address) => {
  expect(read({ properties, profileId: 'p' }, name, 'percorso')).toBe(address);
  expect(read({ properties }, name, 'app')).toBeUndefined();
});
