/** One event with many touchpoints: what each member becomes. */
import { describe, expect, it } from 'vitest';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { isPacked, nameCall, parseMember, unpackEvent } from '../../../engine/touchpoint/unpack-event.ts';

const time = '2026-11-20T10:00:00Z';

function pack(batch: readonly unknown[], more: Readonly<Record<string, unknown>> = {}) {
  return { id: 'e-1', source: 'shop.web', 'detail-type': 'Batch', time, detail: { batch, ...more } };
}

function parseAll(event: ReturnType<typeof pack>) {
  return unpackEvent(event).map((member) => parseMember(member));
}

describe('a packed event', () => {
  it('is recognized by its list, with any detail type', () => {
    expect(isPacked({ ...pack([]), 'detail-type': 'Order Completed' })).toBe(true);
    expect(isPacked({ ...pack([]), detail: { batch: 'no list', userId: 'anna' } })).toBe(false);
    expect(isPacked({ ...pack([]), detail: null })).toBe(false);
  });

  it('gives for each member the same touchpoint as a single event', () => {
    const detail = { messageId: 'm-1', userId: 'anna', type: 'track', properties: { revenue: 20.5 } };
    const [member] = parseAll(pack([{ ...detail, event: 'Order Completed' }]));
    expect(member).toEqual(
      parseTouchpoint({ id: 'x', source: 'shop.web', 'detail-type': 'Order Completed', time, detail }),
    );
  });

  it('names members without messageId by the event’s id and their place', () => {
    const members = parseAll(
      pack([
        { event: 'A', userId: 'u' },
        { event: 'B', userId: 'u', messageId: 'm' },
      ]),
    );
    expect(members.map(({ id }) => id)).toEqual(['e-1:0', 'm']);
  });

  it('gives the common context to all, and a member’s own keys win', () => {
    const context = { locale: 'it-CH', consent: { email: true } };
    const own = { consent: { email: false } };
    const members = parseAll(
      pack(
        [
          { event: 'A', userId: 'u' },
          { event: 'A', userId: 'u', context: own },
        ],
        { context },
      ),
    );
    expect(members.map((member) => member.context)).toEqual([context, { locale: 'it-CH', ...own }]);
  });

  it('refuses forbidden keys in a member and in the common context', () => {
    const context: unknown = JSON.parse('{"__proto__":{"polluted":true}}');
    const [member = {}] = unpackEvent(pack([{ event: 'A', userId: 'u' }], { context }));
    expect(() => parseMember(member)).toThrow(expect.objectContaining({ code: 'key_forbidden' }));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([0, 101, 5_000])('of %i members is refused as a whole, saying how many it may hold', (count) => {
    const batch = Array.from({ length: count }, () => ({ event: 'A', userId: 'u' }));
    expect(() => unpackEvent(pack(batch))).toThrow(
      expect.objectContaining({
        code: 'batch_size',
        remedy: expect.stringMatching(/at (least one|most 100)/),
      }),
    );
  });

  it('is accepted with 100 members', () => {
    const batch = Array.from({ length: 100 }, (_, i) => ({ event: 'A', userId: `u${i}` }));
    expect(parseAll(pack(batch))).toHaveLength(100);
  });
});

describe('a member’s name', () => {
  it.each([
    [{ type: 'track', event: 'Order Completed', name: 'no' }, 'Order Completed'],
    [{ type: 'page', name: 'Home' }, 'Home'],
    [{ type: 'identify' }, 'Identify'],
    [{ type: 'page' }, 'Page'],
    [{ type: 'screen', name: '' }, 'Screen'],
    [{ type: 'track' }, undefined],
    [{}, undefined],
  ])('of %j is %j', (call, name) => {
    expect(nameCall(call)).toBe(name);
  });

  it('is required when no field gives it', () => {
    const [member = {}] = unpackEvent(pack([{ type: 'track', userId: 'u' }]));
    expect(() => parseMember(member)).toThrow(
      expect.objectContaining({ code: 'name_missing', remedy: expect.stringContaining('"event"') }),
    );
  });
});
