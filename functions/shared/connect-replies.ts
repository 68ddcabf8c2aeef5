/** What every function connects that receives replies, of whichever channel. */
import { createDynamoAddressBook } from '../../adapters/dynamodb/address-book.ts';
import type { Database } from '../../adapters/dynamodb/client.ts';
import { createDynamoDoubtfulReplies } from '../../adapters/dynamodb/doubtful-replies.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoProviderReceipts } from '../../adapters/dynamodb/provider-receipts.ts';
import { createEventBridgeBus, createEventBridgeClient } from '../../adapters/events/event-bus.ts';
import { createReplyPolicy } from '../../app/replies/read-policy.ts';
import { guardAddresses } from '../../app/rights/erased-addresses.ts';
import { connectErasures } from './connect-erasures.ts';

interface ReplyVariables {
  readonly PROFILES_TABLE: string;
  readonly IDENTITIES_TABLE: string;
  readonly TIMELINE_TABLE: string;
  readonly CONFIG_TABLE: string;
  readonly EVENT_BUS_NAME: string;
}

export function connectReplies(database: Database, variables: ReplyVariables) {
  const { IDENTITIES_TABLE: identities, TIMELINE_TABLE: timeline } = variables;
  return {
    addresses: guardAddresses(
      createDynamoAddressBook(database, { identities, timeline }),
      connectErasures(database, variables),
    ),
    identities: createDynamoIdentityStore(database, identities),
    receipts: createDynamoProviderReceipts(database, timeline),
    // Only writers of profiles use the wake index.
    profiles: createDynamoProfileStore({ database, table: variables.PROFILES_TABLE, wakeShards: 1 }),
    events: createEventBridgeBus(createEventBridgeClient(), variables.EVENT_BUS_NAME, 'sender'),
    doubtful: createDynamoDoubtfulReplies(database, timeline),
    policy: createReplyPolicy(createDynamoProgramReader(database, variables.CONFIG_TABLE), Date.now),
    now: Date.now,
  };
}
