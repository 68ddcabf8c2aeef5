/**
 * SMS by AWS End User Messaging (`pinpoint-sms-voice-v2` `SendTextMessage`). Its reports on the default event bus contain
 * the returned `MessageId`; only the event destinations of a configuration set return `Context`.
 */

import {
  PinpointSMSVoiceV2Client,
  type PinpointSMSVoiceV2ClientConfig,
  SendTextMessageCommand,
  type SendTextMessageCommandInput,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Provider, ProviderAnswer, RenderedSms } from '../../app/ports/providers.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import {
  block,
  classifyError,
  defer,
  ProviderAnswerUnclearError,
  refuse,
  refuseOptOut,
  type ServiceError,
  throttle,
} from './classify-error.ts';
import { createSingleCalls } from './single-call.ts';

export interface SmsVoiceSettings {
  /** A number, pool or sender id (its ARN or id), where the policy names none for the country. */
  readonly origination: string;
  /** Empty = none. */
  readonly configurationSet: string;
}

export function createSmsVoiceProvider(
  { origination, configurationSet }: SmsVoiceSettings,
  overrides: PinpointSMSVoiceV2ClientConfig = {},
): Provider<RenderedSms> {
  const sendText = createTextSender(overrides);
  return {
    send(message, { body }, facts) {
      const from = facts?.origination ?? origination;
      return sendText({
        DestinationPhoneNumber: message.to,
        ...omitAbsent({ OriginationIdentity: from === '' ? undefined : from }),
        MessageBody: body,
        MessageType: message.class === 'promotional' ? 'PROMOTIONAL' : 'TRANSACTIONAL',
        ...omitAbsent({
          ConfigurationSetName: configurationSet === '' ? undefined : configurationSet,
          Context: message.isTest
            ? undefined
            : { 'percorso-message': message.id, 'percorso-profile': message.profileId },
        }),
      });
    },
  };
}

/** One call, without retries. */
export function createTextSender(
  overrides: PinpointSMSVoiceV2ClientConfig,
): (text: SendTextMessageCommandInput) => Promise<ProviderAnswer> {
  const calls = createSingleCalls();
  const client = new PinpointSMSVoiceV2Client({ ...calls.clientOptions, ...overrides });
  return async (text) => {
    try {
      const { MessageId } = await calls.run(() => client.send(new SendTextMessageCommand(text)));
      if (MessageId === undefined) throw new ProviderAnswerUnclearError('SendTextMessage', 'no message id');
      return { kind: 'accepted', providerId: MessageId };
    } catch (error) {
      return classifyError(error, classifySmsVoiceError);
    }
  };
}

/** Reasons that concern the number itself. */
const numberReasons = new Set(['DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE']);
/** Reasons that concern the account's permissions, and would be the same tomorrow. */
const accountReasons = new Set([
  'DESTINATION_PHONE_NUMBER_NOT_VERIFIED',
  'SENDER_ID_NOT_REGISTERED',
  'SENDER_ID_NOT_SUPPORTED',
  'SENDER_ID_REQUIRES_REGISTRATION',
]);

/** Reasons that concern the number's country: messages to other countries go out. */
const countryReasons = new Set([
  'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION',
  'DESTINATION_COUNTRY_BLOCKED',
  'COUNTRY_NOT_ENABLED',
  'INTERNATIONAL_SENDING_NOT_SUPPORTED',
]);

/** https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html#API_SendTextMessage_Errors */
function classifySmsVoiceError(error: ServiceError): ProviderAnswer | undefined {
  const reason = 'Reason' in error && typeof error.Reason === 'string' ? error.Reason : error.name;
  switch (error.name) {
    case 'ThrottlingException':
      return throttle();
    case 'ConflictException':
      if (reason === 'DESTINATION_PHONE_NUMBER_OPTED_OUT') return refuseOptOut(reason);
      if (numberReasons.has(reason)) return refuse(reason, 'address');
      if (countryReasons.has(reason)) return refuse(reason, 'message');
      return accountReasons.has(reason) ? refuse(reason, 'account') : defer(reason);
    // Spending limits end with the month; missing numbers and permissions need the operator.
    case 'ServiceQuotaExceededException':
    case 'AccessDeniedException':
    case 'ResourceNotFoundException':
      return block(reason);
    case 'ValidationException':
      if (accountReasons.has(reason)) return refuse(reason, 'account');
      return refuse(reason, namesDestination(error) ? 'address' : 'message');
    default:
      return undefined;
  }
}

function namesDestination(error: ServiceError): boolean {
  const fields: unknown = 'Fields' in error ? error.Fields : undefined;
  return Array.isArray(fields) && fields.some((field) => field?.Name === 'DestinationPhoneNumber');
}
