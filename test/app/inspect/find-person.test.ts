/** A person is found by any spelling of an address, as the touchpoint that brought it was. */
import { expect, it } from 'vitest';
import { createMemoryIdentityStore } from '../../../adapters/memory/identity-store.ts';
import { createMemoryProgramStore } from '../../../adapters/memory/program-store.ts';
import { findPersonId, findProfileId } from '../../../app/inspect/find-person.ts';
import type { IdentityKey } from '../../../engine/model/touchpoint.ts';
import { identityKeys } from '../../../engine/touchpoint/identity-keys.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { publishSnapshot } from '../../harness/memory-stack.ts';

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
    expect(await findProfileId(`${type}:${spelling}`, identities, undefined)).toBe('anna');
  expect(await findProfileId(`${type}:another`, identities, undefined)).toBeUndefined();
});

it.each(['', ' ', 'userId:', 'email: '])('by no empty id: "%s"', async (person) => {
  const find = async () => findProfileId(person, createMemoryIdentityStore(), undefined);
  await expect(find()).rejects.toMatchObject({ code: 'request_invalid' });
});

it('by the normal forms and the kinds of the policy that is published', async () => {
  const programs = createMemoryProgramStore();
  const kinds =
    '{ userId: { normalize: [lower-case] }, phone: { phonePrefix: "+39" }, Loyalty: { normalize: [digits] } }';
  await publishSnapshot(
    programs,
    await makeProgram(`{ kind: policy, id: p, status: live, identity: { kinds: ${kinds} } }`),
  );
  const identities = createMemoryIdentityStore();
  const keys: readonly IdentityKey[] = [
    { type: 'userId', value: 'anna' },
    { type: 'phone', value: '+393331234567' },
    { type: 'externalId', value: 'Loyalty:42' },
    { type: 'externalId', value: 'crm:A-7' },
  ];
  for (const key of keys) await identities.claim(key, { profileId: 'P1' });
  for (const person of [
    'userId:ANNA',
    'phone:333 123 4567',
    'loyalty:LC 42',
    'externalId:Loyalty:4-2',
    'externalId:crm:A-7',
  ])
    expect(await findProfileId(person, identities, programs), person).toBe('P1');
  expect(await findPersonId('ANNA', identities, programs)).toBe('P1');
  // Kinds that the policy does not declare need their prefix.
  expect(await findProfileId('crm:A-7', identities, programs)).toBe('crm:A-7');
});
