/** Stores consents and suppressions with their address, before the profile is saved with them. */
import { listEveryKeys } from '../../../engine/channels/consent-key.ts';
import type { AddressStatement } from '../../../engine/model/address-statement.ts';
import type { AdvanceDependencies } from '../dependencies.ts';

type Identities = Pick<AdvanceDependencies, 'identities'>['identities'];

/** A crash between this and the profile's write is harmless: the redelivery repeats the write. */
export async function keepStatements(
  { identities }: Pick<AdvanceDependencies, 'identities'>,
  statements: readonly AddressStatement[],
): Promise<void> {
  for (const statement of statements) {
    const needed = await complete(identities, statement);
    if (needed !== undefined) await identities.keep(needed);
  }
}

/** Undefined for what the address needs no item for: most people never refused, and most mail never failed. */
async function complete(
  identities: Identities,
  statement: AddressStatement,
): Promise<AddressStatement | undefined> {
  const { channel, address } = statement;
  const isYes = statement.kind === 'consent' && statement.consent.state === 'granted';
  if (!isYes && statement.kind !== 'delivered') return statement;
  const addressState = await identities.read(channel, address, { consistent: true });
  if (statement.kind === 'consent') {
    const { key, consent } = statement;
    const consents = addressState?.consents ?? {};
    const isKnown = [key, ...listEveryKeys(channel)].some((each) => consents[each] !== undefined);
    // It may lift the no to the purpose of its topic.
    const isLift = consent.confirmed === true && Object.values(consents).includes('denied');
    return isKnown || isLift ? statement : undefined;
  }
  if (statement.kind !== 'delivered') return statement;
  // Failures before a delivery never count again: they leave the item, which stays small.
  const past = (addressState?.softBounces ?? []).filter(({ at }) => at <= statement.at);
  return { ...statement, forgotten: past.map(({ report }) => report) };
}
