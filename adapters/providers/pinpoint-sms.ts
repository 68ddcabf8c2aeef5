/** SMS by Pinpoint `SendMessages`. */
import type { PinpointClientConfig } from '@aws-sdk/client-pinpoint';
import type { Provider, RenderedSms } from '../../app/ports/providers.ts';
import { classifyOrigination } from '../../engine/channels/sms-originations.ts';
import { block } from './classify-error.ts';
import { createPinpointSender } from './pinpoint-client.ts';

export interface PinpointSmsSettings {
  readonly applicationId: string;
  /** A number (`+39...`) or a sender id, where the policy names none for the country; empty = Pinpoint chooses. */
  readonly origination: string;
}

export function createPinpointSmsProvider(
  { applicationId, origination }: PinpointSmsSettings,
  overrides: PinpointClientConfig = {},
): Provider<RenderedSms> {
  const send = createPinpointSender(applicationId, overrides);
  return {
    async send(message, { body }, facts) {
      const from = readOrigination(facts?.origination ?? origination);
      // The operator has to fix it, so the messages wait.
      if (from === undefined) return block('origination_not_supported');
      return send({
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
      });
    },
  };
}

/** Undefined: a pool, an id or an ARN, which Pinpoint does not take. */
function readOrigination(
  origination: string,
): { readonly OriginationNumber?: string; readonly SenderId?: string } | undefined {
  if (origination === '') return {};
  const kind = classifyOrigination(origination);
  if (kind === 'number') return { OriginationNumber: origination };
  return kind === 'sender-id' ? { SenderId: origination } : undefined;
}
