/** WhatsApp by AWS End User Messaging Social: `SendWhatsAppMessage` passes a message to Meta's Cloud API as it is. */

import {
  SendWhatsAppMessageCommand,
  SocialMessagingClient,
  type SocialMessagingClientConfig,
} from '@aws-sdk/client-socialmessaging';
import type { Provider, ProviderAnswer, RenderedWhatsApp } from '../../app/ports/providers.ts';
import type { AnswerSender } from '../../app/ports/replies.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { formatOwner, uncountedCallback } from '../../engine/channels/whatsapp-callback.ts';
import { findWhatsAppFault, type WhatsAppFault } from '../../engine/channels/whatsapp-errors.ts';
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

/** Of Meta's Cloud API. */
const metaApiVersion = 'v20.0';

/** `phoneNumber`: the id (`phone-number-id-...`) or the ARN of the number that sends. */
export function createSocialWhatsAppProvider(
  phoneNumber: string,
  overrides: SocialMessagingClientConfig = {},
): Provider<RenderedWhatsApp> {
  const sendMessage = createMessageCall(phoneNumber, overrides);
  return {
    send({ id: messageId, profileId, to, isTest }, { text, template }, { isWindowOpen = false } = {}) {
      const owner = isTest ? uncountedCallback : formatOwner({ profileId, messageId, address: to });
      const content =
        text !== undefined && (isWindowOpen || template === undefined)
          ? makeText(text.body)
          : { type: 'template', template };
      return sendMessage(to, { ...content, ...omitAbsent({ biz_opaque_callback_data: owner }) });
    },
  };
}

/** From the number of the stage, as free text: a person who replies has opened the window of 24 hours. */
export function createWhatsAppAnswers(
  phoneNumber: string,
  overrides: SocialMessagingClientConfig = {},
): AnswerSender {
  const sendMessage = createMessageCall(phoneNumber, overrides);
  return {
    send: ({ to, text }) =>
      sendMessage(to, { ...makeText(text), biz_opaque_callback_data: uncountedCallback }),
  };
}

function makeText(body: string): object {
  return { type: 'text', text: { body } };
}

/** `message`: the type and what belongs to it. */
function createMessageCall(
  phoneNumber: string,
  overrides: SocialMessagingClientConfig,
): (to: string, message: object) => Promise<ProviderAnswer> {
  const calls = createSingleCalls();
  const client = new SocialMessagingClient({ ...calls.clientOptions, ...overrides });
  return async (to, message) => {
    const whole = { messaging_product: 'whatsapp', recipient_type: 'individual', to, ...message };
    const command = new SendWhatsAppMessageCommand({
      originationPhoneNumberId: phoneNumber,
      message: Buffer.from(JSON.stringify(whole)),
      metaApiVersion,
    });
    try {
      const answer = await calls.run(() => client.send(command));
      if (answer.messageId === undefined)
        throw new ProviderAnswerUnclearError('SendWhatsAppMessage', 'no message id');
      return { kind: 'accepted', providerId: answer.messageId };
    } catch (error) {
      return classifyError(error, classifySocialError);
    }
  };
}

/** An error of Meta has its code in the text: `(#131056) ...`. */
function classifySocialError(error: ServiceError): ProviderAnswer | undefined {
  const code = /\(#(\d{1,6})\)/.exec(error.message)?.[1];
  const fault = code === undefined ? undefined : findWhatsAppFault(Number(code));
  if (fault !== undefined) return answerFault(fault, `meta_${code}`);
  switch (error.name) {
    case 'ThrottledRequestException':
      return throttle();
    case 'AccessDeniedByMetaException':
    case 'AccessDeniedException':
    case 'LimitExceededException':
    case 'ResourceNotFoundException':
      return block(error.name);
    case 'InvalidParametersException':
    case 'ValidationException':
      return refuse(error.name, 'message');
    default:
      return undefined;
  }
}

function answerFault(fault: WhatsAppFault, reason: string): ProviderAnswer {
  switch (fault) {
    case 'address':
      return refuse(reason, 'address');
    case 'account':
      return block(reason);
    case 'later':
      return /_(?:4|80007|130429|131056)$/.test(reason) ? throttle(reason) : defer(reason);
    case 'declined':
    case 'person':
    case 'message':
      return refuse(reason, 'message');
  }
}
