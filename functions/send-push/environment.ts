/** The variables send-push reads; lib/ sets exactly these. */
import { nameSenderVariables } from '../shared/environment.ts';

export const sendPushVariables = [...nameSenderVariables('push'), 'PINPOINT_APPLICATION_ID'] as const;
