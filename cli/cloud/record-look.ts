/** Records that an operator looked at people, where the operator's policy allows it. */
import { randomUUID } from 'node:crypto';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoLookStore } from '../../adapters/dynamodb/look-store.ts';
import { nameCaller } from '../../adapters/operator/name-caller.ts';
import type { Look, LookReader } from '../../app/ports/looks.ts';
import { expireAfter } from '../../engine/base/time-units.ts';
import type { Shown } from '../terminal/command-result.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames } from './connect.ts';
import { readNow } from './read-now.ts';

export async function openLooks(options: CloudOptions, terminal: Terminal): Promise<LookReader> {
  const connection = connect(options, terminal);
  const { TimelineTable } = await findNames(['TimelineTable'], options, connection, terminal.env);
  return createDynamoLookStore(createDynamoClient(connection.client), TimelineTable);
}

type Target = Pick<Look, 'profileId' | 'count'>;

/**
 * Before the result is printed. `command`: its name. Where the record cannot be written, the command says so and shows
 * the result: an operator who may read the tables needs no command for it.
 */
export async function recordLook(
  command: string,
  { people = [], count = 0, parts = [] }: Shown,
  options: CloudOptions,
  terminal: Terminal,
): Promise<void> {
  const targets: readonly Target[] = [
    ...[...new Set(people)].map((profileId) => ({ profileId })),
    ...(count > 0 ? [{ count }] : []),
  ];
  if (targets.length === 0) return;
  try {
    const connection = connect(options, terminal);
    const wanted = ['TimelineTable', 'LookDays'] as const;
    const names = await findNames(wanted, options, connection, terminal.env);
    const at = await readNow(connection, terminal);
    const by = { kind: 'operator', id: await nameCaller(connection.client) } as const;
    const looks = createDynamoLookStore(createDynamoClient(connection.client), names.TimelineTable);
    const expiresAt = expireAfter(at, Number(names.LookDays));
    for (const target of targets)
      await looks.record({ id: randomUUID(), at, by, parts: [command, ...parts], ...target }, expiresAt);
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown error';
    terminal.printError(
      `This look was not recorded (${reason}). Use the policies of the present stack: docs/access.md names those of this command.`,
    );
  }
}
