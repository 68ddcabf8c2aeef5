/** What was said about an address is kept with the address before the profile is saved with it. */
import type { AddressStatement } from '../../../engine/model/address-statement.ts';
import type { AdvanceDependencies } from '../dependencies.ts';

/** A crash between this and the profile's write is harmless: the redelivery says the same again. */
export async function keepStatements(
  { identities }: Pick<AdvanceDependencies, 'identities'>,
  statements: readonly AddressStatement[],
): Promise<void> {
  for (const statement of statements) {
    if (statement.kind === 'consent' && statement.consent.state === 'granted') {
      // Most people never said no: their yes needs no item.
      const { channel, address, key } = statement;
      const standing = await identities.read(channel, address, { consistent: true });
      if (standing?.consents[key] === undefined) continue;
    }
    await identities.keep(statement);
  }
}
