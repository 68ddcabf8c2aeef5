/** Invalid input goes to the rejected queue with a code and a remedy, and affects no other person. */
import { describe, expect, it } from 'vitest';
import type { RejectedTouchpoint } from '../../../app/ports/rejected-store.ts';
import { createActor } from '../../harness/actor.ts';
import { makeEventText, makeOrder } from '../../harness/events.ts';
import { createMemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';
import { observe } from '../../harness/observe.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const DAY = 86_400_000;

async function deliver(...texts: readonly string[]) {
  const stack = createMemoryStack({ now });
  await publishSnapshot(stack.ports.programStore, sampleSnapshot);
  for (const text of texts) stack.queues.get('profile').sendText(text);
  await createActor(stack).advance();
  const rejected = stack.queues.get('rejected').peek() as unknown as readonly RejectedTouchpoint[];
  return { ...(await observe(stack)), rejected };
}

const good = [makeOrder('g-1', 'gina', now - 2_000, 10), makeOrder('g-2', 'gina', now - 1_000, 20)] as const;

function makeBad(change: Partial<Parameters<typeof makeEventText>[0]>): string {
  return makeEventText({ id: 'bad', name: 'Order Completed', userId: 'bob', at: now, ...change });
}

const long = 'x'.repeat(10_000);

describe('an event that breaks the rules', () => {
  it.each([
    ['that is not JSON', '{"source": "shop', 'event_malformed'],
    ['that is JSON but no object', '[1, 2]', 'event_malformed'],
    ['whose detail is a list', makeBad({}).replace(/"detail":\{.*\}/, '"detail":[]}'), 'detail_malformed'],
    ['without any identity', makeEventText({ id: 'bad', name: 'X', at: now }), 'no_identity'],
    ['with a user id of 10,000 characters', makeBad({ userId: long }), 'id_invalid'],
    ['with a message id of 10,000 characters', makeBad({ id: long }), 'id_invalid'],
    ['with half an emoji as its user id', makeBad({ userId: '\ud83d' }), 'id_invalid'],
    [
      'with __proto__ as a trait',
      makeBad({}).replace('"detail":{', '"detail":{"traits":{"__proto__":1},'),
      'key_forbidden',
    ],
    [
      'with constructor as a property',
      makeBad({ detail: { properties: JSON.parse('{"constructor":{}}') } }),
      'key_forbidden',
    ],
    [
      'with a number beyond all numbers',
      makeBad({}).replace('"detail":{', '"detail":{"properties":{"n":1e400},'),
      'number_not_finite',
    ],
    [
      'with NaN in it',
      makeBad({}).replace('"detail":{', '"detail":{"properties":{"n":NaN},'),
      'event_malformed',
    ],
    [
      'from next week',
      makeBad({ detail: { timestamp: new Date(now + 7 * DAY).toISOString() } }),
      'timestamp_in_future',
    ],
    [
      'with a time without zone',
      makeBad({ detail: { timestamp: '2026-11-20T09:00:00' } }),
      'timestamp_without_zone',
    ],
    ['of 900 KB', makeBad({ detail: { properties: { blob: 'y'.repeat(900_000) } } }), 'touchpoint_too_large'],
    [
      'from percorso without a person',
      makeBad({ source: 'percorso', detail: { profileId: 'GONE' } }),
      'profile_unknown',
    ],
  ])('%s is kept with its reason', async (_what, text, code) => {
    const clean = await deliver(...good);
    const outcome = await deliver(good[0], text, good[1]);
    expect(outcome.rejected).toEqual([
      expect.objectContaining({ kind: 'RejectedTouchpoint', code, event: text, receivedAt: now }),
    ]);
    expect(outcome.rejected[0]?.remedy).toMatch(/\w{3,}/);
    expect(outcome.rejected[0]?.problem).not.toContain('bob');
    expect({ ...outcome, messages: {}, rejected: [] }).toEqual({ ...clean, messages: {}, rejected: [] });
  });

  it('is rejected when it reuses the id of another event, which stays counted', async () => {
    const outcome = await deliver(...good, makeOrder('g-1', 'gina', now - 2_000, 500));
    expect(outcome.rejected).toMatchObject([{ code: 'message_id_reused', remedy: expect.any(String) }]);
    expect(Object.values(outcome.profiles)[0]?.computed['revenue']?.sum).toBe(30);
  });
});

describe('unusual but valid input', () => {
  it.each(['a#b', '💌', '__proto__', 'constructor', 'a b', '{"$json":1}', 'x'.repeat(256)])(
    'is taken: the id %j',
    async (id) => {
      const outcome = await deliver(makeOrder(id, id, now - 1_000, 10), makeOrder(id, id, now - 1_000, 10));
      expect(outcome.rejected).toEqual([]);
      const [profile] = Object.values(outcome.profiles);
      expect(profile).toMatchObject({ userId: id, computed: { revenue: { sum: 10 } } });
      expect(outcome.timeline).toMatchObject([{ touchpointId: id }]);
    },
  );

  it('stores an event without a matching document only in the timeline', async () => {
    const outcome = await deliver(makeEventText({ id: 'n', name: 'Unused Event', userId: 'gina', at: now }));
    expect(outcome.timeline).toMatchObject([{ name: 'Unused Event', traces: [] }]);
    expect(outcome).toMatchObject({ rejected: [], messages: {}, events: {}, statistics: {} });
  });

  it('updates the profile by an event of 1970 and triggers nothing', async () => {
    const detail = { timestamp: '1970-01-01T00:00:00Z', properties: { revenue: 500 } };
    const outcome = await deliver(
      makeEventText({ id: 'old', name: 'Order Completed', userId: 'gina', at: now, detail }),
    );
    expect(Object.values(outcome.profiles)[0]).toMatchObject({ computed: { revenue: { sum: 500 } } });
    expect(outcome).toMatchObject({ rejected: [], messages: {}, events: {} });
  });

  it('accepts no text as a number, and pollutes no prototype', async () => {
    const detail = { properties: { revenue: '12.5' } };
    const outcome = await deliver(
      makeEventText({ id: 't', name: 'Order Completed', userId: 'gina', at: now, detail }),
    );
    expect(outcome.rejected).toEqual([]);
    expect(({} as Record<string, unknown>)['revenue']).toBeUndefined();
  });
});
