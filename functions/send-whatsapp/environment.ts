/** The variables send-whatsapp reads; lib/ sets exactly these. */
import { messageSenderVariables, paceVariables } from '../shared/environment.ts';

export const sendWhatsAppVariables = [
  ...messageSenderVariables,
  ...paceVariables,
  'WHATSAPP_QUEUE_URL',
  'WHATSAPP_TRANSACTIONAL_QUEUE_URL',
  'WHATSAPP_PHONE_NUMBER',
] as const;
