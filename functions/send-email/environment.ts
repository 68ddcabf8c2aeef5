/** The variables send-email reads; lib/ sets exactly these. */
import { messageSenderVariables, paceVariables } from '../shared/environment.ts';

export const sendEmailVariables = [
  ...messageSenderVariables,
  ...paceVariables,
  'EMAIL_QUEUE_URL',
  'EMAIL_TRANSACTIONAL_QUEUE_URL',
  'SENDER_ADDRESS',
  'CONFIGURATION_SET',
  'TRANSACTIONAL_CONFIGURATION_SET',
  'TENANT',
  'UNSUBSCRIBE_MAILBOX',
] as const;
