/** Pinpoint `SendMessages`: the API that remains after the end of the rest of Pinpoint. */

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
  refuseOptOut,
  type ServiceError,
  throttle,
} from './classify-error.ts';
import { createSingleCalls } from './single-call.ts';

export interface PinpointCall {
  readonly message: Pick<SendMessage, 'id' | 'profileId' | 'isTest'>;
  readonly addresses: Readonly<Record<string, AddressConfiguration>>;
  readonly content: DirectMessageConfiguration;
  /** By address. Throws when the results do not say whether the message was sent. */
  read(results: Readonly<Record<string, MessageResult>>, requestId: string): ProviderAnswer;
}

export type PinpointCaller = (call: PinpointCall) => Promise<ProviderAnswer>;

/** To several addresses in one call. */
export function createPinpointCaller(
  applicationId: string,
  overrides: PinpointClientConfig = {},
): PinpointCaller {
  const calls = createSingleCalls();
  const client = new PinpointClient({ ...calls.clientOptions, ...overrides });
  return async ({ message, addresses, content, read }) => {
    // Deployed without Pinpoint: the operator has to fix it, so the messages wait.
    if (applicationId === '') return block('pinpoint_application_missing');
    const command = new SendMessagesCommand({
      ApplicationId: applicationId,
      MessageRequest: {
        Addresses: addresses,
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
      return read(MessageResponse?.Result ?? {}, MessageResponse?.RequestId ?? '');
    } catch (error) {
      return classifyError(error, classifyPinpointError);
    }
  };
}

/** To one address. */
export type PinpointSender = (
  call: Pick<PinpointCall, 'message' | 'content'> & {
    readonly address: string;
    readonly channel: NonNullable<AddressConfiguration['ChannelType']>;
  },
) => Promise<ProviderAnswer>;

export function createPinpointSender(
  applicationId: string,
  overrides: PinpointClientConfig = {},
): PinpointSender {
  const call = createPinpointCaller(applicationId, overrides);
  return ({ message, content, address, channel }) =>
    call({
      message,
      content,
      addresses: { [address]: { ChannelType: channel } },
      read: (results, requestId) => readResult(results[address], requestId),
    });
}

/** https://docs.aws.amazon.com/pinpoint/latest/apireference/apps-application-id-messages.html */
function readResult(result: MessageResult | undefined, requestId: string): ProviderAnswer {
  const status = result?.DeliveryStatus;
  switch (status) {
    case 'SUCCESSFUL':
    // Pinpoint accepted it for this address before.
    case 'DUPLICATE':
      return { kind: 'accepted', providerId: result?.MessageId ?? requestId };
    case 'THROTTLED':
      return throttle();
    case 'TEMPORARY_FAILURE':
      return defer('temporary_failure');
    case 'OPT_OUT':
      return refuseOptOut(`opt_out_${result?.StatusCode ?? 0}`);
    case 'PERMANENT_FAILURE':
      return classifyPermanentFailure(result);
    default:
      // UNKNOWN_FAILURE, TIMEOUT, or no result for the address.
      throw new ProviderAnswerUnclearError('Pinpoint', status ?? 'nothing');
  }
}

/**
 * Not sent, and only sometimes because of the address. A missing permission or channel has the same form: 403 and 404
 * wait for the operator, and suppress no address.
 */
function classifyPermanentFailure({
  StatusCode = 0,
  StatusMessage = '',
}: Partial<MessageResult> = {}): ProviderAnswer {
  const reason = `permanent_failure_${StatusCode}`;
  const isAddress = StatusCode === 410 || /invalid (phone )?number/i.test(StatusMessage);
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
