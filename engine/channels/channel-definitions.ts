/** The definition of each channel, in one record: a channel that is missing here does not compile. */
import { DAY } from '../base/time-units.ts';
import type { Channel } from '../model/channels.ts';
import type { TemplateContent } from '../model/documents/template-document.ts';
import { normalizeEmail, normalizePhone, normalizePushToken } from './normal-forms.ts';
import { optionalPushFields } from './push-fields.ts';

type ContentField = keyof TemplateContent;

export interface ChannelDefinition {
  /** Profile trait that holds the person's own address. */
  readonly addressTrait: string;
  /** Profile trait with further addresses of the person; undefined = the channel has none. */
  readonly listTrait?: 'emails' | 'phones';
  /** The identity key that such an address can be; undefined = it identifies no person. */
  readonly identityType: 'email' | 'phone' | undefined;
  /** The form in which an address is written to and compared; undefined = invalid. */
  readonly normalizeAddress: (text: string) => string | undefined;
  /** An address as people write it, for messages to people. */
  readonly exampleAddress: string;
  /** An address that no provider delivers to, for previews. */
  readonly previewAddress: string;
  /** What a promotional message needs by default: an explicit yes, or no explicit no. */
  readonly consentDefault: 'opt-in' | 'opt-out';
  /** The visible parts of a message: a template needs one field of each part. */
  readonly contentParts: readonly (readonly ContentField[])[];
  /** Further fields that a template may have. */
  readonly optionalContent: readonly ContentField[];
  /** The provider itself reports that a message was sent; otherwise the sender reports it on the bus. */
  readonly isSentReported: boolean;
  /** Milliseconds after a message of the person in which free text is allowed; absent = always. */
  readonly replyWindow?: number;
}

const phoneAddress = {
  addressTrait: 'phone',
  listTrait: 'phones',
  identityType: 'phone',
  normalizeAddress: normalizePhone,
  exampleAddress: '+393331234567',
  previewAddress: '+12025550100',
} as const;

export const channelDefinitions: Readonly<Record<Channel, ChannelDefinition>> = {
  email: {
    addressTrait: 'email',
    listTrait: 'emails',
    identityType: 'email',
    normalizeAddress: normalizeEmail,
    exampleAddress: 'me@example.com',
    previewAddress: 'preview@example.com',
    consentDefault: 'opt-in',
    contentParts: [['subject'], ['mjml', 'html']],
    optionalContent: ['from', 'replyTo', 'preheader', 'text'],
    isSentReported: true,
  },
  sms: {
    ...phoneAddress,
    consentDefault: 'opt-in',
    contentParts: [['body']],
    optionalContent: [],
    isSentReported: false,
  },
  push: {
    addressTrait: 'pushToken',
    identityType: undefined,
    normalizeAddress: normalizePushToken,
    exampleAddress: 'gcm:<token>',
    previewAddress: 'gcm:preview',
    consentDefault: 'opt-in',
    contentParts: [['title'], ['body']],
    optionalContent: optionalPushFields,
    isSentReported: false,
  },
  whatsapp: {
    ...phoneAddress,
    consentDefault: 'opt-in',
    contentParts: [['metaTemplate', 'body']],
    optionalContent: [],
    isSentReported: false,
    replyWindow: DAY,
  },
};
