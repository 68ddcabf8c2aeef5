/** Renders and sends push notifications through Pinpoint. The protocol is in app/send/deliver.ts. */
import type { SQSEvent } from 'aws-lambda';
import { createRenderSandbox } from '../../adapters/content/render-sandbox.ts';
import { createPinpointPushProvider } from '../../adapters/providers/pinpoint-push.ts';
import { createMessageSender } from '../../app/send/message-sender.ts';
import { readPushNotification } from '../../engine/messages/push/push-notification.ts';
import { connectMessageSender } from '../shared/connect-stores.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { sendPushVariables } from './environment.ts';

const variables = readEnvironment(sendPushVariables, process.env);
const send = createMessageSender({
  channel: 'push',
  ports: {
    ...connectMessageSender('push', variables),
    provider: createPinpointPushProvider(variables.PINPOINT_APPLICATION_ID, Date.now),
  },
  sandbox: createRenderSandbox(),
  shape: readPushNotification,
  timelineDays: Number(variables.TIMELINE_DAYS),
  now: Date.now,
  random: Math.random,
});

export const handler = defineHandler((event: SQSEvent, invocation) => send(event.Records, invocation));
