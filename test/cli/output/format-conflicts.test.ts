/** The list of ids that several users state: what an operator reads. */
import { expect, it } from 'vitest';
import { createMemoryIdentityStore } from '../../../adapters/memory/identity-store.ts';
import { listConflicts } from '../../../app/inspect/list-conflicts.ts';
import { formatConflicts } from '../../../cli/output/format-conflicts.ts';

const at = Date.parse('2026-11-20T10:00:00Z');

async function openStore() {
  const store = createMemoryIdentityStore();
  for (const [type, value] of [
    ['anonymousId', 'kiosk'],
    ['email', 'a@example.com'],
  ] as const)
    await store.claim({ type, value }, { profileId: 'P0' });
  const claimants = Array.from({ length: 10 }, (_, index) => `P${index}`);
  const kiosk = { type: 'anonymousId', value: 'kiosk' } as const;
  await store.amend(kiosk, { claimants, at, source: 'shop.web', shared: 'Z1' });
  const email = { type: 'email', value: 'a@example.com' } as const;
  await store.amend(email, { claimants: ['P0', 'P1'], at: at + 60_000, source: 'crm' });
  return store;
}

it('lists the newest first, with what follows, and no address', async () => {
  const lines = formatConflicts(await listConflicts(await openStore(), { since: 0, limit: 10 }));
  expect(lines[0]).toMatch(/^since \(UTC\) +last +kind +id +source +users +leads to +profiles$/);
  expect(lines[1]).toMatch(
    /^2026-11-20 10:01 .* email .*\(see its profiles\) .*crm .* 2 .* the first user .* P0 P1$/,
  );
  expect(lines[2]).toMatch(
    /anonymousId {2}kiosk .* shop\.web .* 10 or more {2}own profile Z1 {2}P0 P1 P2 \.\.\.$/,
  );
  const place = lines[0]?.indexOf('profiles') ?? 0;
  expect(lines.slice(1, 3).map((line) => line.slice(place, place + 5))).toEqual(['P0 P1', 'P0 P1']);
  expect(lines.join('\n')).not.toContain('@');
  expect(lines.at(-1)).toMatch(/bot/);
});

it('lists at most as many as asked for, and only those since a moment', async () => {
  const store = await openStore();
  const cut = await listConflicts(store, { since: 0, limit: 1 });
  expect([cut.conflicts.map(({ kind }) => kind), cut.isCut]).toEqual([['email'], true]);
  const late = await listConflicts(store, { since: at + 1, limit: 5 });
  expect([late.conflicts.length, late.isCut]).toEqual([1, false]);
  expect(formatConflicts(await listConflicts(store, { since: at + 90_000, limit: 5 }))).toEqual([
    'No id was stated by two users in this time.',
  ]);
});
