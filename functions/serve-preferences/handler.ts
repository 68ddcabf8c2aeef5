/** Serves unsubscribe links, the preference centre and confirmations at a function URL, and unsubscribes by email. */
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult, SESEvent } from 'aws-lambda';
import { createDynamoAddresses } from '../../adapters/dynamodb/address-book.ts';
import { createDynamoAddressStatements } from '../../adapters/dynamodb/address-statements.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createDynamoMessageCopies } from '../../adapters/dynamodb/message-copies.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoScanCounts } from '../../adapters/dynamodb/scan-count-store.ts';
import { createDynamoShortLinks } from '../../adapters/dynamodb/short-links.ts';
import { createDynamoWordingStore } from '../../adapters/dynamodb/wording-store.ts';
import { createEventBridgeBus, createEventBridgeClient } from '../../adapters/events/event-bus.ts';
import { createScanBus } from '../../adapters/events/scan-bus.ts';
import { createSqsClient } from '../../adapters/sqs/client.ts';
import { createSqsQueues } from '../../adapters/sqs/queues.ts';
import { createSsmLinkKeyStore } from '../../adapters/ssm/link-keys.ts';
import { createSsmClient } from '../../adapters/ssm/secret-reader.ts';
import { cacheLinkKeys } from '../../app/links/cache-link-keys.ts';
import { createReceiver } from '../../app/preferences/receive-unsubscription.ts';
import { createLinkServer } from '../../app/preferences/serve-links.ts';
import { guardAddresses, guardStatements } from '../../app/rights/erased-addresses.ts';
import { connectErasures } from '../shared/connect-erasures.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { servePreferencesVariables } from './environment.ts';
import { readWebRequest } from './read-web-request.ts';

const variables = readEnvironment(servePreferencesVariables, process.env);
const database = createDynamoClient();
// The event is stored before it is put: a bus that hangs must not keep the caller waiting.
const eventBridge = createEventBridgeClient({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
});
const hasty = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 300, requestTimeout: 300, throwOnRequestTimeout: true },
};
const erasures = connectErasures(database, variables);
const ports = {
  keys: cacheLinkKeys(createSsmLinkKeyStore(createSsmClient(), variables.LINK_KEY_NAME), Date.now),
  addresses: guardAddresses(createDynamoAddresses(database, variables.IDENTITIES_TABLE), erasures),
  identities: createDynamoIdentityStore(database, variables.IDENTITIES_TABLE),
  statements: guardStatements(createDynamoAddressStatements(database, variables.IDENTITIES_TABLE), erasures),
  // Only writers of profiles use the wake index.
  profiles: createDynamoProfileStore({ database, table: variables.PROFILES_TABLE, wakeShards: 1 }),
  copies: createDynamoMessageCopies(database, variables.TIMELINE_TABLE),
  shortLinks: createDynamoShortLinks(database, variables.TIMELINE_TABLE),
  // A click that the queue does not accept at once is lost: the redirect does not wait for it.
  queues: createSqsQueues(createSqsClient(hasty), { feedback: variables.FEEDBACK_QUEUE_URL }),
  scans: createScanBus(eventBridge, variables.EVENT_BUS_NAME),
  // As a click: the redirect does not wait for a table that hangs.
  scanCounts: createDynamoScanCounts(createDynamoClient(hasty), variables.STATISTICS_TABLE),
  wordings: createDynamoWordingStore(database, variables.CONSENTS_TABLE),
  programs: createDynamoProgramReader(database, variables.CONFIG_TABLE),
  events: createEventBridgeBus(eventBridge, variables.EVENT_BUS_NAME, 'sender'),
  // Events of this origin are not delivered back to profiles.
  notices: createEventBridgeBus(eventBridge, variables.EVENT_BUS_NAME, 'rule'),
};
const serve = createLinkServer(ports, Date.now);
const receive = createReceiver(ports, Date.now);

export const handler = defineHandler(
  async (
    event: LambdaFunctionURLEvent | SESEvent,
    { telemetry },
  ): Promise<LambdaFunctionURLResult | undefined> => {
    if ('Records' in event) {
      for (const { ses } of event.Records) await receive(ses.mail.commonHeaders.subject ?? '', telemetry);
      return undefined;
    }
    const { status, headers, body } = await serve(readWebRequest(event, variables.PROXY_KEY), telemetry);
    return { statusCode: status, headers: { ...headers }, body };
  },
);
