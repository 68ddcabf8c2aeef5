/** Reads a function's variables, and reports a missing one at start rather than at the first event. */
import type { Channel } from '../../engine/model/channels.ts';

/** A function was deployed without a variable that it reads. */
export class EnvironmentIncompleteError extends Error {
  readonly code = 'environment_incomplete';
  readonly missing: readonly string[];
  constructor(missing: readonly string[]) {
    super(`Missing environment variables: ${missing.join(', ')}. Redeploy the stack; lib/ sets them.`);
    this.name = 'EnvironmentIncompleteError';
    this.missing = missing;
  }
}

/** The addresses of the queues of a channel: promotional and transactional. */
export type QueueVariable<Name extends Channel = Channel> =
  | `${Uppercase<Name>}_QUEUE_URL`
  | `${Uppercase<Name>}_TRANSACTIONAL_QUEUE_URL`;

export function nameQueueVariables<Name extends Channel>(
  channel: Name,
): readonly [promotional: QueueVariable<Name>, transactional: QueueVariable<Name>] {
  const prefix = channel.toUpperCase() as Uppercase<Name>;
  return [`${prefix}_QUEUE_URL`, `${prefix}_TRANSACTIONAL_QUEUE_URL`];
}

const senderVariables = [
  'PROFILES_TABLE',
  'IDENTITIES_TABLE',
  'TIMELINE_TABLE',
  'CONFIG_TABLE',
  'STATISTICS_TABLE',
  'TIMELINE_DAYS',
  'EVENT_BUS_NAME',
  'LINK_KEY_NAME',
  'PUBLIC_URL',
] as const;

/** What every function reads that sends messages of a channel. */
export function nameSenderVariables<Name extends Channel>(channel: Name) {
  return [...senderVariables, ...nameQueueVariables(channel)] as const;
}

/** What senders read whose provider's rate can be configured: messages a second of one invocation, 0 = not paced. */
export const paceVariables = ['PROMOTIONAL_PACE', 'TRANSACTIONAL_PACE'] as const;

export function readPace(variables: Readonly<Record<(typeof paceVariables)[number], string>>) {
  return {
    rates: {
      promotional: Number(variables.PROMOTIONAL_PACE),
      transactional: Number(variables.TRANSACTIONAL_PACE),
    },
    sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
  };
}

export function readEnvironment<Name extends string>(
  names: readonly Name[],
  source: Readonly<Record<string, string | undefined>>,
): Record<Name, string> {
  const missing = names.filter((name) => source[name] === undefined);
  if (missing.length > 0) throw new EnvironmentIncompleteError(missing);
  return Object.fromEntries(names.map((name) => [name, source[name] ?? ''])) as Record<Name, string>;
}
