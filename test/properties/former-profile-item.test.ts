/** Profiles that an earlier version of the code wrote are read as they were, and cost nothing to bring along. */
import { describe, expect, it } from 'vitest';
import type { Item } from '../../adapters/dynamodb/attributes.ts';
import { decodeProfile, encodeProfile } from '../../adapters/dynamodb/profile-item.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';

const packed = (hex: string) => ({ B: Buffer.from(hex, 'hex') });

/** Schema version 1, byte by byte as it lay in the table. */
const former: Item = {
  pk: { S: '01JD0000000000000000000001' },
  entity: { S: 'Profile' },
  schemaVersion: { N: '1' },
  version: { N: '4' },
  createdAt: { N: '1795341600123' },
  lastSeenAt: { N: '1797328800123' },
  traits: { M: { city: { S: 'Torino' }, plan: { S: 'premium' } } },
  traitTimes: packed('d8d7d8ac81a20308'),
  computed: {
    M: {
      orders: { M: { n: { N: '23' } } },
      last_sku: { M: { v: { S: 'sku-23' }, t: { N: '1797328800123' } } },
      orders_30d: { M: { n: { N: '3' }, w: packed('d8d7d5ffb9a203080080c0cbc9021000') } },
    },
  },
  segments: { M: { buyers: { N: '1795341600123' } } },
  seen: packed('0123456789abcdefd8d7d5ffb9a203c808fedcba987654321080c0cbc90200'),
  seenFloor: { N: '1796637600123' },
};

const profile: Profile = {
  ...createProfile('01JD0000000000000000000001', 1_795_341_600_123),
  version: 4,
  lastSeenAt: 1_797_328_800_123,
  traits: {
    city: { value: 'Torino', at: 1_795_341_600_123 },
    plan: { value: 'premium', at: 1_795_341_600_124 },
  },
  computed: {
    orders: { count: 23 },
    last_sku: { value: 'sku-23', at: 1_797_328_800_123 },
    orders_30d: {
      count: 3,
      window: [
        [1_797_242_400_123, 1, 0],
        [1_797_328_800_123, 2, 0],
      ],
    },
  },
  segments: { buyers: 1_795_341_600_123 },
  processedEvents: [
    ['0123456789abcdef', 1_797_242_400_123, 1_797_242_400_260],
    ['fedcba9876543210', 1_797_328_800_123, 1_797_328_800_123],
  ],
  dedupWatermark: 1_796_637_600_123,
};

describe('a profile written before journeys', () => {
  it('is read whole, in no journey, with nothing held and nothing sent', () => {
    expect(decodeProfile(former)).toEqual(profile);
  });

  it('is written in the newer form, which gives the same back', () => {
    const item = encodeProfile(decodeProfile(former), 'W#01');
    expect(item).toMatchObject({ schemaVersion: { N: '2' } });
    expect(Object.keys(item)).not.toEqual(expect.arrayContaining(['seen']));
    expect(decodeProfile(item)).toEqual(profile);
  });
});
