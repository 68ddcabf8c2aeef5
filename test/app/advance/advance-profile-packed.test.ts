/** Many touchpoints of many people in one record: each counts alone, the record is done when all are. */
import { describe, expect, it } from 'vitest';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import type { RejectedTouchpoint } from '../../../app/ports/rejected-store.ts';
import { createActor, createProcess } from '../../harness/actor.ts';
import { makeOrder, makePacked } from '../../harness/events.ts';
import { createFaultInjector } from '../../harness/faults.ts';
import { createMemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';
import { observe } from '../../harness/observe.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const now = Date.parse('2026-11-20T10:00:00Z');

async function openStack(...texts: readonly string[]) {
  const stack = createMemoryStack({ now });
  await publishSnapshot(stack.ports.programStore, sampleSnapshot);
  for (const text of texts) stack.queues.get('profile').sendText(text);
  return stack;
}

async function deliver(...texts: readonly string[]) {
  const stack = await openStack(...texts);
  const injector = createFaultInjector();
  await createActor(stack, { injector }).advance();
  const rejected = stack.queues.get('rejected').peek() as unknown as readonly RejectedTouchpoint[];
  return { ...(await observe(stack)), rejected, calls: injector.calls };
}

function order(id: string, userId: string, revenue: number) {
  return { type: 'track', event: 'Order Completed', messageId: id, userId, properties: { revenue } };
}

function orders(count: number, revenue: number) {
  return Array.from({ length: count }, (_, i) => order(`o-${i}`, `user-${i}`, revenue));
}

describe('a packed record', () => {
  it('has the same result as its members one by one', async () => {
    const members = [order('a', 'anna', 20), order('b', 'bruno', 5), order('c', 'anna', 120)];
    const packed = await deliver(makePacked('p', now, members));
    const single = await deliver(
      ...members.map(({ messageId, userId, properties }) =>
        makeOrder(messageId, userId, now, properties.revenue).replace(/,"sku":"[^"]*"/, ''),
      ),
    );
    for (const part of ['profiles', 'identities', 'events', 'timeline', 'statistics'] as const) {
      expect(packed[part], part).toEqual(single[part]);
    }
  });

  it('counts each member once, also after a single delivery and when the record is repeated', async () => {
    const members = orders(30, 1);
    const record = makePacked('p', now, members);
    const alone = makeOrder('o-7', 'user-7', now, 1).replace(/,"sku":"[^"]*"/, '');
    const { profiles, rejected } = await deliver(alone, record, record);
    expect(Object.values(profiles).map(({ computed }) => computed['revenue']?.sum)).toEqual(
      Array(30).fill(1),
    );
    expect(rejected).toEqual([]);
  });

  it('folds one person’s members into one write and shares the timeline’s calls', async () => {
    const hundred = [...orders(50, 1), ...Array.from({ length: 50 }, (_, i) => order(`h-${i}`, 'hanna', 1))];
    const { calls } = await deliver(makePacked('p', now, hundred));
    const count = (name: string) => calls.filter((call) => call === name).length;
    expect(count('profiles.save')).toBe(51);
    // 50 items of people with one entry, and one for the fifty of one person.
    expect(count('timeline.putEntries')).toBe(3);
    expect(count('identities.find')).toBe(1);
  });

  it('loses only its invalid members, each stored as an event that can be replayed', async () => {
    const broken = [
      { type: 'track', userId: 'nameless' },
      'no object',
      order('x'.repeat(257), 'anna', 5),
      { type: 'page' },
    ];
    const { rejected, profiles } = await deliver(
      makePacked('p', now, [order('a', 'anna', 20), ...broken, order('b', 'bruno', 5)]),
    );
    expect(Object.values(profiles).map(({ computed }) => computed['revenue']?.sum)).toEqual([20, 5]);
    expect(rejected.map(({ id, code }) => [id, code])).toEqual([
      ['event-p:1', 'name_missing'],
      ['event-p:2', 'detail_malformed'],
      ['event-p:3', 'id_invalid'],
      ['event-p:4', 'no_identity'],
    ]);
    const kept: unknown = JSON.parse(rejected[3]?.event ?? '');
    expect(kept).toMatchObject({
      id: 'event-p:4',
      source: 'shop.web',
      'detail-type': 'Page',
      detail: { type: 'page' },
    });
  });

  it('rejects a member that reuses an id, and not the whole record', async () => {
    const { rejected } = await deliver(
      makePacked('p', now, [order('a', 'anna', 20)]),
      makePacked('q', now, [order('x', 'bruno', 1), order('a', 'anna', 99)]),
    );
    expect(rejected).toMatchObject([{ id: 'event-q:1', code: 'message_id_reused' }]);
    expect(JSON.parse(rejected[0]?.event ?? '')).toMatchObject({ detail: { messageId: 'a' } });
  });

  it('is rejected once as a whole when it holds too many members', async () => {
    const text = makePacked('p', now, orders(101, 1));
    const { rejected, profiles } = await deliver(text);
    expect(rejected).toMatchObject([{ id: 'event-p', code: 'batch_size', event: text }]);
    expect(profiles).toEqual({});
  });
});

describe('a packed record of which one person fails', () => {
  it('is redelivered whole, and its other people count once', async () => {
    const stack = await openStack(makePacked('p', now, orders(5, 3)), makeOrder('z', 'zoe', now, 1));
    const { profiles } = stack.ports;
    let isDown = true;
    const failing: typeof profiles = {
      ...profiles,
      async save(profile) {
        if (isDown && profile.userId === 'user-2') throw new Error('no capacity');
        await profiles.save(profile);
      },
    };
    const process = createProcess({ ...stack.ports, profiles: failing });
    const queue = stack.queues.get('profile');
    const records = queue.receive();
    const unfinished = await advanceProfiles(process, records, now);
    expect(unfinished.map(({ record }) => record.messageId)).toEqual(['profile-1']);
    queue.settle(records, new Set(['profile-1']));
    isDown = false;
    expect(await advanceProfiles(process, queue.receive(), now)).toEqual([]);
    const sums = Object.values((await observe(stack)).profiles).map(
      ({ computed }) => computed['revenue']?.sum,
    );
    expect(sums.sort()).toEqual([1, 3, 3, 3, 3, 3]);
  });
});

describe('a batch of packed records that is too much for one invocation', () => {
  it('finishes the slices that it begins, returns the rest at once, and finally counts all', async () => {
    const packs = Array.from({ length: 10 }, (_, pack) =>
      makePacked(
        `p-${pack}`,
        now,
        Array.from({ length: 100 }, (_, i) => order(`${pack}-${i}`, `u-${pack}-${i}`, 1)),
      ),
    );
    const stack = await openStack(...packs);
    const queue = stack.queues.get('profile');
    let remaining = 30_000;
    const remainingMilliseconds = () => {
      remaining -= 8_000;
      return remaining;
    };
    const process = createProcess(stack.ports, { remainingMilliseconds });
    const records = queue.receive();
    const unfinished = await advanceProfiles(process, records, now);
    expect(unfinished.map(({ record }) => record.messageId)).toEqual(
      records.slice(6).map(({ messageId }) => messageId),
    );
    expect(Math.max(...unfinished.map(({ retryAfter = 99 }) => retryAfter))).toBeLessThanOrEqual(4);
    queue.settle(records, new Set(unfinished.map(({ record }) => record.messageId)));
    remaining = 60_000;
    expect(await advanceProfiles(process, queue.receive(), now)).toEqual([]);
    expect(stack.ports.profiles.listIds()).toHaveLength(1_000);
  });
});
