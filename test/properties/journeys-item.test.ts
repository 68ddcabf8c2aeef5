/** Journeys, contacts and held messages in the profile item: readable, bounded, and refused when not understood. */
import { describe, expect, it } from 'vitest';
import type { Item } from '../../adapters/dynamodb/attributes.ts';
import { largestItem, measureItem } from '../../adapters/dynamodb/measure-item.ts';
import { decodeProfile, encodeProfile } from '../../adapters/dynamodb/profile-item.ts';
import { createMemoryProfileStore } from '../../adapters/memory/profile-store.ts';
import { hashText } from '../../engine/base/hash.ts';
import { maxHeld, maxHeldEventLength } from '../../engine/messages/hold-message.ts';
import type { HeldMessage } from '../../engine/model/held-message.ts';
import { type JourneyPosition, nameEntryCount } from '../../engine/model/journey-position.ts';
import {
  maxKeptEventLength,
  maxKeyLength,
  maxPositions,
  maxVariablesLength,
} from '../../engine/model/limits.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';

const now = 1_797_328_800_123;
/** Text of which deflating makes half at best. */
const noise = (length: number, seed: number) =>
  Array.from({ length: Math.ceil(length / 16) }, (_, i) => hashText(`${seed} ${i}`))
    .join('')
    .slice(0, length);

function makePosition(more: Partial<JourneyPosition> = {}): JourneyPosition {
  return {
    journey: 'win-back',
    version: 3,
    instanceId: '0123456789abcdef',
    enteredAt: now - 5,
    step: 'wait-90-days',
    since: now,
    until: now + 90 * 86_400_000,
    stepCount: 2,
    ...more,
  };
}

function makeHeld(i: number, more: Partial<HeldMessage> = {}): HeldMessage {
  return {
    id: `01KA${noise(22, i)}`,
    origin: `journey:${noise(60, i)}`,
    template: noise(64, i),
    cause: noise(36, i),
    requestedAt: now + i,
    reason: 'held_quiet_hours',
    until: now + i * 1_234_567,
    deadline: now + i * 2_234_567,
    priority: i,
    score: i / 3,
    ifCapped: 'wait',
    ...more,
  };
}

function pickAttribute(item: Item, name: string): Item {
  const attribute = item[name];
  return attribute === undefined ? {} : { [name]: attribute };
}

const make = (more: Partial<Profile>): Profile => ({ ...createProfile('P1', now), version: 1, ...more });

