/** Push notifications by Pinpoint `SendMessages`, addressed by token (endpoints are gone). */
import type { AddressConfiguration, PinpointClientConfig } from '@aws-sdk/client-pinpoint';
import type { Provider } from '../../app/ports/providers.ts';
import type { PushNotification, PushPlatform } from '../../engine/messages/push/push-notification.ts';
import { refuse } from './classify-error.ts';
import { createPinpointSender } from './pinpoint-client.ts';
import { createPushContent } from './push-content.ts';

type PushChannel = NonNullable<AddressConfiguration['ChannelType']>;

/** First part of an address `<service>:<token>` → Pinpoint's channel, and whose payload it takes. */
const services: Readonly<
  Record<string, { readonly channel: PushChannel; readonly platform?: PushPlatform }>
> = {
  gcm: { channel: 'GCM', platform: 'gcm' },
  fcm: { channel: 'GCM', platform: 'gcm' },
  apns: { channel: 'APNS', platform: 'apns' },
  apns_sandbox: { channel: 'APNS_SANDBOX', platform: 'apns' },
  apns_voip: { channel: 'APNS_VOIP', platform: 'apns' },
  apns_voip_sandbox: { channel: 'APNS_VOIP_SANDBOX', platform: 'apns' },
  adm: { channel: 'ADM' },
  baidu: { channel: 'BAIDU' },
};

/** `now`: epoch ms. */
export function createPinpointPushProvider(
  applicationId: string,
  now: () => number,
  overrides: PinpointClientConfig = {},
): Provider<PushNotification> {
  const send = createPinpointSender(applicationId, overrides);
  return {
    async send(message, push) {
      const colon = message.to.indexOf(':');
      const service = message.to.slice(0, Math.max(colon, 0)).toLowerCase();
      const token = message.to.slice(colon + 1);
      const known = Object.hasOwn(services, service) ? services[service] : undefined;
      if (known === undefined || token === '') return refuse('push_service_unknown', 'address');
      const { configuration, tooLarge } = createPushContent(message, push, now());
      if (known.platform !== undefined && tooLarge.has(known.platform))
        return refuse(`payload_too_large_${known.platform}`, 'message');
      return send({ message, address: token, channel: known.channel, content: configuration });
    },
  };
}
