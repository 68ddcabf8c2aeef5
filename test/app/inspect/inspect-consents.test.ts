/** What an operator reads of a person whose address another profile, a complaint or a bounce holds back. */
import { describe, expect, it } from 'vitest';
import { createMemoryAddressBook } from '../../../adapters/memory/address-book.ts';
import { createMemoryConsentLedger } from '../../../adapters/memory/consent-ledger.ts';
import { createMemoryIdentityStore } from '../../../adapters/memory/identity-store.ts';
import { inspectConsents } from '../../../app/inspect/inspect-consents.ts';
import { formatConsents } from '../../../cli/output/format-consents.ts';
import type { AddressStatement } from '../../../engine/model/address-statement.ts';
import { createProfile } from '../../../engine/model/profile.ts';

const at = Date.parse('2026-11-20T10:00:00Z');
const of = { channel: 'email', address: 'lea@example.com' } as const;

async function read(...statements: readonly AddressStatement[]) {
  const addresses = createMemoryAddressBook();
  for (const statement of statements) await addresses.keep(statement);
  const profile = {
    ...createProfile('P1', at),
    version: 1,
    traits: { email: { value: 'Lea@Example.com', at } },
    consents: { email: { state: 'granted', at } as const },
  };
  const stores = {
    identities: createMemoryIdentityStore(addresses),
    consents: createMemoryConsentLedger(),
    profiles: { load: async () => profile },
  };
  await stores.identities.claim({ type: 'email', value: of.address }, { profileId: 'P1' });
  const facts = await inspectConsents('P1', stores, 10);
  if (facts === undefined) throw new TypeError('The person exists');
  return formatConsents(facts).slice(1);
}

const state = ['', 'State', '  email  granted  since 2026-11-20 10:00'];
const held = (line: string) => [
  ...state,
  '',
  'Held back for the address, whichever profile stated it',
  `  email  ${line}`,
];

describe('the consents of a person', () => {
  it('name what another profile stated for the address', async () => {
    const denied = { state: 'denied', at: at + 1 } as const;
    expect(await read({ ...of, kind: 'consent', key: 'email', consent: denied })).toEqual(
      held('denied: email'),
    );
  });

  it('name a complaint and a bounce by what they stop', async () => {
    const suppress = (reason: 'complained' | 'bounced') => ({ ...of, kind: 'suppressed', reason }) as const;
    expect(await read(suppress('complained'))).toEqual(held('complained: no promotional message'));
    expect(await read(suppress('bounced'))).toEqual(held('suppressed: no message'));
  });

  it('name no address that nothing holds back', async () => {
    expect(await read({ ...of, kind: 'shared' })).toEqual(state);
  });
});
