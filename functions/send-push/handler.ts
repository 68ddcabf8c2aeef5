/** Renders and sends push notifications through Pinpoint. The protocol is in app/send/deliver.ts. */
import { createPinpointPushProvider } from '../../adapters/providers/pinpoint-push.ts';
import { readPushNotification } from '../../engine/messages/push/push-notification.ts';
import { defineSender } from '../shared/define-sender.ts';
import { readEnvironment } from '../shared/environment.ts';
import { sendPushVariables } from './environment.ts';

const variables = readEnvironment(sendPushVariables, process.env);
export const handler = defineSender('push', variables, {
  provider: createPinpointPushProvider(variables.PINPOINT_APPLICATION_ID, Date.now),
  shape: readPushNotification,
});
