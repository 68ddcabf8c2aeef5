/** The requests for push notifications: raw content for each platform, headers for APNs. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPinpointPushProvider } from '../../../adapters/providers/pinpoint-push.ts';
import type { PushNotification } from '../../../engine/messages/push/push-notification.ts';
import { type LoopbackServer, openLoopbackServer, type ServerAnswer } from '../../harness/loopback-server.ts';
import { connectTo } from '../../harness/provider-server.ts';
import { makeMessage } from '../../harness/sending-setup.ts';

let server: LoopbackServer;
beforeEach(async () => {
  server = await openLoopbackServer();
});
afterEach(() => server.close());

const push: PushNotification = { title: 'Hi', body: 'Hello', data: { screen: 'home' } };
const pinpointPush = () => createPinpointPushProvider('app', () => 0, connectTo(server));
const result = (address: string, DeliveryStatus: string, details: object = {}): ServerAnswer => ({
  status: 200,
  body: {
    ApplicationId: 'app',
    RequestId: 'r1',
    Result: { [address]: { DeliveryStatus, StatusCode: 200, MessageId: 'pp-1', ...details } },
  },
});

it.each([
  ['gcm:tok:en', 'GCM', 'tok:en'],
  ['fcm:t', 'GCM', 't'],
  ['apns_sandbox:t', 'APNS_SANDBOX', 't'],
])('sends a push to %s', async (to, ChannelType, token) => {
  server.answers.push(result(token, 'SUCCESSFUL'));
  const message = makeMessage({ channel: 'push', to });
  await pinpointPush().send(message, { ...push, url: 'https://x.example' });
  expect(server.requests[0]?.body).toMatchObject({
    Addresses: { [token]: { ChannelType } },
    MessageConfiguration: {
      DefaultPushNotificationMessage: {
        Action: 'URL',
        Url: 'https://x.example',
        Title: 'Hi',
        Data: { screen: 'home', 'percorso-message': message.id },
      },
    },
  });
});

const readSent = () => {
  const body = server.requests[0]?.body as {
    MessageConfiguration: Record<'APNSMessage' | 'GCMMessage', { RawContent: string }>;
  };
  const { APNSMessage, GCMMessage } = body.MessageConfiguration;
  const { RawContent, ...headers } = APNSMessage;
  return { headers, apns: JSON.parse(RawContent), gcm: JSON.parse(GCMMessage.RawContent) };
};

it('gives Pinpoint the whole payload of each platform as raw content', async () => {
  server.answers.push(result('t', 'SUCCESSFUL'));
  const message = makeMessage({ channel: 'push', to: 'apns:t' });
  await pinpointPush().send(message, { ...push, collapseKey: 'é'.repeat(40), timeToLive: 60 });
  const { headers, apns, gcm } = readSent();
  expect(headers).toEqual({ APNSPushType: 'alert', CollapseId: 'é'.repeat(32), TimeToLive: 60 });
  const reference = { 'percorso-message': message.id, 'percorso-profile': message.profileId };
  expect(apns).toMatchObject({
    aps: { alert: { title: 'Hi', body: 'Hello' } },
    screen: 'home',
    ...reference,
  });
  expect(gcm).toMatchObject({
    fcmV1Message: { message: { android: { ttl: '60s' }, data: { screen: 'home', ...reference } } },
  });
});

it('sends a silent push with low priority, as APNs demands', async () => {
  server.answers.push(result('t', 'SUCCESSFUL'));
  const message = makeMessage({ channel: 'push', to: 'apns:t' });
  await pinpointPush().send(message, { ...push, isSilent: true });
  expect(readSent().headers).toEqual({ APNSPushType: 'background', Priority: '5' });
});

it.each([
  [90_000, undefined, 90],
  [90_000, 60, 60],
  [90_000, 600, 90],
  [-1, 600, 0],
])('is not delivered after it expires: in %i ms, with a life of %s', async (expiresAt, timeToLive, life) => {
  server.answers.push(result('t', 'SUCCESSFUL'));
  const message = makeMessage({ channel: 'push', to: 'gcm:t', expiresAt });
  await pinpointPush().send(message, { ...push, ...(timeToLive === undefined ? {} : { timeToLive }) });
  expect(readSent().headers).toMatchObject({ TimeToLive: life });
  expect(readSent().gcm.fcmV1Message.message.android.ttl).toBe(`${life}s`);
});

it.each([
  ['apns:t', 'payload_too_large_apns'],
  ['gcm:t', 'payload_too_large_gcm'],
])('does not call for %s with a payload that the platform refuses', async (to, reason) => {
  const message = makeMessage({ channel: 'push', to });
  const answer = await pinpointPush().send(message, { ...push, body: 'x'.repeat(4096) });
  expect(answer).toMatchObject({ kind: 'refused', reason, fault: 'message' });
  expect(server.requests).toHaveLength(0);
});

it('waits without a call where no application was deployed', async () => {
  const answer = await createPinpointPushProvider('', () => 0, connectTo(server)).send(
    makeMessage({ channel: 'push' }),
    push,
  );
  expect(answer).toEqual({ kind: 'deferred', reason: 'pinpoint_application_missing', isBlocked: true });
  expect(server.requests).toHaveLength(0);
});

it.each(['pager:t', 'gcm:', 'token', '__proto__:t'])(
  'refuses %s as an address, without a call',
  async (to) => {
    const answer = await pinpointPush().send(makeMessage({ channel: 'push', to }), push);
    expect(answer).toMatchObject({ kind: 'refused', fault: 'address' });
    expect(server.requests).toHaveLength(0);
  },
);
