/** The local Pinpoint reads the raw content of a push as APNs and FCM do, and refuses what they refuse. */
import { beforeEach, expect, it } from 'vitest';
import type { Service } from '../../../../local/service.ts';
import { createPinpoint } from '../../../../local/services/pinpoint/pinpoint.ts';
import { createCaller, createFakeCloud, type FakeCloud } from '../../../harness/fake-cloud.ts';

let cloud: FakeCloud;
let service: Service;
beforeEach(async () => {
  cloud = createFakeCloud();
  service = await createPinpoint(cloud);
});

async function send(MessageRequest: object): Promise<Record<string, Record<string, unknown>>> {
  const ApplicationId = '0123456789abcdef0123456789abcdef';
  const answer = await createCaller(service)('SendMessages', { ApplicationId, MessageRequest });
  return (answer['MessageResponse'] as { Result: Record<string, Record<string, unknown>> }).Result;
}

const makeRaw = (channel: string, content: unknown) => ({
  Addresses: { t: { ChannelType: channel } },
  MessageConfiguration: {
    [channel === 'GCM' ? 'GCMMessage' : 'APNSMessage']: { RawContent: JSON.stringify(content) },
  },
});

it.each([
  [
    'APNS',
    { aps: { alert: { title: 'Sale', body: 'Today' }, badge: 2, 'content-available': 0 }, url: 'a://b' },
  ],
  [
    'GCM',
    {
      fcmV1Message: {
        message: {
          notification: { title: 'Sale', body: 'Today' },
          data: { url: 'a://b' },
          android: { notification: { notification_count: 2 } },
        },
      },
    },
  ],
])('shows what a device shows of raw content for %s', async (channel, content) => {
  await send(makeRaw(channel, content));
  expect(cloud.messages).toMatchObject([
    { title: 'Sale', text: 'Today', headers: { ChannelType: channel, Badge: '2', Url: 'a://b' } },
  ]);
  expect(cloud.messages[0]?.raw['payload']).toEqual(
    'fcmV1Message' in content ? content.fcmV1Message.message : content,
  );
});

it.each([
  ['APNS', { aps: { alert: 'x' } }, 'content-available'],
  ['APNS', { aps: { 'content-available': 1, sound: 'default' } }, 'silent'],
  ['APNS', { aps: { 'content-available': 0 }, x: 'x'.repeat(4096) }, 'PayloadTooLarge'],
  ['GCM', { notification: { title: 'x' } }, 'fcmV1Message'],
  ['GCM', { fcmV1Message: { message: { data: { n: 1 } } } }, 'message.data.n'],
  ['GCM', { fcmV1Message: { message: { data: { n: 'x'.repeat(4096) } } } }, 'too big'],
])('lets %s refuse the payload %j, and blames no token', async (channel, content, problem) => {
  const { t } = await send(makeRaw(channel, content));
  expect(t).toMatchObject({ DeliveryStatus: 'PERMANENT_FAILURE', StatusCode: 400 });
  expect(JSON.parse(String(t?.['StatusMessage']))).toMatchObject({
    channelType: channel,
    pushProviderError: expect.stringContaining(problem),
  });
  expect(cloud.messages).toEqual([]);
});
