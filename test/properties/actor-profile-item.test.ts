/** The profile item loses nothing, refuses what it cannot read, and stays small. */
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureItem } from '../../adapters/dynamodb/measure-item.ts';
import { decodeProfile, encodeProfile } from '../../adapters/dynamodb/profile-item.ts';
import { nameEntryCount } from '../../engine/model/journey-position.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import { measureProfile } from '../bench/profile-size.ts';
import { profileArbitrary } from './profile-arbitrary.ts';

describe('the profile item', () => {
  it('restores every profile exactly, with any names and values', () => {
    fc.assert(
      fc.property(profileArbitrary, (profile) => {
        const counts = profile.journeys.map(
          ({ journey, key, since }) => [nameEntryCount(journey, key), [profile.version, since]] as const,
        );
        const counted = {
          ...profile,
          journeyEntries: { ...profile.journeyEntries, ...Object.fromEntries(counts) },
        };
        for (const made of [profile, counted]) {
          expect(decodeProfile(encodeProfile(made, 'W#01'))).toEqual(made);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never reaches an object prototype through a name', () => {
    const traits = JSON.parse('{"__proto__":{"value":{"polluted":true},"at":1}}') as Profile['traits'];
    const decoded = decodeProfile(encodeProfile({ ...createProfile('P', 1), traits }, 'W#01'));
    expect(Object.keys(decoded.traits)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(decoded.traits)).toBe(Object.prototype);
  });

  it('is refused when a newer version of the code wrote it', () => {
    const item = encodeProfile(createProfile('P', 1), 'W#01');
    expect(() => decodeProfile({ ...item, schemaVersion: { N: '3' } })).toThrow(
      /'schemaVersion' is 3, newer than 2.*Redeploy the newer version/,
    );
  });

  it('is refused with the damaged attribute’s name', () => {
    const { version: _gone, ...item } = encodeProfile(createProfile('P', 1), 'W#01');
    expect(() => decodeProfile(item)).toThrow(/attribute 'version' is missing or not a number/);
  });

  it('leaves room below 1 KB for a typical person after 24 touchpoints, in three journeys too', () => {
    const now = Date.parse('2026-11-22T10:00:00.123Z');
    expect(measureProfile(24, now)).toBeLessThanOrEqual(800);
    expect(measureProfile(24, now, true)).toBeLessThanOrEqual(980);
  });

  it('is measured as DynamoDB documents it: names, digits, three bytes per container, one per element', () => {
    expect(measureItem({ ab: { S: 'é' } })).toBe(2 + 2);
    expect(measureItem({ n: { N: '1234' } })).toBe(1 + 3);
    expect(measureItem({ n: { N: '-1200' } })).toBe(1 + 3);
    expect(measureItem({ b: { BOOL: true }, z: { NULL: true } })).toBe(2 + 2);
    expect(measureItem({ l: { L: [{ S: 'a' }, { S: 'b' }] } })).toBe(1 + 3 + 2 * 2);
    expect(measureItem({ m: { M: { k: { S: 'v' } } } })).toBe(1 + 3 + 1 + 2);
    expect(measureItem({ x: { B: deflateRawSync('') } })).toBe(1 + 2);
  });
});
