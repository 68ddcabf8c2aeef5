/** The variables send-whatsapp reads; lib/ sets exactly these. */
import { nameSenderVariables, paceVariables } from '../shared/environment.ts';

export const sendWhatsAppVariables = [
  ...nameSenderVariables('whatsapp'),
  ...paceVariables,
  'WHATSAPP_PHONE_NUMBER',
] as const;
