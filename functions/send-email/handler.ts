/** Renders and sends email through SES. The protocol is in app/send/deliver.ts. */
import type { SQSEvent } from 'aws-lambda';
import { createRenderSandbox } from '../../adapters/content/render-sandbox.ts';
import { shapeEmail } from '../../adapters/content/shape-content.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoMessageCopies } from '../../adapters/dynamodb/message-copies.ts';
import { createDynamoSendingAllowance } from '../../adapters/dynamodb/sending-allowance.ts';
import { createSesProvider } from '../../adapters/providers/ses-email.ts';
import { createMessageSender } from '../../app/send/message-sender.ts';
import { readSendingDomain } from '../../engine/channels/email-streams.ts';
import { connectMessageSender } from '../shared/connect-stores.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment, readPace } from '../shared/environment.ts';
import { sendEmailVariables } from './environment.ts';

const variables = readEnvironment(sendEmailVariables, process.env);
const send = createMessageSender({
  channel: 'email',
  ports: {
    ...connectMessageSender('email', variables),
    provider: createSesProvider({
      sender: variables.SENDER_ADDRESS,
      configurationSets: {
        promotional: variables.CONFIGURATION_SET,
        transactional: variables.TRANSACTIONAL_CONFIGURATION_SET,
      },
      tenant: variables.TENANT,
      unsubscribeMailbox: variables.UNSUBSCRIBE_MAILBOX,
    }),
  },
  sandbox: createRenderSandbox(),
  shape: shapeEmail,
  readDomain: ({ from }) => readSendingDomain(from ?? variables.SENDER_ADDRESS),
  allowance: createDynamoSendingAllowance(createDynamoClient(), variables.STATISTICS_TABLE),
  copies: createDynamoMessageCopies(createDynamoClient(), variables.TIMELINE_TABLE),
  timelineDays: Number(variables.TIMELINE_DAYS),
  now: Date.now,
  random: Math.random,
  pace: readPace(variables),
});

export const handler = defineHandler((event: SQSEvent, invocation) => send(event.Records, invocation));
