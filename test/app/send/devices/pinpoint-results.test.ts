/** Each documented answer of SendMessages for a push, and answers for several devices. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPinpointPushProvider } from '../../../../adapters/providers/pinpoint-push.ts';
import type { PushNotification } from '../../../../engine/messages/push/push-notification.ts';
import { type LoopbackServer, openLoopbackServer } from '../../../harness/loopback-server.ts';
import { connectTo } from '../../../harness/provider-server.ts';
import { makeMessage } from '../../../harness/sending-setup.ts';

let server: LoopbackServer;
beforeEach(async () => {
  server = await openLoopbackServer();
});
afterEach(() => server.close());

const push: PushNotification = { title: 'Hi', body: 'Hello', data: {} };
const send = (results: object, to: string, devices: readonly string[] = []) => {
  server.answers.push({ status: 200, body: { ApplicationId: 'app', RequestId: 'r1', Result: results } });
  const provider = createPinpointPushProvider('app', () => 0, connectTo(server));
  return provider.send(makeMessage({ channel: 'push', to, devices }), push);
};

describe('a documented answer', () => {
  const folder = new URL('../../../fixtures/push/', import.meta.url);
  const read = (name: string): { Result: object } =>
    JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
  const expected: Readonly<Record<string, object | 'unknown'>> = {
    successful: { kind: 'accepted', providerId: 'msg-1', devices: [{ action: 'keep', isSent: true }] },
    duplicate: { kind: 'accepted' },
    'opt-out': { kind: 'refused', fault: 'message', reason: 'opt_out' },
    'permanent-failure': {
      kind: 'refused',
      fault: 'address',
      reason: 'Unregistered',
      devices: [{ address: 'apns:t1', action: 'remove', knownSince: 1_764_320_400_000 }],
    },
    'temporary-failure': { kind: 'deferred', reason: 'temporary_failure' },
    throttled: { kind: 'deferred', isThrottled: true },
    timeout: 'unknown',
    'unknown-failure': 'unknown',
    'updated-token': { kind: 'accepted', devices: [{ action: 'replace', replacement: 'gcm:t2' }] },
  };

  it.each(Object.entries(expected))('%s', async (name, answer) => {
    const service = name === 'permanent-failure' ? 'apns' : 'gcm';
    const sent = send(read(name).Result, `${service}:t1`);
    if (answer === 'unknown') await expect(sent).rejects.toThrow(/unknown/);
    else expect(await sent).toMatchObject(answer);
  });

  it('has a fixture for each, and each fixture an expectation', () => {
    const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
    expect(names.sort()).toEqual(Object.keys(expected).sort());
  });
});

describe('an answer for several devices', () => {
  const ok = { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, MessageId: 'm' };
  const busy = { DeliveryStatus: 'TEMPORARY_FAILURE', StatusCode: 500 };
  const dead = { DeliveryStatus: 'PERMANENT_FAILURE', StatusCode: 410, StatusMessage: 'Unregistered' };
  const wrong = {
    DeliveryStatus: 'PERMANENT_FAILURE',
    StatusCode: 400,
    StatusMessage: '{"pushProviderError":"BadDeviceToken"}',
  };
  const lost = { DeliveryStatus: 'TIMEOUT', StatusCode: 500 };

  it('comes from one call with all of their tokens', async () => {
    await send({ a: ok, b: ok, c: ok }, 'apns:a', ['gcm:b', 'apns_sandbox:c']);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.body).toMatchObject({
      Addresses: {
        a: { ChannelType: 'APNS' },
        b: { ChannelType: 'GCM' },
        c: { ChannelType: 'APNS_SANDBOX' },
      },
    });
  });

  it('is for the device that was used last, if two services have one token', async () => {
    const answer = await send({ a: dead, b: ok }, 'apns_sandbox:a', ['apns:a', 'gcm:b']);
    expect(server.requests[0]?.body).toMatchObject({
      Addresses: { a: { ChannelType: 'APNS_SANDBOX' }, b: { ChannelType: 'GCM' } },
    });
    expect(answer.devices).toMatchObject([
      { address: 'apns_sandbox:a', action: 'remove' },
      { address: 'apns:a', action: 'keep', isSent: false, reason: 'token_of_another_service' },
      { address: 'gcm:b', isSent: true },
    ]);
  });

  it.each([
    [
      { a: ok, b: busy, c: dead },
      { kind: 'accepted', providerId: 'm' },
    ],
    [{ a: lost, b: ok, c: dead }, { kind: 'accepted' }],
    [
      { a: dead, b: busy, c: dead },
      { kind: 'deferred', reason: 'temporary_failure' },
    ],
    [
      { a: dead, b: dead, c: dead },
      { kind: 'refused', fault: 'address' },
    ],
    [
      { a: dead, b: wrong, c: dead },
      { kind: 'refused', fault: 'message', reason: 'BadDeviceToken' },
    ],
  ])('%j means %j', async (results, answer) => {
    expect(await send(results, 'apns:a', ['apns:b', 'apns:c'])).toMatchObject(answer);
  });

  it('is unknown where no device has the message and one may have it', async () => {
    await expect(send({ a: lost, b: dead, c: busy }, 'apns:a', ['apns:b', 'apns:c'])).rejects.toThrow(
      /unknown/,
    );
    await expect(send({ a: dead }, 'apns:a', ['apns:b'])).rejects.toThrow(/nothing/);
  });

  it('says of each device what becomes of it', async () => {
    const answer = await send({ a: ok, b: busy, c: dead, d: wrong }, 'apns:a', [
      'apns:b',
      'apns:c',
      'apns:d',
      'pager:e',
    ]);
    expect(answer.devices).toEqual([
      { address: 'apns:a', action: 'keep', isSent: true, isRetried: false, reason: 'accepted' },
      { address: 'apns:b', action: 'keep', isSent: false, isRetried: true, reason: 'temporary_failure' },
      { address: 'apns:c', action: 'remove', isSent: false, isRetried: false, reason: 'Unregistered' },
      { address: 'apns:d', action: 'alarm', isSent: false, isRetried: false, reason: 'BadDeviceToken' },
      { address: 'pager:e', action: 'keep', isSent: false, isRetried: false, reason: 'push_service_unknown' },
    ]);
  });
});
