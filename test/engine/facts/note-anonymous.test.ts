/** A visitor is anonymous until something else than an anonymous id names the person, in any order of the touchpoints. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import { mergeProfiles } from '../../../engine/identity/merge-profiles.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const at = Date.parse('2026-11-20T10:00:00Z');
const program = compileProgram(sampleSnapshot);
let ids = 0;

function see(profile: Profile, ...details: readonly JsonObject[]): Profile {
  const inputs = details.map((detail) => {
    ids += 1;
    const touchpoint = parseTouchpoint({
      id: `e${ids}`,
      source: detail['profileId'] === undefined ? 'shop' : 'percorso',
      'detail-type': 'Seen',
      time: new Date(at).toISOString(),
      detail,
    });
    return { kind: 'touchpoint', touchpoint } as const;
  });
  return decide(profile, inputs, program, at).profile;
}

const visit = { anonymousId: 'a' };
const fresh = (id = '01P') => createProfile(id, at);

describe('a visitor', () => {
  it('is anonymous while only anonymous ids come', () => {
    const profile = see(fresh(), visit, { anonymousId: 'b', traits: { city: 'Rome' } });
    expect(profile.isAnonymous).toBe(true);
    expect(see(profile, visit, { profileId: '01P', properties: {} }).isAnonymous).toBe(true);
  });

  it.each<[string, JsonObject]>([
    ['a user id', { userId: 'anna' }],
    ['an email', { ...visit, traits: { email: 'a@example.com' } }],
    ['a phone', { ...visit, traits: { phone: '+393331234567' } }],
    ['a loyalty card', { ...visit, context: { externalIds: [{ type: 'loyalty', id: '1' }] } }],
    ['a device', { ...visit, context: { device: { type: 'ios', token: 'aaff' } } }],
    ['an account', { ...visit, context: { groupId: 'acme' } }],
  ])('is not anonymous any more after %s, whatever comes first', (_what, named) => {
    expect(see(fresh(), visit, named, visit)).not.toHaveProperty('isAnonymous');
    expect(see(see(see(fresh(), visit), named), visit)).not.toHaveProperty('isAnonymous');
    expect(see(see(fresh(), named), visit)).not.toHaveProperty('isAnonymous');
  });

  it('was not marked by an earlier version, and is not marked later', () => {
    const { isAnonymous: _mark, ...earlier } = see(fresh(), visit);
    expect(see(earlier, visit)).not.toHaveProperty('isAnonymous');
  });

  it('is no profile of an id that several users state', () => {
    expect(see(fresh('Z1'), visit)).not.toHaveProperty('isAnonymous');
  });

  it('stays anonymous in a merge with another one, and not with a person', () => {
    const [one, other] = [see(fresh('01A'), visit), see(fresh('01B'), visit)];
    const known = see(fresh('01C'), { userId: 'anna' });
    const unite = (left: Profile, right: Profile) =>
      mergeProfiles(left, right, { traits: new Map(), limited: new Map() }, at);
    expect(unite(one, other).isAnonymous).toBe(true);
    expect(unite(one, known)).not.toHaveProperty('isAnonymous');
    expect(unite(known, one)).not.toHaveProperty('isAnonymous');
  });
});
