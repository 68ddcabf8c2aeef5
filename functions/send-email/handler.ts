/** Renders and sends email through SES. The protocol is in app/send/deliver.ts. */
import { shapeEmail } from '../../adapters/content/shape-content.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoMessageCopies } from '../../adapters/dynamodb/message-copies.ts';
import { createDynamoSendingAllowance } from '../../adapters/dynamodb/sending-allowance.ts';
import { createSesProvider } from '../../adapters/providers/ses-email.ts';
import { readSendingDomain } from '../../engine/channels/email-streams.ts';
import { defineSender } from '../shared/define-sender.ts';
import { readEnvironment, readPace } from '../shared/environment.ts';
import { sendEmailVariables } from './environment.ts';

const variables = readEnvironment(sendEmailVariables, process.env);
export const handler = defineSender('email', variables, {
  provider: createSesProvider({
    sender: variables.SENDER_ADDRESS,
    configurationSets: {
      promotional: variables.CONFIGURATION_SET,
      transactional: variables.TRANSACTIONAL_CONFIGURATION_SET,
    },
    tenant: variables.TENANT,
    unsubscribeMailbox: variables.UNSUBSCRIBE_MAILBOX,
  }),
  shape: shapeEmail,
  defaultFrom: variables.SENDER_ADDRESS,
  readDomain: ({ from }) => readSendingDomain(from ?? variables.SENDER_ADDRESS),
  allowance: createDynamoSendingAllowance(createDynamoClient(), variables.STATISTICS_TABLE),
  copies: createDynamoMessageCopies(createDynamoClient(), variables.TIMELINE_TABLE),
  pace: readPace(variables),
});
