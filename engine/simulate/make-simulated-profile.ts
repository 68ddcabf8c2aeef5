/** Makes the person that a simulation starts with, from the few facts that people write down. */

import { createAccountView } from '../accounts/account-view.ts';
import type { Json } from '../base/json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { AccountView } from '../model/account-view.ts';
import { type ConsentState, createProfile, type Profile } from '../model/profile.ts';

export interface SimulatedFacts {
  readonly userId?: string;
  readonly traits: Readonly<Record<string, Json>>;
  /** By consent key: `email`, `email:surveys`, `email/news`. */
  readonly consent: Readonly<Record<string, ConsentState>>;
  /** The accounts of the person, with their traits. */
  readonly accounts?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** `at` (epoch ms): when all of it counts as stated. */
export function makeSimulatedProfile(id: string, facts: SimulatedFacts, at: number): Profile {
  return {
    ...createProfile(id, at),
    ...omitAbsent({ userId: facts.userId }),
    traits: mapValues(facts.traits, (value) => ({ value, at })),
    consents: mapValues(facts.consent, (state) => ({ state, at })),
    ...(facts.accounts !== undefined && {
      accounts: mapValues(facts.accounts, () => at),
      accountView: makeView(facts.accounts, at),
    }),
  };
}

function makeView(accounts: NonNullable<SimulatedFacts['accounts']>, at: number): AccountView {
  const known = mapValues(accounts, (traits) => mapValues(traits, (value) => ({ value, at })));
  return createAccountView(new Map(Object.entries(known)));
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  convert: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}
