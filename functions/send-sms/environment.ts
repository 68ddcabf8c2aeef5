/** The variables send-sms reads; lib/ sets exactly these. */
import { nameSenderVariables, paceVariables } from '../shared/environment.ts';

export const sendSmsVariables = [
  ...nameSenderVariables('sms'),
  ...paceVariables,
  'SMS_PROVIDER',
  'PINPOINT_APPLICATION_ID',
  'SMS_ORIGINATION',
  'SMS_CONFIGURATION_SET',
] as const;
