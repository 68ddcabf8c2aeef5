/** The payload of each platform: what APNs and FCM document, with raw content laid over it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../engine/base/json.ts';
import { readPushNotification } from '../../../../engine/messages/push/push-notification.ts';
import { buildPushPayload } from '../../../../engine/messages/push/push-payload.ts';
import {
  flattenRawContent,
  mergePatch,
  readRawContent,
} from '../../../../engine/messages/push/raw-content.ts';

const reference = { id: 'm1', profileId: 'p1' };
const full = {
  title: 'Sale',
  body: 'Today',
  url: 'shop://sale',
  image: 'https://shop.example/sale.png',
  sound: 'bell.caf',
  badge: '3',
  collapseKey: 'sale',
  timeToLive: '3600',
  category: 'SALE',
  'data.screen': 'sale',
};

describe('the payload of a push', () => {
  it('has the form of APNs', () => {
    expect(buildPushPayload('apns', readPushNotification(full), reference)).toEqual({
      aps: {
        alert: { title: 'Sale', body: 'Today' },
        sound: 'bell.caf',
        badge: 3,
        category: 'SALE',
        'mutable-content': 1,
        'content-available': 0,
      },
      url: 'shop://sale',
      image: 'https://shop.example/sale.png',
      screen: 'sale',
      'percorso-message': 'm1',
      'percorso-profile': 'p1',
    });
  });

  it('has the form of FCM HTTP v1, for Android and for iPhones with Firebase', () => {
    expect(buildPushPayload('gcm', readPushNotification(full), reference)).toEqual({
      notification: { title: 'Sale', body: 'Today', image: 'https://shop.example/sale.png' },
      data: { url: 'shop://sale', screen: 'sale', 'percorso-message': 'm1', 'percorso-profile': 'p1' },
      android: {
        collapse_key: 'sale',
        ttl: '3600s',
        notification: { sound: 'bell.caf', click_action: 'SALE', notification_count: 3, tag: 'sale' },
      },
      apns: {
        payload: { aps: { sound: 'bell.caf', badge: 3, category: 'SALE', 'mutable-content': 1 } },
        fcm_options: { image: 'https://shop.example/sale.png' },
      },
    });
  });

  it('is small when there is little to say', () => {
    const push = readPushNotification({ title: 'Hi', body: 'Hello' });
    expect(buildPushPayload('apns', push)).toEqual({
      aps: { alert: { title: 'Hi', body: 'Hello' }, 'content-available': 0 },
    });
    expect(buildPushPayload('gcm', push)).toEqual({ notification: { title: 'Hi', body: 'Hello' } });
  });

  it('shows nothing when it is silent', () => {
    const push = readPushNotification({ silent: 'true', 'data.sync': 'cart' });
    expect(buildPushPayload('apns', push)).toEqual({ aps: { 'content-available': 1 }, sync: 'cart' });
    expect(buildPushPayload('gcm', push)).toEqual({
      data: { sync: 'cart' },
      apns: { payload: { aps: { 'content-available': 1 } } },
    });
  });

  it('of a test message names no message: its opens are not counted', () => {
    const push = readPushNotification({ title: 'Hi', body: 'Hello' });
    const payload = buildPushPayload('apns', push, { ...reference, isTest: true });
    expect(JSON.stringify(payload)).not.toContain('percorso');
  });

  it.each(['', 'many', '-1', '2.5'])('sets no badge from "%s"', (badge) => {
    const push = readPushNotification({ ...full, badge });
    expect(buildPushPayload('apns', push)['aps']).not.toHaveProperty('badge');
  });

  it('cannot be made to name another message by its data', () => {
    const push = readPushNotification({ ...full, 'data.percorso-message': 'other' });
    expect(buildPushPayload('gcm', push, reference)['data']).toMatchObject({ 'percorso-message': 'm1' });
  });
});

describe('raw content', () => {
  // A JSON document has no -0.
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
  const object = fc
    .dictionary(fc.string({ minLength: 1 }), json, { maxKeys: 5 })
    .map((value): JsonObject => ({ ...value }));

  it('comes back from its flat fields, in whatever order they are', () => {
    fc.assert(
      fc.property(object, fc.infiniteStream(fc.nat()), (raw, order) => {
        const fields = flattenRawContent('apns', raw)
          .map((field) => ({ field, at: order.next().value }))
          .sort((left, right) => left.at - right.at)
          .map(({ field }) => field);
        expect(readRawContent('apns', Object.fromEntries(fields))).toEqual(raw);
        expect(readRawContent('gcm', Object.fromEntries(fields))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a text with quotes inside its place', () => {
    const fields = Object.fromEntries(
      flattenRawContent('gcm', { android: { notification: { tag: '{{ x }}' } } }),
    );
    const rendered = { ...fields, 'raw.gcm:/android/notification/tag': '"}, "data": {"a": "b' };
    expect(readRawContent('gcm', rendered)).toEqual({
      android: { notification: { tag: '"}, "data": {"a": "b' } },
    });
  });

  it('is merged as RFC 7396 says', () => {
    const raw = { aps: { 'thread-id': 'orders', sound: null, alert: { subtitle: 'Now' } }, x: [1, null] };
    const push = readPushNotification({
      ...full,
      ...Object.fromEntries(flattenRawContent('apns', raw)),
    });
    expect(buildPushPayload('apns', push)).toMatchObject({
      aps: { alert: { title: 'Sale', subtitle: 'Now' }, 'thread-id': 'orders', badge: 3 },
      x: [1, null],
    });
    expect(buildPushPayload('apns', push)['aps']).not.toHaveProperty('sound');
    expect(buildPushPayload('gcm', push)).toEqual(buildPushPayload('gcm', readPushNotification(full)));
  });

  it('neither replaces nor removes the names of the message and the person', () => {
    const names = { 'percorso-message': null, 'percorso-profile': 'other' };
    const fields = [...flattenRawContent('apns', names), ...flattenRawContent('gcm', { data: names })];
    const push = readPushNotification({ ...full, ...Object.fromEntries(fields) });
    const own = { 'percorso-message': 'm1', 'percorso-profile': reference.profileId };
    expect(buildPushPayload('apns', push, reference)).toMatchObject(own);
    expect(buildPushPayload('gcm', push, reference)['data']).toMatchObject(own);
  });

  // The examples of RFC 7396, appendix A, whose target and patch are objects.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ] as [JsonObject, JsonObject, JsonObject][])('merges %j and %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });
});
