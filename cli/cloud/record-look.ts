/** Records that an operator looked at a person, where the operator's policy allows it. */
import { randomUUID } from 'node:crypto';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoLookStore } from '../../adapters/dynamodb/look-store.ts';
import { nameCaller } from '../../adapters/operator/name-caller.ts';
import type { LookReader } from '../../app/ports/looks.ts';
import { expireAfter } from '../../engine/base/time-units.ts';
import type { CommandResult } from '../terminal/command-result.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames } from './connect.ts';
import { readNow } from './read-now.ts';

export async function openLooks(options: CloudOptions, terminal: Terminal): Promise<LookReader> {
  const connection = connect(options, terminal);
  const { TimelineTable } = await findNames(['TimelineTable'], options, connection, terminal.env);
  return createDynamoLookStore(createDynamoClient(connection.client), TimelineTable);
}

/**
 * Before the result is printed. `command`: its name. A result that shows no person is none. Where the record cannot be
 * written, the command says so and shows the result: an operator who may read the tables needs no command for it.
 */
export async function recordLook(
  command: string,
  result: CommandResult,
  options: CloudOptions,
  terminal: Terminal,
): Promise<CommandResult> {
  const { profileId, id = profileId } = result.json as { profileId?: unknown; id?: unknown };
  if (result.exitCode !== 0 || typeof id !== 'string') return result;
  try {
    const connection = connect(options, terminal);
    const wanted = ['TimelineTable', 'LookDays'] as const;
    const names = await findNames(wanted, options, connection, terminal.env);
    const at = await readNow(connection, terminal);
    const by = { kind: 'operator', id: await nameCaller(connection.client) } as const;
    const looks = createDynamoLookStore(createDynamoClient(connection.client), names.TimelineTable);
    const look = { id: randomUUID(), at, profileId: id, by, parts: [command] };
    await looks.record(look, expireAfter(at, Number(names.LookDays)));
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown error';
    terminal.printError(
      `This look at the person was not recorded (${reason}). Use the policy OperatorPolicyArn of the present stack.`,
    );
  }
  return result;
}
