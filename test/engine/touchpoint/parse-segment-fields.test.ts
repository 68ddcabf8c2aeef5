/** Where the Segment spec puts what is said of a person, and what its calls mean for that. */
import { describe, expect, it } from 'vitest';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';

const time = '2026-11-22T10:00:00Z';
const receivedAt = Date.parse(time);

function makeEvent(detail: object): unknown {
  return { id: 'event-1', source: 'shop', 'detail-type': 'Order Completed', time, detail };
}

describe('parseTouchpoint', () => {
  it('trims ids, and treats empty ones as absent', () => {
    const touchpoint = parseTouchpoint(
      makeEvent({ userId: '  m28\ufeff ', anonymousId: ' ', messageId: '' }),
    );
    expect(touchpoint).toMatchObject({ userId: 'm28', id: 'event-1' });
    expect(touchpoint.anonymousId).toBeUndefined();
  });

  it('moves a timestamp back by as much as the source’s clock is known to run ahead', () => {
    const [timestamp, sentAt] = ['2026-11-22T13:00:00Z', '2026-11-22T13:30:00Z'];
    const read = (detail: object) => parseTouchpoint(makeEvent({ userId: 'u', ...detail })).occurredAt;
    expect(read({ timestamp, sentAt })).toBe(receivedAt - 30 * 60_000);
    // Corrected by the forwarder, and sent long ago: the clock is unknown.
    expect(read({ timestamp, sentAt, originalTimestamp: timestamp })).toBe(receivedAt + 999);
    expect(read({ timestamp: '2026-11-20T10:00:00Z', sentAt: '2026-11-20T10:00:05Z' })).toBe(
      Date.parse('2026-11-20T10:00:00Z'),
    );
  });

  it('keeps the traits of a group apart from the person’s, and the id that an alias replaces', () => {
    const traits = { name: 'Acme', email: 'info@acme.example' };
    expect(parseTouchpoint(makeEvent({ type: 'group', userId: 'u', groupId: 7, traits }))).toMatchObject({
      traits: {},
      context: { group: { id: '7', traits } },
    });
    const alias = parseTouchpoint(makeEvent({ type: 'alias', userId: 'u', previousId: ' x ' }));
    expect(alias).toMatchObject({ userId: 'u', context: { previousId: 'x' } });
    expect(alias.anonymousId).toBeUndefined();
  });

  it('reads traits and time zone where the Segment spec has them in the context', () => {
    const context = {
      traits: { email: 'a@b.cc', plan: 'free' },
      timezone: 'Europe/Rome',
    };
    expect(parseTouchpoint(makeEvent({ userId: 'u', traits: { plan: 'pro' }, context })).traits).toEqual({
      email: 'a@b.cc',
      plan: 'pro',
      device_timezone: 'Europe/Rome',
    });
    const stated = { device_timezone: 'Asia/Tokyo' };
    expect(
      parseTouchpoint(makeEvent({ userId: 'u', traits: stated, context: { ...context, traits: 5 } })).traits,
    ).toEqual(stated);
  });
});
