/** A person is found by any spelling of an address, as the touchpoint that brought it was. */
import { expect, it } from 'vitest';
import { createMemoryIdentityStore } from '../../../adapters/memory/identity-store.ts';
import { findProfileId } from '../../../app/inspect/find-person.ts';
import { identityKeys } from '../../../engine/touchpoint/identity-keys.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';

it.each([
  [
    'phone',
    '+39 333 123 4567',
    ['+393331234567', '+39 333 123 4567', '+39-333-1234567', ' +39 (333) 1234567'],
  ],
  ['email', 'Anna.Rossi@Example.com', ['anna.rossi@example.com', ' ANNA.ROSSI@example.COM ']],
])('%s %s', async (type, stated, spellings) => {
  const identities = createMemoryIdentityStore();
  const touchpoint = parseTouchpoint({
    id: 'e',
    source: 'shop',
    'detail-type': 'Hi',
    time: '2026-11-22T10:00:00Z',
    detail: { traits: { [type]: stated } },
  });
  for (const key of identityKeys(touchpoint)) await identities.claim(key, { profileId: 'anna' });
  for (const spelling of spellings)
    expect(await findProfileId(`${type}:${spelling}`, identities)).toBe('anna');
  expect(await findProfileId(`${type}:another`, identities)).toBeUndefined();
});
