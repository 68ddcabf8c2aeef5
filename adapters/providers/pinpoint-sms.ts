/** SMS by Pinpoint `SendMessages`. */
import type { PinpointClientConfig } from '@aws-sdk/client-pinpoint';
import type { Provider, RenderedSms } from '../../app/ports/providers.ts';
import { createPinpointSender } from './pinpoint-client.ts';

export interface PinpointSmsSettings {
  readonly applicationId: string;
  /** A number (`+39...`) or a sender id; empty = Pinpoint chooses. */
  readonly origination: string;
}

export function createPinpointSmsProvider(
  { applicationId, origination }: PinpointSmsSettings,
  overrides: PinpointClientConfig = {},
): Provider<RenderedSms> {
  const send = createPinpointSender(applicationId, overrides);
  const from =
    origination === ''
      ? {}
      : origination.startsWith('+')
        ? { OriginationNumber: origination }
        : { SenderId: origination };
  return {
    send: (message, { body }) =>
      send({
        message,
        address: message.to,
        channel: 'SMS',
        content: {
          SMSMessage: {
            Body: body,
            MessageType: message.class === 'promotional' ? 'PROMOTIONAL' : 'TRANSACTIONAL',
            ...from,
          },
        },
      }),
  };
}
