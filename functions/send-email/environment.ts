/** The variables send-email reads; lib/ sets exactly these. */
import { messageSenderVariables } from '../shared/environment.ts';

export const sendEmailVariables = [
  ...messageSenderVariables,
  'EMAIL_QUEUE_URL',
  'EMAIL_TRANSACTIONAL_QUEUE_URL',
  'SENDER_ADDRESS',
  'CONFIGURATION_SET',
  'TRANSACTIONAL_CONFIGURATION_SET',
  'TENANT',
  'UNSUBSCRIBE_MAILBOX',
] as const;
