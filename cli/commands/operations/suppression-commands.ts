/** The commands that suppress addresses, lift suppressions and list them. */
import { createDynamoAddresses } from '../../../adapters/dynamodb/address-book.ts';
import { createDynamoClient } from '../../../adapters/dynamodb/client.ts';
import { createDynamoConsentLedger } from '../../../adapters/dynamodb/consent-ledger.ts';
import { createDynamoErasureRegister } from '../../../adapters/dynamodb/erasure-register.ts';
import { createDynamoIdentityStore } from '../../../adapters/dynamodb/identity-store.ts';
import { createDynamoSuppressedAddresses } from '../../../adapters/dynamodb/suppressed-addresses.ts';
import { nameCaller } from '../../../adapters/operator/name-caller.ts';
import type { ProviderSuppressions } from '../../../app/ports/suppressed-addresses.ts';
import { requireReason } from '../../../app/publish/change-pause.ts';
import {
  type OperatorStep,
  releaseAddress,
  suppressAddress,
} from '../../../app/suppression/suppress-address.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { type Channel, channelChoice, isChannel } from '../../../engine/model/channels.ts';
import { type Connection, connect, findNames, findStage } from '../../cloud/connect.ts';
import { readNow } from '../../cloud/read-now.ts';
import { describeRelease } from '../../output/describe-release.ts';
import { formatTable } from '../../output/format-table.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { UsageError } from '../../terminal/command-result.ts';

interface StepOptions {
  readonly channel: string;
  readonly reason: string;
}

export function addSuppressionCommands({ program, terminal, run }: CommandContext): void {
  const openStep = async (connection: Connection, { channel, reason }: StepOptions) => {
    const step: OperatorStep = {
      by: await nameCaller(connection.client),
      reason,
      at: await readNow(connection, terminal),
    };
    return { step, channel: readChannel(channel), database: createDynamoClient(connection.client) };
  };
  const find = <Name extends Parameters<typeof findNames>[0][number]>(
    names: readonly Name[],
    to: Connection,
  ) => findNames(names, program.opts(), to, terminal.env);

  /** Undefined: the stage follows no list. */
  const findOptOutList = async (connection: Connection): Promise<string | undefined> =>
    (await findStage(program.opts(), connection, terminal.env)).outputs['SmsOptOutList'];

  program
    .command('suppress')
    .argument('<address>', 'email address, phone number or push token')
    .option('--channel <channel>', channelChoice, 'email')
    .requiredOption('--reason <text>', 'reason, recorded with user and time (required)')
    .description('send no message to an address on any profile, of any class')
    .action((text: string, options: StepOptions) =>
      run(async () => {
        requireReason(options.reason, '--reason');
        const connection = connect(program.opts(), terminal);
        const names = await find(['IdentitiesTable', 'ConsentsTable', 'ConfigTable'], connection);
        const { step, channel, database } = await openStep(connection, options);
        const address = await suppressAddress(channel, text, step, {
          addresses: createDynamoAddresses(database, names.IdentitiesTable),
          consents: createDynamoConsentLedger(database, names.ConsentsTable),
          erasures: createDynamoErasureRegister(database, {
            identities: names.IdentitiesTable,
            config: names.ConfigTable,
          }),
        });
        return {
          exitCode: 0,
          json: { suppressed: address, channel, ...step },
          lines: [`No message is sent to ${address} (${channel}) from now on.`],
        };
      }),
    );

  program
    .command('unsuppress')
    .argument('<address>', 'email address, phone number or push token')
    .option('--channel <channel>', channelChoice, 'email')
    .requiredOption('--reason <text>', 'reason, recorded with user and time (required)')
    .description('lift every suppression of an address: of an operator, a bounce or a complaint')
    .action((text: string, options: StepOptions) =>
      run(async () => {
        requireReason(options.reason, '--reason');
        const connection = connect(program.opts(), terminal);
        const names = await find(['IdentitiesTable', 'ConsentsTable', 'ProfileQueueUrl'], connection);
        const { step, channel, database } = await openStep(connection, options);
        const { createSqsClient } = await import('../../../adapters/sqs/client.ts');
        const { createSqsQueues } = await import('../../../adapters/sqs/queues.ts');
        const list = channel === 'sms' ? await findOptOutList(connection) : undefined;
        const provider = await openProviderList(channel, list, connection);
        const released = await releaseAddress(channel, text, step, {
          ...omitAbsent({ provider }),
          suppressions: createDynamoSuppressedAddresses(database, names.IdentitiesTable),
          identities: createDynamoIdentityStore(database, names.IdentitiesTable),
          consents: createDynamoConsentLedger(database, names.ConsentsTable),
          queues: createSqsQueues(createSqsClient(connection.client), { profile: names.ProfileQueueUrl }),
        });
        return {
          exitCode: released.isReleased || released.atProvider === 'released' ? 0 : 1,
          json: { ...released, channel, ...step },
          lines: describeRelease(released, channel, list),
        };
      }),
    );

  program
    .command('suppressions')
    .description('list the suppressed addresses of all channels')
    .action(() =>
      run(async () => {
        const connection = connect(program.opts(), terminal);
        const { IdentitiesTable } = await find(['IdentitiesTable'], connection);
        const store = createDynamoSuppressedAddresses(createDynamoClient(connection.client), IdentitiesTable);
        const addresses = [];
        let cursor: string | undefined;
        do {
          const page = await store.list(cursor);
          addresses.push(...page.addresses);
          cursor = page.cursor;
        } while (cursor !== undefined);
        const rows = addresses.map(({ channel, address, reasons }) => [channel, address, reasons.join(', ')]);
        return {
          exitCode: 0,
          shows: { count: addresses.length },
          json: { addresses },
          lines: rows.length === 0 ? ['No address is suppressed.'] : formatTable(rows, ''),
        };
      }),
    );
}

async function openProviderList(
  channel: Channel,
  list: string | undefined,
  { client }: Connection,
): Promise<ProviderSuppressions | undefined> {
  if (channel === 'email') {
    const { createSesSuppressions } = await import('../../../adapters/operator/ses-suppressions.ts');
    return createSesSuppressions(client);
  }
  if (list === undefined) return undefined;
  const { createSmsOptOutReleases } = await import('../../../adapters/operator/sms-opt-outs.ts');
  return createSmsOptOutReleases(list, client);
}

function readChannel(text: string): Channel {
  if (isChannel(text)) return text;
  throw new UsageError(`"${text}" is not a channel.`, `Use ${channelChoice}.`);
}
