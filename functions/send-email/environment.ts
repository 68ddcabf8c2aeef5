/** The variables send-email reads; lib/ sets exactly these. */
import { nameSenderVariables, paceVariables } from '../shared/environment.ts';

export const sendEmailVariables = [
  ...nameSenderVariables('email'),
  ...paceVariables,
  'SENDER_ADDRESS',
  'CONFIGURATION_SET',
  'TRANSACTIONAL_CONFIGURATION_SET',
  'TENANT',
  'UNSUBSCRIBE_MAILBOX',
] as const;
