/** Commands evaluate people with their accounts, as a decision does. */
import { expect, it } from 'vitest';
import { createMemoryAccountStore } from '../../../adapters/memory/account-store.ts';
import { loadWithAccounts, scanWithAccounts } from '../../../app/accounts/attach-accounts.ts';
import type { ProfileStore } from '../../../app/ports/profile-store.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { explainCondition } from '../../../engine/compile/explain-condition.ts';
import { isMember } from '../../../engine/decide/is-member.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { makeProgram } from '../../harness/make-program.ts';

const now = Date.parse('2026-03-01T10:00:00Z');
const condition = { account: { plan: ['pro'] } };
const program = compileProgram(
  await makeProgram(`{ kind: segment, id: paying, status: live, condition: ${JSON.stringify(condition)} }`),
);
const profile = { ...createProfile('p', now), version: 2, accounts: { acme: now, former: -now } };
const accounts = createMemoryAccountStore();
await accounts.save({ id: 'acme', version: 1, traits: { plan: { value: 'pro', at: now } } });

it('a person who is loaded or scanned is in a segment of an account before the next decision', async () => {
  const profiles: Pick<ProfileStore, 'load'> = { load: async () => profile };
  const loaded = await loadWithAccounts(profiles, accounts).load('p', { consistent: true });
  const scanner = scanWithAccounts(
    { scan: async () => ({ profiles: [profile], unreadable: [] }), makeCursor: (id) => id },
    accounts,
  );
  const [scanned] = (await scanner.scan({ index: 0, total: 1 })).profiles;
  for (const person of [loaded, scanned]) {
    if (person === undefined) throw new Error('no person');
    expect(isMember(person, 'paying', program, now)).toBe(true);
    expect(explainCondition(condition, { profile: person, now }, program)).toMatchObject({
      holds: true,
      actual: { 'account.plan': 'pro' },
    });
  }
  expect(isMember(profile, 'paying', program, now)).toBe(false);
});
