/** Opens every store that has something about a person. */
import { createDynamoAddressBook } from '../../adapters/dynamodb/address-book.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoDoubtfulReplies } from '../../adapters/dynamodb/doubtful-replies.ts';
import { createDynamoGeofenceReader } from '../../adapters/dynamodb/geofence-reader.ts';
import { createDynamoIdentityScanner } from '../../adapters/dynamodb/identity-scanner.ts';
import { createDynamoLookStore } from '../../adapters/dynamodb/look-store.ts';
import { createDynamoMessageCopies } from '../../adapters/dynamodb/message-copies.ts';
import { createDynamoMessageLedger } from '../../adapters/dynamodb/message-ledger.ts';
import { createDynamoShortLinks } from '../../adapters/dynamodb/short-links.ts';
import type { ExportStores } from '../../app/rights/export/export-person.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames, findStackName } from './connect.ts';
import { openRejected } from './open-rejected.ts';
import { type Erasures, openStores } from './open-stores.ts';

export interface OpenedExport {
  readonly stores: ExportStores & Partial<Erasures>;
  readonly stage: string;
  /** The stage's current time (epoch ms). */
  readonly readNow: () => Promise<number>;
}

export async function openExport(
  options: CloudOptions,
  terminal: Terminal,
  { isWithoutRejected }: { readonly isWithoutRejected: boolean },
): Promise<OpenedExport> {
  const connection = connect(options, terminal);
  const wanted = ['IdentitiesTable', 'TimelineTable', 'StatisticsTable'] as const;
  const names = await findNames(wanted, options, connection, terminal.env);
  const database = createDynamoClient(connection.client);
  const { readNow, ...people } = await openStores(options, terminal);
  const rejected = isWithoutRejected ? undefined : await openRejected(options, terminal);
  return {
    stage: (await findStackName(options, connection, terminal.env)).replace(/^percorso-/, ''),
    readNow,
    stores: {
      ...people,
      scanner: createDynamoIdentityScanner(database, names.IdentitiesTable),
      addresses: createDynamoAddressBook(database, {
        identities: names.IdentitiesTable,
        timeline: names.TimelineTable,
      }),
      ledger: createDynamoMessageLedger(database, names.TimelineTable),
      copies: createDynamoMessageCopies(database, names.TimelineTable),
      links: createDynamoShortLinks(database, names.TimelineTable),
      replies: createDynamoDoubtfulReplies(database, names.TimelineTable),
      looks: createDynamoLookStore(database, names.TimelineTable),
      passages: createDynamoGeofenceReader(database, names.StatisticsTable),
      ...omitAbsent({ rejected }),
    },
  };
}
