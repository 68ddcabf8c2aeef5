/** What time decides leaves one entry per decision: two decisions with one due moment are two entries. */
import { describe, expect, it } from 'vitest';
import { makeEventText } from '../../harness/events.ts';
import { openLife } from '../../harness/one-life.ts';

const midnight = Date.parse('2026-06-02T00:00:00Z');
const minute = 60_000;
const hour = 60 * minute;

const carts = `
kind: policy
id: contact
status: live
consent: { email: opt-out }
timeZone: { from: [trait], fallback: UTC }
---
kind: template
id: cart
status: live
channel: email
class: promotional
content: { subject: Your cart, html: "<p>Your cart</p>" }
---
kind: segment
id: everybody
status: live
condition: { profile: { traits: { email: [{ exists: true }] } } }
---
kind: campaign
id: spring
status: live
audience: { segment: everybody }
send: cart
schedule: { at: "2026-06-03T09:00:00Z" }
---
kind: journey
id: cart
status: live
trigger: { event: Cart Updated }
key: event.properties.cart
start: rest
steps:
  rest: { type: wait, untilTime: "09:00", next: write }
  write: { type: send, template: cart, next: done }
  done: { type: end }
`;

function makeCart(cart: number, at: number): string {
  const detail = { traits: { email: 'anna@example.com' }, properties: { cart } };
  return makeEventText({ id: `cart-${cart}`, name: 'Cart Updated', userId: 'anna', at, detail });
}

describe('decisions that were due at the same time', () => {
  it('each have an entry in the timeline, and the statistics agree with it', async () => {
    const life = await openLife(carts, midnight);
    for (let cart = 1; cart <= 4; cart++) {
      life.stack.clock.now = midnight + 9 * hour + cart * minute;
      await life.deliver([makeCart(cart, midnight + 8 * hour + cart * minute)]);
    }
    const traces = life.stack.ports.timeline.listAllEntries().flatMap((entry) => entry.traces);
    const traced = traces
      .filter(({ reason }) => reason === 'sent_to_channel')
      .map(({ effectId }) => effectId);
    expect(traced.sort()).toEqual(
      life
        .listMessages()
        .map(({ id }) => id)
        .sort(),
    );
    expect(traced).toHaveLength(4);
    const left = traces.filter(({ action }) => action === 'leave');
    expect(life.stack.ports.statistics.sumAll()['journey:cart']).toMatchObject({ left: left.length });
  });

  it('are kept apart for test sends of one campaign run, too', async () => {
    const life = await openLife(carts, midnight);
    await life.deliver([makeCart(1, midnight)]);
    const { id: profileId } = await life.load();
    const task = { kind: 'campaign', campaign: 'spring', run: midnight, isTest: true };
    const body = JSON.stringify({ kind: 'RunTaskBatch', profileIds: [profileId], task });
    for (let round = 0; round < 3; round++) {
      life.stack.clock.now += minute;
      await life.deliver([body]);
    }
    const entries = life.stack.ports.timeline.listAllEntries();
    expect(entries.filter(({ name }) => name === 'Campaign Reached')).toHaveLength(3);
  });
});
