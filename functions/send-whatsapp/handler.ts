/** Renders and sends WhatsApp messages through End User Messaging Social. The protocol is in app/send/deliver.ts. */
import type { SQSEvent } from 'aws-lambda';
import { createRenderSandbox } from '../../adapters/content/render-sandbox.ts';
import { needsWindow, shapeWhatsApp } from '../../adapters/content/whatsapp-content.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoProviderReceipts } from '../../adapters/dynamodb/provider-receipts.ts';
import { createSocialWhatsAppProvider } from '../../adapters/providers/social-whatsapp.ts';
import { whatsAppProvider } from '../../app/feedback/read-whatsapp-report.ts';
import { createMessageSender } from '../../app/send/message-sender.ts';
import { connectMessageSender } from '../shared/connect-stores.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment, readPace } from '../shared/environment.ts';
import { sendWhatsAppVariables } from './environment.ts';

const variables = readEnvironment(sendWhatsAppVariables, process.env);
const send = createMessageSender({
  channel: 'whatsapp',
  pace: readPace(variables),
  ports: {
    ...connectMessageSender('whatsapp', variables),
    provider: createSocialWhatsAppProvider(variables.WHATSAPP_PHONE_NUMBER),
  },
  // A failure that AWS itself reports has its own id of the message, and nothing of ours.
  receipts: {
    provider: whatsAppProvider,
    store: createDynamoProviderReceipts(createDynamoClient(), variables.TIMELINE_TABLE),
  },
  sandbox: createRenderSandbox(),
  shape: shapeWhatsApp,
  needsWindow,
  timelineDays: Number(variables.TIMELINE_DAYS),
  now: Date.now,
  random: Math.random,
});

export const handler = defineHandler((event: SQSEvent, invocation) => send(event.Records, invocation));
