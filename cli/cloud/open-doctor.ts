/** Opens what the doctor reads: the account, DNS, the public URL, the program, runs and dead-letter queues. */

import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoConflictReader } from '../../adapters/dynamodb/conflict-reader.ts';
import { createDynamoRunStore } from '../../adapters/dynamodb/run-store.ts';
import type { DeployedSending, PublicDeployment } from '../../app/doctor/deployed-sending.ts';
import type { DoctorPorts } from '../../app/doctor/examine-stage.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { CloudUnreachableError, UsageError } from '../terminal/command-result.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, type Connection, connect, findStage } from './connect.ts';
import { openConfig } from './open-config.ts';
import { readNow } from './read-now.ts';

export interface OpenedDoctor {
  readonly ports: DoctorPorts;
  readonly deployed: DeployedSending;
}

/** `dns`: servers, comma-separated; by default those of this machine. Throws UsageError, CloudUnreachableError. */
export async function openDoctor(
  options: CloudOptions,
  terminal: Terminal,
  dns = terminal.env['PERCORSO_DNS'],
): Promise<OpenedDoctor> {
  const connection = connect(options, terminal);
  const { outputs, stackName } = await findStage(options, connection, terminal.env);
  const read = (name: string): string => {
    const value = outputs[name];
    if (value !== undefined) return value;
    throw new CloudUnreachableError(`The stack has no output ${name}.`, 'Redeploy it: `npx cdk deploy`.');
  };
  const database = createDynamoClient(connection.client);
  return {
    ports: {
      config: await openConfig(options, terminal),
      runs: createDynamoRunStore(database, read('RunsTable')),
      conflicts: createDynamoConflictReader(database, read('IdentitiesTable')),
      ...(await openServices(connection, { stackName, linkKeyName: read('LinkKeyName') })),
      records: await openRecords(dns, connection),
      readNow: () => readNow(connection, terminal),
    },
    deployed: {
      senders: read('Senders').split(','),
      configurationSets: read('ConfigurationSets').split(','),
      concurrency: Number(read('FunctionConcurrency')),
      emailRate: Number(read('EmailRate')),
      emailReserve: Number(read('EmailReserve')),
      numbers: {
        hasSms: outputs['Channels']?.split(',').includes('sms') === true,
        smsOriginations: read('SmsOriginations') === 'any' ? [] : read('SmsOriginations').split(','),
        accountId: read('EventBusArn').split(':')[4] ?? '',
        ...omitAbsent({
          inboundTopicArn: outputs['InboundSmsTopicArn'],
          whatsAppNumber: outputs['WhatsAppNumber'],
        }),
      },
      ...readPublic(outputs, connection, terminal),
    },
  };
}

/** What the stack's outputs say of its public URL and alarms; undefined when the tables were given by name. */
export async function readDeployment(
  options: CloudOptions,
  terminal: Terminal,
): Promise<PublicDeployment | undefined> {
  if ((options.table ?? terminal.env['PERCORSO_CONFIG_TABLE']) !== undefined) return undefined;
  const connection = connect(options, terminal);
  const { outputs } = await findStage(options, connection, terminal.env);
  return readPublic(outputs, connection, terminal);
}

/** Of the links of the stage's messages: empty where it serves none; undefined when the tables were given by name. */
export async function readPublicUrl(options: CloudOptions, terminal: Terminal): Promise<string | undefined> {
  const deployed = await readDeployment(options, terminal);
  return deployed === undefined ? undefined : (deployed.publicUrl ?? '');
}

function readPublic(
  { PublicUrl, AlarmTopicArn }: Readonly<Record<string, string>>,
  { isLocal }: Connection,
  { env }: Terminal,
): PublicDeployment {
  const publicUrl = env['PERCORSO_PUBLIC_URL'] ?? PublicUrl;
  const alarmTopic = env['PERCORSO_ALARM_TOPIC'] ?? (AlarmTopicArn === 'none' ? undefined : AlarmTopicArn);
  return { isLocal, ...omitAbsent({ publicUrl, alarmTopic }) };
}

/** The modules are loaded here: no other command needs them. */
async function openServices(
  { client }: Connection,
  { stackName, linkKeyName }: { readonly stackName: string; readonly linkKeyName: string },
): Promise<Pick<DoctorPorts, 'account' | 'numbers' | 'watch' | 'probe' | 'deadLetters'>> {
  const { createSqsClient } = await import('../../adapters/sqs/client.ts');
  const { createDeadLetters } = await import('../../adapters/operator/dead-letters.ts');
  const { openAccountWatch } = await import('../../adapters/operator/account-watch.ts');
  const { openAccountNumbers } = await import('../../adapters/operator/account-numbers.ts');
  const { openStageAccount } = await import('../../adapters/operator/stage-account.ts');
  const { createWebProbe } = await import('../../adapters/operator/web-probe.ts');
  return {
    account: openStageAccount(client, linkKeyName),
    numbers: openAccountNumbers(client),
    watch: openAccountWatch(client),
    probe: createWebProbe(),
    deadLetters: createDeadLetters(createSqsClient(client), stackName),
  };
}

/** The local cloud has no DNS, and its domains are invented: DNS is checked there if a server is named. */
async function openRecords(
  dns: string | undefined,
  { isLocal }: Connection,
): Promise<DoctorPorts['records']> {
  if (dns === undefined && isLocal) return undefined;
  const { createDnsRecords } = await import('../../adapters/operator/dns-records.ts');
  try {
    return createDnsRecords(dns?.split(','));
  } catch {
    throw new UsageError(
      `"${dns}" is not a list of DNS servers.`,
      'Give addresses, as in --dns 1.1.1.1,8.8.8.8 or --dns 127.0.0.1:5353.',
    );
  }
}
