/** Opens the config table of a stage for the commands that read or publish it. */

import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoDocumentStore } from '../../adapters/dynamodb/document-store.ts';
import { createDynamoPauseStore } from '../../adapters/dynamodb/pause-store.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoProgramStore } from '../../adapters/dynamodb/program-store.ts';
import type { PauseStores } from '../../app/publish/change-pause.ts';
import { loadStated } from '../../app/publish/load-program.ts';
import { loadPublished } from '../../app/publish/load-published.ts';
import type { StagingPorts } from '../../app/publish/staging.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import { compileTemplate } from '../files/compile-template.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames, findStage } from './connect.ts';

export async function openConfig(options: CloudOptions, terminal: Terminal): Promise<StagingPorts> {
  const connection = connect(options, terminal);
  const { ConfigTable } = await findNames(['ConfigTable'], options, connection, terminal.env);
  const client = createDynamoClient(connection.client);
  /** Undefined when the tables were given by name, or the stack is older. */
  const readList = async (output: string) => {
    if ((options.table ?? terminal.env['PERCORSO_CONFIG_TABLE']) !== undefined) return undefined;
    return (await findStage(options, connection, terminal.env)).outputs[output]?.split(',');
  };
  return {
    // Consistent reads: after a push, the user expects to see the pushed documents.
    documents: createDynamoDocumentStore(client, ConfigTable, { consistent: true }),
    staged: createDynamoDocumentStore(client, ConfigTable, { consistent: true, isStaged: true }),
    programs: createDynamoProgramStore(client, ConfigTable),
    pauses: createDynamoPauseStore(client, ConfigTable),
    compileTemplate,
    senders: () => readList('Senders'),
    channels: () => readList('Channels'),
    originations: async () => {
      const originations = await readList('SmsOriginations');
      return originations?.[0] === 'any' ? undefined : originations;
    },
  };
}

export interface ReadIdentityPolicy {
  readonly identity?: IdentityPolicy | undefined;
  /** Why the published one was not read. */
  readonly unread?: string;
}

/**
 * The published one. It is not read where only the bus of a stage is named, for callers who may only send, and with
 * `isOnlyIfNamed` where no stage is named.
 */
export async function readIdentityPolicy(
  options: CloudOptions,
  terminal: Terminal,
  { isOnlyIfNamed }: { readonly isOnlyIfNamed: boolean },
): Promise<ReadIdentityPolicy> {
  const { env } = terminal;
  const named = options.table ?? env['PERCORSO_CONFIG_TABLE'];
  const bus = options.bus ?? env['PERCORSO_EVENT_BUS'];
  const stage =
    options.stage ?? options.stack ?? options.endpoint ?? env['PERCORSO_STAGE'] ?? env['AWS_ENDPOINT_URL'];
  if (named === undefined && bus !== undefined) return { unread: 'only a bus is named' };
  if (named === undefined && isOnlyIfNamed && stage === undefined) return { unread: 'no stage is named' };
  try {
    const { programs } = await openConfig(options, terminal);
    return { identity: (await loadPublished(programs))?.policy.identity };
  } catch (error) {
    if (error instanceof Error && /AccessDenied/.test(error.name))
      return { unread: 'your permissions do not allow it (they cannot read the config table)' };
    throw error;
  }
}

export async function openPauses(options: CloudOptions, terminal: Terminal): Promise<PauseStores> {
  const connection = connect(options, terminal);
  const { ConfigTable } = await findNames(['ConfigTable'], options, connection, terminal.env);
  const client = createDynamoClient(connection.client);
  const programs = createDynamoProgramReader(client, ConfigTable);
  const current = await programs.readCurrent({ consistent: true });
  return {
    pauses: createDynamoPauseStore(client, ConfigTable),
    program: current.version === 0 ? undefined : await loadStated(programs, current),
  };
}
