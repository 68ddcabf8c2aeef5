/** The variables send-push reads; lib/ sets exactly these. */
import { messageSenderVariables } from '../shared/environment.ts';

export const sendPushVariables = [
  ...messageSenderVariables,
  'PUSH_QUEUE_URL',
  'PUSH_TRANSACTIONAL_QUEUE_URL',
  'PINPOINT_APPLICATION_ID',
] as const;
