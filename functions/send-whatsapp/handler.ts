/** Renders and sends WhatsApp messages through End User Messaging Social. The protocol is in app/send/deliver.ts. */
import { needsWindow, shapeWhatsApp } from '../../adapters/content/whatsapp-content.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoProviderReceipts } from '../../adapters/dynamodb/provider-receipts.ts';
import { createSocialWhatsAppProvider } from '../../adapters/providers/social-whatsapp.ts';
import { whatsAppProvider } from '../../app/feedback/read-whatsapp-report.ts';
import { defineSender } from '../shared/define-sender.ts';
import { readEnvironment, readPace } from '../shared/environment.ts';
import { sendWhatsAppVariables } from './environment.ts';

const variables = readEnvironment(sendWhatsAppVariables, process.env);
export const handler = defineSender('whatsapp', variables, {
  pace: readPace(variables),
  provider: createSocialWhatsAppProvider(variables.WHATSAPP_PHONE_NUMBER),
  // A failure that AWS itself reports has its own id of the message, and nothing of ours.
  receipts: {
    provider: whatsAppProvider,
    store: createDynamoProviderReceipts(createDynamoClient(), variables.TIMELINE_TABLE),
  },
  shape: shapeWhatsApp,
  needsWindow,
});
