/** Resolves where a command connects to: AWS or the local cloud, which stage, which tables. */

import { type DeployedStage, findStages } from '../../adapters/operator/stack-outputs.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { type Channel, channels, channelWords } from '../../engine/model/channels.ts';
import { CloudUnreachableError, UsageError } from '../terminal/command-result.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Options of every command that connects to AWS. */
export interface CloudOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly stage?: string;
  readonly stack?: string;
  readonly table?: string;
  readonly bus?: string;
}

/** Options of any AWS client. */
export interface ClientOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Connection {
  readonly client: ClientOptions;
  /** Set for the local cloud and other AWS emulators. */
  readonly endpoint?: string;
  readonly isLocal: boolean;
}

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

export function connect(options: CloudOptions, terminal: Pick<Terminal, 'env'>): Connection {
  const endpoint = options.endpoint ?? (terminal.env['AWS_ENDPOINT_URL'] || undefined);
  const region = options.region ?? terminal.env['AWS_REGION'] ?? terminal.env['AWS_DEFAULT_REGION'];
  if (endpoint === undefined) {
    return { client: omitAbsent({ region }), isLocal: false };
  }
  if (!URL.canParse(endpoint)) {
    throw new UsageError(
      `"${endpoint}" is not a URL.`,
      'Give the endpoint as in --endpoint http://127.0.0.1:4566.',
    );
  }
  const key = terminal.env['AWS_ACCESS_KEY_ID'];
  const isLocal = loopbackHosts.has(new URL(endpoint).hostname);
  const localSettings = {
    region: region ?? 'us-east-1',
    // The local cloud accepts any credentials except a function's; `policy:...` is a user with that managed policy.
    credentials: { accessKeyId: key?.startsWith('policy:') ? key : 'local', secretAccessKey: 'local' },
  };
  return {
    client: { endpoint, ...omitAbsent({ region }), ...(isLocal ? localSettings : {}) },
    endpoint,
    isLocal,
  };
}

type TransactionalQueue = `${(typeof channelWords)[Channel]}TransactionalQueueUrl`;

/** The output that has the queue of a channel's transactional messages. */
export function nameTransactionalQueue(channel: Channel): TransactionalQueue {
  return `${channelWords[channel]}TransactionalQueueUrl`;
}

/** Outputs of lib/percorso-stack.ts that commands use. */
export type OutputName =
  | 'ConfigTable'
  | 'EventBusName'
  | 'ProfilesTable'
  | 'IdentitiesTable'
  | 'TimelineTable'
  | 'ConsentsTable'
  | 'StatisticsTable'
  | 'RunsTable'
  | 'TimelineDays'
  | 'LookDays'
  | 'ProfileQueueUrl'
  | 'EmailQueueUrl'
  | TransactionalQueue
  | 'RejectedBucket'
  | 'SecretsPath'
  | 'LinkKeyName';

/** Names given by option or variable come first; the others are read from CloudFormation, once. */
export async function findNames<Name extends OutputName>(
  wanted: readonly Name[],
  options: CloudOptions,
  connection: Connection,
  env: Terminal['env'],
): Promise<Record<Name, string>> {
  const given: Partial<Record<OutputName, string | undefined>> = {
    ConfigTable: options.table ?? env['PERCORSO_CONFIG_TABLE'],
    EventBusName: options.bus ?? env['PERCORSO_EVENT_BUS'],
    ProfilesTable: env['PERCORSO_PROFILES_TABLE'],
    IdentitiesTable: env['PERCORSO_IDENTITIES_TABLE'],
    ConsentsTable: env['PERCORSO_CONSENTS_TABLE'],
    TimelineTable: env['PERCORSO_TIMELINE_TABLE'],
    StatisticsTable: env['PERCORSO_STATISTICS_TABLE'],
    RunsTable: env['PERCORSO_RUNS_TABLE'],
    TimelineDays: env['PERCORSO_TIMELINE_DAYS'],
    LookDays: env['PERCORSO_LOOK_DAYS'],
    ProfileQueueUrl: env['PERCORSO_PROFILE_QUEUE_URL'],
    EmailQueueUrl: env['PERCORSO_EMAIL_QUEUE_URL'],
    ...Object.fromEntries(
      channels.map((channel) => [
        nameTransactionalQueue(channel),
        env[`PERCORSO_${channel.toUpperCase()}_TRANSACTIONAL_QUEUE_URL`],
      ]),
    ),
    RejectedBucket: env['PERCORSO_REJECTED_BUCKET'],
    SecretsPath: env['PERCORSO_SECRETS_PATH'],
    LinkKeyName: env['PERCORSO_LINK_KEY_NAME'],
  };
  const isComplete = wanted.every((name) => given[name] !== undefined);
  const outputs = isComplete ? {} : (await findStage(options, connection, env)).outputs;
  return Object.fromEntries(
    wanted.map((name) => {
      const value = given[name] ?? outputs[name];
      if (value !== undefined) return [name, value];
      throw new CloudUnreachableError(`The stack has no output ${name}.`, 'Redeploy it: `npx cdk deploy`.');
    }),
  ) as Record<Name, string>;
}

/** Prefix of the stage's resource names. */
export async function findStackName(
  options: CloudOptions,
  connection: Connection,
  env: Terminal['env'],
): Promise<string> {
  return (await findStage(options, connection, env)).stackName;
}

/** The only stage, or the named one, with all outputs. Throws CloudUnreachableError, UsageError. */
export async function findStage(
  options: CloudOptions,
  connection: Connection,
  env: Terminal['env'],
): Promise<DeployedStage> {
  const stage = options.stage ?? env['PERCORSO_STAGE'];
  const stackName = options.stack ?? (stage === undefined ? undefined : `percorso-${stage}`);
  const stages = await findStages(connection.client, stackName);
  const [only, ...others] = stages;
  if (only === undefined) {
    const place =
      connection.endpoint ?? `AWS${connection.client.region ? ` (${connection.client.region})` : ''}`;
    throw new CloudUnreachableError(
      stackName === undefined ? `No stage of Percorso at ${place}.` : `No stack "${stackName}" at ${place}.`,
      'Deploy one with `npx cdk deploy -c stage=...`, or name it with --stage or --stack, or its region with --region.',
    );
  }
  if (others.length > 0) {
    const names = stages.map((found) => found.stackName).join(', ');
    throw new UsageError(
      `Several stages are deployed here: ${names}.`,
      'Choose one with --stage or --stack.',
    );
  }
  return only;
}
