/** Email by SES v2 `SendEmail`. Its feedback arrives by the configuration set's events and has our tags. */

import { SESv2Client, type SESv2ClientConfig, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Provider, ProviderAnswer, RenderedEmail } from '../../app/ports/providers.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { MessageClass } from '../../engine/model/effects.ts';
import {
  block,
  classifyError,
  ProviderAnswerUnclearError,
  refuse,
  type ServiceError,
  throttle,
} from './classify-error.ts';
import { encodeAddress, encodeSender } from './email-address.ts';
import { listHeaders } from './ses-list-headers.ts';
import { createSingleCalls, type SingleCalls } from './single-call.ts';

export interface SesSettings {
  /** `hello@example.com` or `Lucerna <hello@example.com>`. */
  readonly sender: string;
  /** The name per class: SES treats a complaint, and the addresses it sends from, differently for each. */
  readonly configurationSets: Readonly<Record<MessageClass, string>>;
  /** SES tenant; empty for none. */
  readonly tenant: string;
  /** Of the stage, for a policy that names none; empty for none. */
  readonly unsubscribeMailbox: string;
}

export function createSesProvider(
  settings: SesSettings,
  overrides: SESv2ClientConfig = {},
): Provider<RenderedEmail> {
  const calls: SingleCalls = createSingleCalls();
  const client = new SESv2Client({ ...calls.clientOptions, ...overrides });
  const from = encodeSender(settings.sender);
  return {
    async send(message, { from: ownSender, replyTo, subject, html, text, list }, { isBouncing } = {}) {
      const source = ownSender === undefined ? from : encodeSender(ownSender);
      const command = new SendEmailCommand({
        FromEmailAddress: source,
        ...omitAbsent({ ReplyToAddresses: replyTo === undefined ? undefined : [encodeSender(replyTo)] }),
        Destination: { ToAddresses: [encodeAddress(message.to)] },
        Content: {
          Simple: {
            Subject: { Data: subject, Charset: 'UTF-8' },
            ...omitAbsent({
              Headers:
                list === undefined ? undefined : listHeaders(list, source, settings.unsubscribeMailbox),
            }),
            Body: {
              Html: { Data: html, Charset: 'UTF-8' },
              // An email of images only has no text: no text part is better than an empty one.
              ...omitAbsent({ Text: text.trim() === '' ? undefined : { Data: text, Charset: 'UTF-8' } }),
            },
          },
        },
        ConfigurationSetName: settings.configurationSets[message.class],
        ...omitAbsent({ TenantName: settings.tenant === '' ? undefined : settings.tenant }),
        EmailTags: [
          ...(message.isTest
            ? [{ Name: 'percorso-test', Value: 'true' }]
            : [
                // Reports find the message by these tags: those on a test find none.
                { Name: 'percorso-message', Value: encodeTag(message.id) },
                { Name: 'percorso-profile', Value: encodeTag(message.profileId) },
              ]),
          { Name: 'percorso-origin', Value: encodeTag(message.origin) },
          { Name: 'percorso-template', Value: encodeTag(message.template) },
          // SES writes these two into its own Feedback-ID header: a second header of that name would void both.
          { Name: 'ses:feedback-id-a', Value: encodeTag(message.origin) },
          { Name: 'ses:feedback-id-b', Value: encodeTag(list?.name ?? message.class) },
          // Its delivery ends the count of temporary failures.
          ...(isBouncing === true ? [{ Name: 'percorso-bouncing', Value: 'true' }] : []),
        ],
      });
      try {
        const { MessageId } = await calls.run(() => client.send(command));
        if (MessageId === undefined) throw new ProviderAnswerUnclearError('SES', 'no message id');
        return { kind: 'accepted', providerId: MessageId };
      } catch (error) {
        return classifyError(error, classifySesError);
      }
    },
  };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors */
function classifySesError({ name, message }: ServiceError): ProviderAnswer | undefined {
  switch (name) {
    case 'TooManyRequestsException':
    case 'LimitExceededException':
      return throttle();
    // The operator has to fix it: the messages wait.
    case 'SendingPausedException':
    case 'MailFromDomainNotVerifiedException':
    case 'NotFoundException':
      return block(name);
    case 'AccountSuspendedException':
      return refuse(name, 'account');
    case 'MessageRejected':
      // The sandbox, or a sender that is not verified: no fault of the address.
      return refuse(name, /not verified/i.test(message) ? 'account' : 'message');
    case 'BadRequestException':
      return refuse(
        name,
        /address|@domain|domain (contains|name)|recipient/i.test(message) ? 'address' : 'message',
      );
    default:
      return undefined;
  }
}

/** Letters, digits, underscores and hyphens, at most 256: `rule:third-order` → `rule_third-order`. */
function encodeTag(value: string): string {
  return value.replace(/[^\w-]/g, '_').slice(0, 256);
}
