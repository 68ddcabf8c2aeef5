/** Events of End User Messaging Social as AWS documents them. */

/** `value`: what Meta reports of the number. */
export function makeWhatsAppEvent(value: object, field = 'messages'): Record<string, unknown> {
  const metadata = { display_phone_number: '12065550100', phone_number_id: '321010217712345' };
  const arn = 'arn:aws:social-messaging:us-east-1:123456789012';
  return {
    context: {
      MetaWabaIds: [{ wabaId: '1234567890abcde', arn: `${arn}:waba/fb2594b8a7974770b128a409e2example` }],
      MetaPhoneNumberIds: [
        {
          metaPhoneNumberId: 'abcde1234567890',
          arn: `${arn}:phone-number-id/976c72a700aac43eaf573ae050example`,
        },
      ],
    },
    whatsAppWebhookEntry: JSON.stringify({
      id: '365731266123456',
      changes: [{ value: { messaging_product: 'whatsapp', metadata, ...value }, field }],
    }),
    aws_account_id: '123456789012',
    message_timestamp: '2026-11-28T10:00:01.000000000Z',
    messageId: 'aws-1',
  };
}
