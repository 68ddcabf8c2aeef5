/** Chooses the SMS service that the stage was deployed with. */

import { createPinpointSmsProvider } from '../../adapters/providers/pinpoint-sms.ts';
import { createSmsVoiceProvider } from '../../adapters/providers/sms-voice.ts';
import type { Provider, RenderedSms } from '../../app/ports/providers.ts';
import type { sendSmsVariables } from './environment.ts';

/** SMS_PROVIDER is not a known service. */
export class SmsProviderUnknownError extends Error {
  readonly code = 'sms_provider_unknown';
  readonly received: string;
  constructor(received: string) {
    super(
      `SMS_PROVIDER is '${received}'; it must be 'pinpoint' or 'sms-voice'. Deploy with -c sms=pinpoint.`,
    );
    this.name = 'SmsProviderUnknownError';
    this.received = received;
  }
}

export function chooseProvider(
  variables: Readonly<Record<(typeof sendSmsVariables)[number], string>>,
): Provider<RenderedSms> {
  const origination = variables.SMS_ORIGINATION;
  if (variables.SMS_PROVIDER === 'pinpoint') {
    return createPinpointSmsProvider({ applicationId: variables.PINPOINT_APPLICATION_ID, origination });
  }
  if (variables.SMS_PROVIDER === 'sms-voice') {
    return createSmsVoiceProvider({ origination, configurationSet: variables.SMS_CONFIGURATION_SET });
  }
  throw new SmsProviderUnknownError(variables.SMS_PROVIDER);
}
