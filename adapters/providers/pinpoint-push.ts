/** Push notifications by Pinpoint `SendMessages`, addressed by token (endpoints are gone). */
import type { AddressConfiguration, PinpointClientConfig } from '@aws-sdk/client-pinpoint';
import type { Provider, RenderedPush } from '../../app/ports/providers.ts';
import { refuse } from './classify-error.ts';
import { createPinpointSender } from './pinpoint-client.ts';

type PushChannel = NonNullable<AddressConfiguration['ChannelType']>;

/** First part of an address `<service>:<token>` → Pinpoint's channel. */
const channels: Readonly<Record<string, PushChannel>> = {
  gcm: 'GCM',
  fcm: 'GCM',
  apns: 'APNS',
  apns_sandbox: 'APNS_SANDBOX',
  apns_voip: 'APNS_VOIP',
  apns_voip_sandbox: 'APNS_VOIP_SANDBOX',
  adm: 'ADM',
  baidu: 'BAIDU',
};

export function createPinpointPushProvider(
  applicationId: string,
  overrides: PinpointClientConfig = {},
): Provider<RenderedPush> {
  const send = createPinpointSender(applicationId, overrides);
  return {
    async send(message, { title, body, url, data }) {
      const colon = message.to.indexOf(':');
      const service = message.to.slice(0, Math.max(colon, 0)).toLowerCase();
      const token = message.to.slice(colon + 1);
      const channel = Object.hasOwn(channels, service) ? channels[service] : undefined;
      if (channel === undefined || token === '') return refuse('push_service_unknown', 'address');
      return send({
        message,
        address: token,
        channel,
        content: {
          DefaultPushNotificationMessage: {
            Title: title,
            Body: body,
            Data: { ...data, 'percorso-message': message.id },
            ...(url === undefined ? { Action: 'OPEN_APP' } : { Action: 'URL', Url: url }),
          },
        },
      });
    },
  };
}
