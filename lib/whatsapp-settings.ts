/** The settings of WhatsApp: the number that sends, its rate, and where AWS publishes events. */
import { type ContextField, match, wholeNumber } from './read-setting.ts';

export interface WhatsAppSettings {
  readonly whatsapp: string;
  readonly whatsappTopicArn: string;
  readonly whatsappRate: number;
}

export const whatsAppFields: {
  readonly [Name in keyof WhatsAppSettings]: ContextField<WhatsAppSettings[Name]>;
} = {
  whatsapp: {
    meaning: 'the phone number that sends WhatsApp messages: its id in End User Messaging Social, or its ARN',
    example: 'phone-number-id-0123456789abcdef0123456789abcdef',
    fallback: '',
    read: match(
      /^(?:phone-number-id-[0-9a-zA-Z]{1,80}|arn:aws[a-z-]*:social-messaging:[a-z0-9-]+:\d{12}:phone-number-id\/[0-9a-zA-Z]+)$/,
      'must be a phone number id of End User Messaging Social, or its ARN',
    ),
  },
  whatsappTopicArn: {
    meaning:
      'an existing SNS topic with the WhatsApp events, where several stages share an account of WhatsApp',
    example: 'arn:aws:sns:eu-south-1:123456789012:whatsapp',
    fallback: '',
    read: match(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+$/, 'must be the ARN of an SNS topic'),
  },
  whatsappRate: wholeNumber('WhatsApp messages a second that the phone number sends', 80, 2, 1000),
};
