/** The variables send-sms reads; lib/ sets exactly these. */
import { messageSenderVariables, paceVariables } from '../shared/environment.ts';

export const sendSmsVariables = [
  ...messageSenderVariables,
  ...paceVariables,
  'SMS_QUEUE_URL',
  'SMS_TRANSACTIONAL_QUEUE_URL',
  'SMS_PROVIDER',
  'PINPOINT_APPLICATION_ID',
  'SMS_ORIGINATION',
  'SMS_CONFIGURATION_SET',
] as const;
