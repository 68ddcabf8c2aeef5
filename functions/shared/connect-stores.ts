/** Connects the senders' ports to AWS. */
import { createDynamoAddressBook } from '../../adapters/dynamodb/address-book.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoDeadTokens } from '../../adapters/dynamodb/dead-tokens.ts';
import { createDynamoHostStore } from '../../adapters/dynamodb/host-store.ts';
import { createDynamoMessageLedger } from '../../adapters/dynamodb/message-ledger.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoShortLinks } from '../../adapters/dynamodb/short-links.ts';
import { createDynamoStatisticsStore } from '../../adapters/dynamodb/statistics-store.ts';
import { createEventBridgeBus, createEventBridgeClient } from '../../adapters/events/event-bus.ts';
import { createHttpContentReader } from '../../adapters/providers/http-content.ts';
import { createSqsClient } from '../../adapters/sqs/client.ts';
import { createSqsQueues } from '../../adapters/sqs/queues.ts';
import { createSqsVisibilityTimeouts } from '../../adapters/sqs/visibility-timeouts.ts';
import { createLazyLinkKeyStore } from '../../adapters/ssm/lazy-parameters.ts';
import { createHostBreaker, type HostBreaker } from '../../app/breaker/host-breaker.ts';
import { cacheLinkKeys } from '../../app/links/cache-link-keys.ts';
import { createMessageLinks } from '../../app/send/message-links.ts';
import type { MessageSenderPorts } from '../../app/send/message-sender.ts';
import { createShortLinkTools, type ShortLinkTools } from '../../app/send/short-links.ts';
import type { WebhookSenderPorts } from '../../app/send/webhook-sender.ts';
import type { Channel } from '../../engine/model/channels.ts';
import { nameQueueVariables, type QueueVariable } from './environment.ts';

/** The stores of every sender. */
interface SenderVariables {
  readonly TIMELINE_TABLE: string;
  readonly STATISTICS_TABLE: string;
  readonly EVENT_BUS_NAME: string;
}

/** The further stores of senders with content. */
export interface ContentVariables extends SenderVariables {
  readonly PROFILES_TABLE: string;
  readonly IDENTITIES_TABLE: string;
  readonly CONFIG_TABLE: string;
  readonly LINK_KEY_NAME: string;
  readonly PUBLIC_URL: string;
}

export function connectSender(
  variables: SenderVariables,
  queueUrls: readonly [string, ...string[]],
  database = createDynamoClient(),
  sqs = createSqsClient(),
): Omit<WebhookSenderPorts, 'webhooks' | 'queues'> {
  return {
    ledger: createDynamoMessageLedger(database, variables.TIMELINE_TABLE),
    statistics: createDynamoStatisticsStore(database, variables.STATISTICS_TABLE),
    events: createEventBridgeBus(createEventBridgeClient(), variables.EVENT_BUS_NAME, 'sender'),
    visibility: createSqsVisibilityTimeouts(sqs, ...queueUrls),
  };
}

/** The queue of webhooks receives delayed copies of calls that wait. */
export function connectWebhookSender(
  variables: SenderVariables & { readonly WEBHOOK_QUEUE_URL: string },
): Omit<WebhookSenderPorts, 'webhooks'> & { readonly hosts: HostBreaker } {
  const [database, sqs] = [createDynamoClient(), createSqsClient()];
  const { WEBHOOK_QUEUE_URL: webhook } = variables;
  return {
    ...connectSender(variables, [webhook], database, sqs),
    queues: createSqsQueues(sqs, { webhook }),
    hosts: createHostBreaker(createDynamoHostStore(database, variables.STATISTICS_TABLE), Date.now),
  };
}

export function connectMessageSender<Name extends Channel>(
  channel: Name,
  variables: ContentVariables & Readonly<Record<QueueVariable<Name>, string>>,
): Omit<MessageSenderPorts<unknown>, 'provider'> {
  const [database, sqs] = [createDynamoClient(), createSqsClient()];
  const [promotional, transactional] = nameQueueVariables(channel);
  return {
    ...connectSender(variables, [variables[promotional], variables[transactional]], database, sqs),
    queues: createSqsQueues(sqs, { [channel]: variables[promotional] }),
    // Senders only read profiles; only writers of profiles use the wake index.
    profiles: createDynamoProfileStore({ database, table: variables.PROFILES_TABLE, wakeShards: 1 }),
    addresses: createDynamoAddressBook(database, {
      identities: variables.IDENTITIES_TABLE,
      timeline: variables.TIMELINE_TABLE,
    }),
    programs: createDynamoProgramReader(database, variables.CONFIG_TABLE),
    ...(channel === 'push' && {
      deadTokens: createDynamoDeadTokens(database, variables.STATISTICS_TABLE),
    }),
    content: createHttpContentReader({
      isOwnMachineForbidden: process.env['AWS_LAMBDA_RUNTIME_API'] !== undefined,
    }),
    links: createMessageLinks({
      keys: cacheLinkKeys(createLazyLinkKeyStore(variables.LINK_KEY_NAME), Date.now),
      publicUrl: variables.PUBLIC_URL,
    }),
  };
}

/** With a cache of keys of its own: it is read only for a template that has short links. */
export function connectShortLinks(
  variables: Pick<ContentVariables, 'TIMELINE_TABLE' | 'LINK_KEY_NAME' | 'PUBLIC_URL'>,
): ShortLinkTools {
  return createShortLinkTools(
    createDynamoShortLinks(createDynamoClient(), variables.TIMELINE_TABLE),
    cacheLinkKeys(createLazyLinkKeyStore(variables.LINK_KEY_NAME), Date.now),
    variables.PUBLIC_URL,
  );
}
