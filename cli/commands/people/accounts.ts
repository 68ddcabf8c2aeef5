/** `percorso accounts show`: what is stated of an account. */
import type { AccountStore } from '../../../app/ports/account-store.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatTable } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

export async function showAccount(
  given: string,
  { accounts }: { readonly accounts: Pick<AccountStore, 'read'> },
): Promise<CommandResult> {
  const id = given.trim();
  const account = await accounts.read(id, { consistent: true });
  if (account === undefined) {
    const problem = `No traits of an account "${id}" are stored.`;
    const remedy = 'Group calls with this groupId and traits state them.';
    return {
      exitCode: 1,
      json: { error: { code: 'unknown_account', problem, remedy } },
      lines: [`${problem} ${remedy}`],
    };
  }
  const traits = Object.entries(account.traits).filter(([, { value }]) => value !== null);
  const sorted = traits.sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    exitCode: 0,
    json: {
      id,
      version: account.version,
      traits: Object.fromEntries(
        sorted.map(([name, { value, at }]) => [name, { value, at: new Date(at).toISOString() }]),
      ),
    },
    lines: [
      `Account ${id} (times are UTC)`,
      ...formatTable(
        sorted.map(([name, { value, at }]) => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value),
          `stated ${formatMoment(at)}`,
        ]),
        '  ',
      ),
    ],
  };
}
