/** Renders and sends SMS, through Pinpoint or End User Messaging. The protocol is in app/send/deliver.ts. */
import { shapeSms } from '../../adapters/content/shape-content.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoProviderReceipts } from '../../adapters/dynamodb/provider-receipts.ts';
import { createDynamoSendingAllowance } from '../../adapters/dynamodb/sending-allowance.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { billSms } from '../../engine/channels/sms-prices.ts';
import { connectShortLinks } from '../shared/connect-stores.ts';
import { defineSender } from '../shared/define-sender.ts';
import { readEnvironment, readPace } from '../shared/environment.ts';
import { chooseProvider } from './choose-provider.ts';
import { sendSmsVariables } from './environment.ts';

const variables = readEnvironment(sendSmsVariables, process.env);
export const handler = defineSender('sms', variables, {
  pace: readPace(variables),
  provider: chooseProvider(variables),
  // Its reports contain only the provider's message id.
  ...omitAbsent({
    receipts:
      variables.SMS_PROVIDER === 'sms-voice'
        ? {
            provider: 'sms-voice',
            store: createDynamoProviderReceipts(createDynamoClient(), variables.TIMELINE_TABLE),
          }
        : undefined,
  }),
  shape: shapeSms,
  origination: variables.SMS_ORIGINATION,
  bill: (to, { body }, prices) => billSms(to, body, prices),
  allowance: createDynamoSendingAllowance(createDynamoClient(), variables.STATISTICS_TABLE),
  shortLinks: connectShortLinks(variables),
});
