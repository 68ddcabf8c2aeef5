/** The trace of a person: every profile, key and address that is theirs, and none that is not. */
import { describe, expect, it } from 'vitest';
import { createMemoryIdentityScanner } from '../../../adapters/memory/identity-scanner.ts';
import { findTrace } from '../../../app/rights/find-trace.ts';
import { listTracedProfiles, nameKey, type PersonTrace } from '../../../app/rights/person-trace.ts';
import { openPeople, type People, start, undo } from '../identity/merge-story.ts';

function trace(person: string, { stack: { ports } }: People, isScanned = true) {
  const { identities, profiles, timeline, merges, programStore: programs } = ports;
  const scanner = createMemoryIdentityScanner(ports);
  return findTrace(person, {
    identities,
    profiles,
    timeline,
    merges,
    programs,
    ...(isScanned && { scanner }),
  });
}

const listKeys = (found: PersonTrace | undefined, ...relations: string[]) =>
  found?.keys.filter(({ relation }) => relations.includes(relation)).map(({ key }) => nameKey(key));

/** Three profiles of one person: `x` ends in `y`, which ends in that of the user. */
async function openChain(): Promise<People> {
  const people = await openPeople();
  await people.say({ id: '1', ago: 900, anonymousId: 'x', email: 'old@example.com' });
  await people.say({ id: '2', ago: 800, anonymousId: 'y' });
  await people.say({ id: '3', ago: 700, anonymousId: 'y', email: 'old@example.com' });
  await people.say({ id: '4', ago: 600, userId: 'anna', email: 'anna@example.com' });
  await people.say({ id: '5', ago: 500, userId: 'anna', anonymousId: 'y' });
  return people;
}

describe('the trace of a person', () => {
  it('has every profile of a chain of merges, and is the same by each identifier', async () => {
    const people = await openChain();
    const anna = await people.find('userId#anna');
    const found = await trace('anna', people);
    expect(found?.profileId).toBe(anna.id);
    expect(found?.ended).toHaveLength(anna.absorbed?.length ?? -1);
    expect(found?.ended.length).toBeGreaterThan(0);
    const [ended = ''] = found?.ended ?? [];
    const ids = ['userId:anna', 'anonymousId:x', 'email:ANNA@example.com', 'email:old@example.com', ended];
    for (const id of ids) expect(await trace(id, people)).toEqual(found);
    expect(listKeys(found, 'leads')).toEqual([
      'anonymousId#x',
      'anonymousId#y',
      'email#anna@example.com',
      'email#old@example.com',
      'userId#anna',
    ]);
    expect(found?.addresses.map(({ address }) => address)).toEqual(['anna@example.com', 'old@example.com']);
    expect(found?.merges).toHaveLength(found?.ended.length ?? -1);
  });

  it('has the owner keys of all its profiles', async () => {
    const people = await openChain();
    const found = await trace('anna', people);
    const own = found === undefined ? [] : listTracedProfiles(found);
    const internal = listKeys(found, 'internal') ?? [];
    expect(internal.length).toBeGreaterThan(0);
    for (const key of internal) expect(own).toContain(key.replace(/^owner#/, ''));
  });

  it('has no profile that an undo of a merge gave back, and names it as another person', async () => {
    const people = await openPeople();
    await people.say({ id: '1', ago: 900, anonymousId: 'x', traits: { colour: 'red' } });
    const visitor = await people.find('anonymousId#x');
    await people.say({ id: '2', ago: 800, userId: 'anna', email: 'anna@example.com' });
    await people.say({ id: '3', ago: 700, userId: 'anna', anonymousId: 'x' });
    expect((await trace('anna', people))?.ended).toEqual([visitor.id]);
    await undo(people, visitor.id);
    const found = await trace('anna', people);
    expect([found?.ended, found?.apart]).toEqual([[], [visitor.id]]);
    expect(listKeys(found, 'leads')).toEqual(['email#anna@example.com', 'userId#anna']);
    expect(found?.merges).toMatchObject([{ ended: visitor.id, undone: { at: start } }]);
    expect((await trace(visitor.id, people))?.profileId).toBe(visitor.id);
  });

  it('finds a key whose touchpoint has expired only by the scan, also behind a weaker one', async () => {
    const people = await openChain();
    const { identities } = people.stack.ports;
    await identities.claim(
      { type: 'externalId', value: 'a:1' },
      { sameAs: { type: 'externalId', value: 'b:2' } },
    );
    await identities.claim(
      { type: 'externalId', value: 'b:2' },
      { sameAs: { type: 'userId', value: 'anna' } },
    );
    await identities.claim({ type: 'externalId', value: 'c:3' }, { profileId: 'other' });
    const keys = listKeys(await trace('anna', people), 'leads');
    expect(keys).toEqual(expect.arrayContaining(['externalId#a:1', 'externalId#b:2']));
    expect(keys).not.toContain('externalId#c:3');
    const unscanned = await trace('anna', people, false);
    expect(listKeys(unscanned, 'leads')).not.toContain('externalId#a:1');
    expect(unscanned?.scannedItems).toBeUndefined();
  });

  it('has an id that two users share as one that names the person, and refuses it as a question', async () => {
    const people = await openPeople();
    await people.say({ id: '1', ago: 900, userId: 'anna', anonymousId: 'till' });
    await people.say({ id: '2', ago: 800, userId: 'bruno', anonymousId: 'till' });
    await people.say({ id: '3', ago: 700, anonymousId: 'till', traits: { colour: 'blue' } });
    for (const user of ['anna', 'bruno']) {
      const found = await trace(user, people);
      expect(listKeys(found, 'names')).toEqual(['anonymousId#till']);
      expect(listKeys(found, 'leads')).toEqual([`userId#${user}`]);
      expect(found?.ended).toEqual([]);
    }
    await expect(trace('anonymousId:till', people)).rejects.toThrow(/Several people state/);
  });

  it('has a profile that is marked as merged and not yet absorbed', async () => {
    const people = await openPeople();
    await people.say({ id: '1', ago: 900, anonymousId: 'x' });
    await people.say({ id: '2', ago: 800, userId: 'anna' });
    const [x, anna] = [await people.find('anonymousId#x'), await people.find('userId#anna')];
    const { identities, profiles } = people.stack.ports;
    const [owner, other] = [anna.id, x.id].map((value) => ({ type: 'owner' as const, value }));
    if (owner === undefined || other === undefined) throw new Error('unreachable');
    await identities.claim(other, { sameAs: owner });
    await profiles.save({ ...x, version: x.version + 1, mergedInto: [anna.id, start] });
    const found = await trace('anna', people);
    expect(found?.ended).toEqual([x.id]);
    expect(listKeys(found, 'leads')).toEqual(['anonymousId#x', 'userId#anna']);
  });

  it('is undefined for an unknown person', async () => {
    const people = await openChain();
    for (const id of ['unknown', 'email:unknown@example.com'])
      expect(await trace(id, people)).toBeUndefined();
  });
});
