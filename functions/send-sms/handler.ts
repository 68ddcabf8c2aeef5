/** Renders and sends SMS, through Pinpoint or End User Messaging. The protocol is in app/send/deliver.ts. */

import type { SQSEvent } from 'aws-lambda';
import { createRenderSandbox } from '../../adapters/content/render-sandbox.ts';
import { shapeSms } from '../../adapters/content/shape-content.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoProviderReceipts } from '../../adapters/dynamodb/provider-receipts.ts';
import { createDynamoSendingAllowance } from '../../adapters/dynamodb/sending-allowance.ts';
import { createMessageSender } from '../../app/send/message-sender.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { billSms } from '../../engine/channels/sms-prices.ts';
import { connectMessageSender, connectShortLinks } from '../shared/connect-stores.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment, readPace } from '../shared/environment.ts';
import { chooseProvider } from './choose-provider.ts';
import { sendSmsVariables } from './environment.ts';

const variables = readEnvironment(sendSmsVariables, process.env);
const send = createMessageSender({
  channel: 'sms',
  pace: readPace(variables),
  ports: {
    ...connectMessageSender('sms', variables),
    provider: chooseProvider(variables),
  },
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
  sandbox: createRenderSandbox(),
  shape: shapeSms,
  bill: (to, { body }, prices) => billSms(to, body, prices),
  allowance: createDynamoSendingAllowance(createDynamoClient(), variables.STATISTICS_TABLE),
  shortLinks: connectShortLinks(variables),
  timelineDays: Number(variables.TIMELINE_DAYS),
  now: Date.now,
  random: Math.random,
});

export const handler = defineHandler((event: SQSEvent, invocation) => send(event.Records, invocation));
