/** What is stated of accounts has the same result in any order of arrival, also when statements arrive twice. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AccountTraits, foldAccount } from '../../engine/accounts/fold-account.ts';
import { listJoined, stateMembership, uniteMemberships } from '../../engine/accounts/memberships.ts';
import { maxAccounts } from '../../engine/model/limits.ts';

const moment = fc.integer({ min: -3, max: 6 });
const value = fc.oneof(fc.constantFrom('free', 'pro', null, true), fc.integer({ min: 0, max: 3 }));
const statement = fc.record({
  account: fc.constant('acme'),
  at: moment,
  traits: fc.dictionary(fc.constantFrom('plan', 'seats', 'id', '__proto__'), value, { maxKeys: 3 }),
});
const membership = fc.record({
  account: fc.constantFrom('acme', 'beta', 'toString'),
  at: moment,
  hasLeft: fc.boolean(),
});

/** The same statements in another order, some of them twice. */
const shuffled = <Item>(item: fc.Arbitrary<Item>) =>
  fc
    .array(item, { minLength: 1, maxLength: 8 })
    .chain((items) =>
      fc.tuple(
        fc.constant(items),
        fc.shuffledSubarray([...items, ...items], { minLength: items.length, maxLength: items.length * 2 }),
      ),
    )
    .map(([items, others]) => [items, [...others, ...items]] as const);

it('the traits of an account do not depend on the order of the statements', () => {
  fc.assert(
    fc.property(shuffled(statement), ([first, second]) => {
      const fold = (statements: readonly (typeof first)[number][]) =>
        statements.reduce<AccountTraits>(foldAccount, {});
      const folded = fold(first);
      expect(fold(second)).toEqual(folded);
      expect(second.reduce<AccountTraits>(foldAccount, folded)).toBe(folded);
      expect(Object.keys(folded)).not.toContain('id');
    }),
  );
});

it('memberships do not depend on the order of the statements, nor on which of two profiles received them', () => {
  fc.assert(
    fc.property(shuffled(membership), fc.nat(8), ([first, second], cut) => {
      const fold = (statements: readonly (typeof first)[number][]) => statements.reduce(stateMembership, {});
      const folded = fold(first);
      expect(fold(second)).toEqual(folded);
      expect(uniteMemberships(fold(second.slice(0, cut)), fold(second.slice(cut)))).toEqual(folded);
    }),
  );
});

it('a person keeps the accounts that were joined last, up to the limit, and as many that were left', () => {
  const ids = Array.from({ length: 1000 }, (_, index) => `account-${index}`);
  const joined = ids.map((account, index) => ({ account, at: index + 1, hasLeft: index % 2 === 1 }));
  const kept = joined.reduce(stateMembership, {});
  expect(listJoined(kept)).toEqual(
    ids
      .filter((_, index) => index % 2 === 0)
      .slice(-maxAccounts)
      .reverse(),
  );
  expect(Object.keys(kept)).toHaveLength(2 * maxAccounts);
});
