/** Opens the register of erased ids, for commands that only ask it. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoErasureRegister } from '../../adapters/dynamodb/erasure-register.ts';
import type { ErasureReader } from '../../app/ports/erasure-register.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames } from './connect.ts';

export type AskedErasures = Pick<ErasureReader, 'isUsed' | 'find'>;

export async function openErased(options: CloudOptions, terminal: Terminal): Promise<AskedErasures> {
  const connection = connect(options, terminal);
  const wanted = ['IdentitiesTable', 'ConfigTable'] as const;
  const names = await findNames(wanted, options, connection, terminal.env);
  const tables = { identities: names.IdentitiesTable, config: names.ConfigTable };
  return createDynamoErasureRegister(createDynamoClient(connection.client), tables);
}

/** Undefined: no one was erased. */
export async function openUsedErased(
  options: CloudOptions,
  terminal: Terminal,
): Promise<AskedErasures | undefined> {
  const register = await openErased(options, terminal);
  if (!(await register.isUsed())) return undefined;
  // Whether the caller may: before the first row is sent.
  await register.find([{ type: 'userId', value: 'unknown' }]);
  return register;
}
