/** Reads of a replica that lags: nothing is acknowledged by them that is not published. */
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../engine/model/profile.ts';
import { createProcess } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import { type Life, openLife } from '../../harness/one-life.ts';

const start = Date.parse('2026-06-01T12:00:00Z');
const minute = 60_000;

const receipts = `
kind: template
id: receipt
status: live
channel: email
class: transactional
content: { subject: Thanks, html: "<p>Thanks</p>" }
---
kind: rule
id: receipt
status: live
trigger: { event: Order Completed }
actions: [ { send: receipt } ]
---
kind: journey
id: reminder
status: live
trigger: { event: Cart Updated }
start: rest
steps:
  rest: { type: wait, for: PT1H, next: write }
  write: { type: send, template: receipt, next: done }
  done: { type: end }
`;

function makeText(id: string, name: string, at: number): string {
  return makeEventText({ id, name, userId: 'anna', at, detail: { traits: { email: 'anna@example.com' } } });
}

/** A process whose cheap reads give `before`, and one whose queues are down. */
function makeBroken(life: Life, before: Profile) {
  const { ports } = life.stack;
  const { profiles } = ports;
  const load: typeof profiles.load = async (id, options) =>
    options.consistent ? profiles.load(id, options) : before;
  const send = async () => Promise.reject(new Error('ServiceUnavailable'));
  return {
    stale: createProcess({ ...ports, profiles: { ...profiles, load } }),
    mute: createProcess({ ...ports, queues: { send } }),
  };
}

describe('a decision that was written and not published', () => {
  it('is published by the redelivery, although its eventually consistent read is stale', async () => {
    const life = await openLife(receipts, start);
    // The window has dropped some ids: a late event is looked up in the timeline, which has it already.
    for (let n = 0; n < 14; n++) {
      life.stack.clock.now = start + n * 20 * minute;
      await life.deliver([makeText(`page-${n}`, 'Page', life.stack.clock.now)]);
    }
    const { stale, mute } = makeBroken(life, await life.load());
    const late = [makeText('order', 'Order Completed', start + minute)];
    expect(await life.deliver(late, { id: 'late', process: mute })).toHaveLength(1);
    life.stack.clock.now += 2_000;
    expect(await life.deliver(late, { id: 'late', process: stale, receives: 2 })).toEqual([]);
    expect(life.listMessages()).toHaveLength(1);
    expect((await life.load()).outbox).toEqual([]);
  });

  it('is published by a redelivered wake-up, although the clock of its process is behind', async () => {
    const life = await openLife(receipts, start);
    await life.deliver([makeText('cart', 'Cart Updated', start)]);
    const before = await life.load();
    const { stale, mute } = makeBroken(life, before);
    const wake = [JSON.stringify({ kind: 'WakeProfile', profileId: before.id })];
    life.stack.clock.now = start + 60 * minute;
    expect(await life.deliver(wake, { id: 'wake', process: mute })).toHaveLength(1);
    life.stack.clock.now -= 3_000;
    // SQS counts deliveries only about right.
    expect(await life.deliver(wake, { id: 'wake', process: stale, receives: 1 })).toEqual([]);
    expect(life.listMessages()).toHaveLength(1);
    expect((await life.load()).outbox).toEqual([]);
  });
});
