/** The erased people that a sweep looks for, all at once: most of what it reads names none of them. */
import type { IdentityPolicy } from '../../../engine/model/documents/identity-policy.ts';
import type { IdentityKey } from '../../../engine/model/touchpoint.ts';
import type { ErasurePlan, ErasureReceipt } from '../../ports/erasure-receipts.ts';
import type { ErasureReader } from '../../ports/erasure-register.ts';
import { findMarked } from '../find-marked.ts';
import { createPersonMatcher, type PersonMatcher } from '../match-person.ts';
import { nameKey } from '../person-trace.ts';

export interface SweptPerson {
  readonly receipt: string;
  readonly profileIds: readonly string[];
  /** Ids of the person: for what was received before `before`. */
  readonly keys: readonly IdentityKey[];
  /** Without those that the person has stated again with a new consent. */
  readonly erasedKeys: readonly IdentityKey[];
  /** Epoch ms: no one was back before. */
  readonly before: number;
  readonly plan: ErasurePlan;
}

/** A receipt whose sweep is complete is left out. */
export async function readPeople(
  receipts: readonly ErasureReceipt[],
  register: Pick<ErasureReader, 'find'>,
): Promise<readonly SweptPerson[]> {
  const people: SweptPerson[] = [];
  for (const { id, profileIds, plan, firstPassAt } of receipts) {
    if (plan === undefined) continue;
    const keys = plan.keys.filter(({ type }) => type !== 'owner' && type !== 'slot');
    const erasedKeys = await findMarked(register, keys);
    people.push({ receipt: id, profileIds, keys, erasedKeys, before: firstPassAt ?? 0, plan });
  }
  return people;
}

export interface PeopleMatcher {
  /** What is left of an event (undefined: nothing), and the receipts of the people whom it names. */
  cut(
    event: string,
    receivedAt: number,
  ): { readonly rest: string | undefined; readonly receipts: readonly string[] };
}

export function createPeopleMatcher(
  people: readonly SweptPerson[],
  policy: IdentityPolicy | undefined,
): PeopleMatcher {
  const all = createPersonMatcher(
    {
      profileIds: people.flatMap(({ profileIds }) => profileIds),
      keys: people.flatMap(({ keys }) => keys.map(toTraced)),
      addresses: people.flatMap(({ plan, keys }) => listAddresses(plan, keys, keys)),
    },
    policy,
  );
  const single = people.map((person) => ({
    person,
    earlier: matchOne(person, person.keys, policy),
    later: matchOne(person, person.erasedKeys, policy),
  }));
  return {
    cut(event, receivedAt) {
      if (all.match(event) === 'none') return { rest: event, receipts: [] };
      let rest: string | undefined = event;
      const receipts: string[] = [];
      for (const { person, earlier, later } of single) {
        const matcher = receivedAt <= person.before ? earlier : later;
        if (matcher.match(event) === 'none') continue;
        receipts.push(person.receipt);
        rest = rest === undefined ? undefined : matcher.cut(rest);
      }
      return { rest, receipts };
    },
  };
}

function matchOne(
  { profileIds, keys, plan }: SweptPerson,
  own: readonly IdentityKey[],
  policy: IdentityPolicy | undefined,
): PersonMatcher {
  return createPersonMatcher(
    { profileIds, keys: own.map(toTraced), addresses: listAddresses(plan, keys, own) },
    policy,
  );
}

const toTraced = (key: IdentityKey) => ({ key, relation: 'leads' as const });

/** Without the addresses of keys that are ids again. */
function listAddresses({ places }: ErasurePlan, keys: readonly IdentityKey[], own: readonly IdentityKey[]) {
  const names = new Set(own.map(nameKey));
  const lifted = new Set(keys.filter((key) => !names.has(nameKey(key))).map(({ value }) => value));
  return places.flatMap((place) =>
    place.kind === 'address' && !lifted.has(place.address)
      ? [{ channel: place.channel, address: place.address }]
      : [],
  );
}
