/** Pinpoint `SendMessages` to one address: the API that remains after the end of the rest of Pinpoint. */

import {
  type AddressConfiguration,
  type DirectMessageConfiguration,
  type MessageResult,
  PinpointClient,
  type PinpointClientConfig,
  SendMessagesCommand,
} from '@aws-sdk/client-pinpoint';
import type { ProviderAnswer } from '../../app/ports/providers.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import {
  block,
  classifyError,
  defer,
  ProviderAnswerUnclearError,
  refuse,
  type ServiceError,
  throttle,
} from './classify-error.ts';
import { createSingleCalls } from './single-call.ts';

export interface PinpointCall {
  readonly message: Pick<SendMessage, 'id' | 'profileId' | 'isTest'>;
  readonly address: string;
  readonly channel: NonNullable<AddressConfiguration['ChannelType']>;
  readonly content: DirectMessageConfiguration;
}

export type PinpointSender = (call: PinpointCall) => Promise<ProviderAnswer>;

export function createPinpointSender(
  applicationId: string,
  overrides: PinpointClientConfig = {},
): PinpointSender {
  const calls = createSingleCalls();
  const client = new PinpointClient({ ...calls.clientOptions, ...overrides });
  return async ({ message, address, channel, content }) => {
    // Deployed without Pinpoint: the operator has to fix it, so the messages wait.
    if (applicationId === '') return block('pinpoint_application_missing');
    const command = new SendMessagesCommand({
      ApplicationId: applicationId,
      MessageRequest: {
        Addresses: { [address]: { ChannelType: channel } },
        MessageConfiguration: content,
        TraceId: message.id,
        // Returned in the provider's delivery records: links them to the person.
        ...omitAbsent({
          Context: message.isTest
            ? undefined
            : { 'percorso-message': message.id, 'percorso-profile': message.profileId },
        }),
      },
    });
    try {
      const { MessageResponse } = await calls.run(() => client.send(command));
      return readResult(MessageResponse?.Result?.[address], MessageResponse?.RequestId);
    } catch (error) {
      return classifyError(error, classifyPinpointError);
    }
  };
}

/** https://docs.aws.amazon.com/pinpoint/latest/apireference/apps-application-id-messages.html */
function readResult(result: MessageResult | undefined, requestId: string | undefined): ProviderAnswer {
  const status = result?.DeliveryStatus;
  switch (status) {
    case 'SUCCESSFUL':
    // Pinpoint accepted it for this address before.
    case 'DUPLICATE':
      return { kind: 'accepted', providerId: result?.MessageId ?? requestId ?? '' };
    case 'THROTTLED':
      return throttle();
    case 'TEMPORARY_FAILURE':
      return defer('temporary_failure');
    case 'OPT_OUT':
      return refuse(`opt_out_${result?.StatusCode ?? 0}`, 'address');
    case 'PERMANENT_FAILURE':
      return classifyPermanentFailure(result);
    default:
      // UNKNOWN_FAILURE, TIMEOUT, or no result for the address.
      throw new ProviderAnswerUnclearError('Pinpoint', status ?? 'nothing');
  }
}

/**
 * Not sent, and only sometimes because of the address (410: the device released its token). A missing permission or
 * channel has the same form: 403 and 404 wait for the operator, and suppress no address.
 */
function classifyPermanentFailure({
  StatusCode = 0,
  StatusMessage = '',
}: Partial<MessageResult> = {}): ProviderAnswer {
  const reason = `permanent_failure_${StatusCode}`;
  const isAddress =
    StatusCode === 410 || /unregistered|bad ?device ?token|invalid (phone )?number/i.test(StatusMessage);
  if (isAddress) return refuse(reason, 'address');
  return [401, 403, 404].includes(StatusCode) ? block(reason) : refuse(reason, 'message');
}

function classifyPinpointError({ name }: ServiceError): ProviderAnswer | undefined {
  switch (name) {
    case 'TooManyRequestsException':
      return throttle();
    case 'ForbiddenException':
    case 'NotFoundException':
    case 'MethodNotAllowedException':
      return block(name);
    case 'BadRequestException':
    case 'PayloadTooLargeException':
      return refuse(name, 'message');
    default:
      return undefined;
  }
}
