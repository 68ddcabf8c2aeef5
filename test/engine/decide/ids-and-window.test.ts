/** Hashes, deterministic ids, and the window of processed inputs. */
import { describe, expect, it } from 'vitest';
import { hashText, toHex } from '../../../engine/base/hash.ts';
import { makeMessageId } from '../../../engine/base/message-id.ts';
import {
  addSeen,
  type DedupWindow,
  findSeen,
  hashTouchpoint,
  isReused,
  mayHaveFallenOut,
  seenAtLeast,
  seenAtMost,
  seenWhileQueued,
  seenWhileQueuedAtMost,
} from '../../../engine/decide/dedup-window.ts';
import type { ProcessedEvent } from '../../../engine/model/profile.ts';
import type { Touchpoint } from '../../../engine/model/touchpoint.ts';

describe('hashText', () => {
  it('gives 200,000 similar texts different 48 bits, and spreads every bit', () => {
    const hashes = Array.from({ length: 200_000 }, (_, i) => hashText(`order-${i}`));
    expect(new Set(hashes.map((hash) => hash.slice(0, 12))).size).toBe(200_000);
    for (let digit = 0; digit < 16; digit++) {
      const counts = new Map<string, number>();
      for (const hash of hashes) counts.set(hash.charAt(digit), (counts.get(hash.charAt(digit)) ?? 0) + 1);
      // 12,500 expected of each; 5 standard deviations either way.
      for (const count of counts.values()) expect(Math.abs(count - 12_500)).toBeLessThan(550);
    }
  });

  it('writes integers as eight hex digits', () => {
    expect([0, 1, 0xdeadbeef, -1].map(toHex)).toEqual(['00000000', '00000001', 'deadbeef', 'ffffffff']);
  });
});

describe('makeMessageId', () => {
  it('has the shape of a ULID, sorts by time, and is the same for the same parts', () => {
    const id = makeMessageId(1_469_918_176_385, 'p', 't', 'rule:x', 'actions[0]');
    expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    // The time part of the ULID specification's own example.
    expect(id.slice(0, 10)).toBe('01ARYZ6S41');
    expect(makeMessageId(1_469_918_176_385, 'p', 't', 'rule:x', 'actions[0]')).toBe(id);
    expect(makeMessageId(1_469_918_176_386, 'a') > makeMessageId(1_469_918_176_385, 'z')).toBe(true);
  });

  it('distinguishes parts that differ only in where one ends', () => {
    expect(makeMessageId(0, 'ab', 'c')).not.toBe(makeMessageId(0, 'a', 'bc'));
    expect(makeMessageId(0, 'a|b')).not.toBe(makeMessageId(0, 'a', 'b'));
  });
});

function makeTouchpoint(id: string, more: Partial<Touchpoint> = {}): Touchpoint {
  const content = { traits: {}, properties: {}, context: {} };
  return { id, source: 's', name: 'n', type: 'track', occurredAt: 0, receivedAt: 0, ...content, ...more };
}

describe('The window of processed inputs', () => {
  it('finds an id and distinguishes other content from a duplicate, in any order of keys and with any context', () => {
    const first = hashTouchpoint(makeTouchpoint('a', { properties: { x: 1, y: 'z' } }));
    const again = hashTouchpoint(makeTouchpoint('a', { properties: { y: 'z', x: 1 }, context: { at: 5 } }));
    const other = hashTouchpoint(makeTouchpoint('a', { properties: { x: 2, y: 'z' } }));
    const entry: ProcessedEvent = [first, 0, 0];
    expect(findSeen([entry], again)).toBe(entry);
    expect(isReused(entry, again)).toBe(false);
    expect(findSeen([entry], other)).toBe(entry);
    expect(isReused(entry, other)).toBe(true);
    expect(findSeen([entry], hashTouchpoint(makeTouchpoint('b')))).toBeUndefined();
  });

  it('keeps the newest of a quiet person, and reports the time up to which it dropped ids', () => {
    let window: DedupWindow = { processedEvents: [] };
    const day = 86_400_000;
    for (let i = 0; i < 30; i++) window = addSeen(window, [toHex(i).repeat(2), i * day, i * day], i * day);
    expect(window.processedEvents).toHaveLength(seenAtLeast);
    expect(window.dedupWatermark).toBe((29 - seenAtLeast) * day);
  });

  it('keeps up to 32 inputs whose records may still be queued', () => {
    let window: DedupWindow = { processedEvents: [] };
    const hour = 3_600_000;
    const add = (i: number, at: number) => addSeen(window, [toHex(i).repeat(2), at, at], at);
    for (let i = 0; i < 30; i++) window = add(i, i * hour);
    expect(window.processedEvents).toHaveLength(30);
    for (let i = 30; i < 40; i++) window = add(i, i * hour);
    expect(window.processedEvents).toHaveLength(seenWhileQueuedAtMost);
    window = add(40, 40 * hour + seenWhileQueued);
    expect(window.processedEvents).toHaveLength(seenAtLeast);
  });

  it('keeps everything of the last quarter of an hour, up to a thousand', () => {
    let window: DedupWindow = { processedEvents: [] };
    for (let i = 0; i < 1100; i++) window = addSeen(window, [toHex(i).repeat(2), i, i], i);
    expect(window.processedEvents).toHaveLength(seenAtMost);
    expect(window.processedEvents[0]?.[1]).toBe(100);
    expect(window.dedupWatermark).toBe(99);
  });

  it('requests a lookup only for ids at or before the last dropped one and not in the window', () => {
    const known = makeTouchpoint('known', { occurredAt: 50 });
    const window = { processedEvents: [[hashTouchpoint(known), 50, 50] as const], dedupWatermark: 100 };
    expect(mayHaveFallenOut(window, makeTouchpoint('x', { occurredAt: 100 }))).toBe(true);
    expect(mayHaveFallenOut(window, makeTouchpoint('x', { occurredAt: 101 }))).toBe(false);
    expect(mayHaveFallenOut(window, known)).toBe(false);
    expect(mayHaveFallenOut({ processedEvents: [] }, makeTouchpoint('x'))).toBe(false);
  });
});