describe('journeys, contacts and held messages in a profile item', () => {
  it('show journey and step to a reader of the item, and the key of keyed journeys', () => {
    const item = encodeProfile(make({ journeys: [makePosition({ key: 'cart-7' })] }), 'W#01');
    expect(item['journeys']?.L?.map(({ S }) => S)).toEqual(['win-back', 'wait-90-days', undefined, 'cart-7']);
    expect(measureItem(pickAttribute(item, 'journeys'))).toBeLessThanOrEqual(66);
  });

  it('keep the count of entries with the first instance, and other counts in an attribute of their own', () => {
    const keyed = makePosition({ journey: 'cart', key: 'cart-7' });
    const journeyEntries: Profile['journeyEntries'] = {
      'win-back': [2, now - 5],
      [nameEntryCount('cart', 'cart-7')]: [3, now - 9],
      [nameEntryCount('cart', 'cart-8')]: [1, now],
      welcome: [1, now],
    };
    const profile = make({
      journeys: [makePosition(), keyed, makePosition({ step: 'start' })],
      journeyEntries,
    });
    const item = encodeProfile(profile, 'W#01');
    expect(Object.keys(item['journeyEntries']?.M ?? {})).toEqual([
      nameEntryCount('cart', 'cart-8'),
      'welcome',
    ]);
    expect(decodeProfile(item)).toEqual(profile);
    const alone = encodeProfile(make({ journeys: [makePosition()] }), 'W#01');
    const counted = encodeProfile(
      make({ journeys: [makePosition()], journeyEntries: { 'win-back': [2, now - 5] } }),
      'W#01',
    );
    expect(measureItem(counted) - measureItem(alone)).toBeLessThanOrEqual(3);
  });

  it('are read from an item of version 1, which has all counts in their own attribute', () => {
    const hex = (digits: string) => ({ B: Buffer.from(digits, 'hex') });
    const stored: Item = {
      pk: { S: 'P1' },
      entity: { S: 'Profile' },
      schemaVersion: { N: '1' },
      version: { N: '1' },
      createdAt: { N: '1795341600123' },
      lastSeenAt: { N: '0' },
      journeys: {
        L: [
          ...[
            { S: 'win-back' },
            { S: 'wait-90-days' },
            hex('030123456789abcdef0304b6ec8eabc068c0a90780e90f'),
          ],
          ...[{ S: 'cart' }, { S: 'wait-90-days' }, hex('070123456789abcdef0304b6ec8eabc068c0a90780e90f')],
          { S: 'cart-7' },
        ],
      },
      journeyEntries: {
        M: {
          'win-back': hex('02b6ec8eabc068'),
          welcome: hex('01f6a5e3d8bf68'),
          'cart/7': hex('05f69596abc068'),
        },
      },
    };
    const at = 1_795_341_600_123;
    const profile = decodeProfile(stored);
    expect(profile.journeys).toMatchObject([
      { journey: 'win-back', enteredAt: at - 60_000, since: at, until: at + 90 * 86_400_000, stepCount: 4 },
      { journey: 'cart', key: 'cart-7', version: 3, instanceId: '0123456789abcdef' },
    ]);
    expect(profile.journeyEntries).toEqual({
      'win-back': [2, at - 60_000],
      welcome: [1, at - 86_400_000],
      'cart/7': [5, at],
    });
    expect(decodeProfile(encodeProfile(profile, 'W#01'))).toEqual(profile);
  });

  it('leave no attribute behind when there are none', () => {
    expect(Object.keys(encodeProfile(make({}), 'W#01')).sort()).toEqual(
      ['createdAt', 'entity', 'lastSeenAt', 'pk', 'schemaVersion', 'version'].sort(),
    );
  });

  it('take six bytes for another message sent, and one text for another topic', () => {
    const first = [now - 86_400_000, 'email', 'promotional', 'news'] as const;
    const size = (contacts: Profile['contacts']) => measureItem(encodeProfile(make({ contacts }), 'W#01'));
    const one = size([first]);
    expect(size([first, [now, 'sms', 'transactional', 'news']]) - one).toBeLessThanOrEqual(6);
    expect(size([first, [now, 'sms', 'transactional', 'offers']]) - one).toBeLessThanOrEqual(6 + 7);
  });

  it('are refused by name when a newer version wrote unknown fields', () => {
    const item = encodeProfile(
      make({
        journeys: [makePosition()],
        held: [makeHeld(1)],
        contacts: [[now, 'email', 'promotional', '']],
      }),
      'W#01',
    );
    expect(() => decodeProfile({ ...item, held: { B: Buffer.of(9) } })).toThrow(/'held' has format 9/);
    expect(() => decodeProfile({ ...item, contacts: { B: Buffer.of(7, 0) } })).toThrow(
      /'contacts' contains an unknown channel/,
    );
    expect(() => decodeProfile({ ...item, journeys: { L: [{ S: 'win-back' }] } })).toThrow(
      /'journeys' is not a list/,
    );
  });

  it('fit an item at their bounds, and a profile over the size of an item is refused as a whole', async () => {
    const journeys = Array.from({ length: maxPositions }, (_, i) =>
      makePosition({
        key: noise(maxKeyLength, i),
        event: { properties: { text: noise(maxKeptEventLength - 30, i) } },
      }),
    );
    const held = Array.from({ length: maxHeld }, (_, i) =>
      makeHeld(i, { event: { properties: { a: noise(maxHeldEventLength - 30, i) } } }),
    );
    const full = make({ journeys, held });
    const bytes = measureItem(encodeProfile(full, 'W#01'));
    expect(bytes).toBeLessThan(largestItem / 3);
    expect(decodeProfile(encodeProfile(full, 'W#01'))).toEqual(full);

    const store = createMemoryProfileStore();
    await store.save(full);
    const heavy = held.map((message, i) => ({ ...message, event: { text: noise(maxVariablesLength, i) } }));
    await expect(store.save({ ...full, version: 2, held: heavy })).rejects.toMatchObject({
      code: 'profile_too_large',
      profileId: 'P1',
    });
    expect((await store.load('P1', { consistent: true }))?.version).toBe(1);
  });
});
