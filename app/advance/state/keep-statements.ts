/** Stores consents and suppressions with their address, before the profile is saved with them. */
import type { AddressStatement } from '../../../engine/model/address-statement.ts';
import type { AdvanceDependencies } from '../dependencies.ts';

/** A crash between this and the profile's write is harmless: the redelivery repeats the write. */
export async function keepStatements(
  { identities }: Pick<AdvanceDependencies, 'identities'>,
  statements: readonly AddressStatement[],
): Promise<void> {
  for (const statement of statements) {
    if (statement.kind === 'consent' && statement.consent.state === 'granted') {
      // Most people never refused: their yes needs no item.
      const { channel, address, key } = statement;
      const addressState = await identities.read(channel, address, { consistent: true });
      if (addressState?.consents[key] === undefined) continue;
    }
    await identities.keep(statement);
  }
}
