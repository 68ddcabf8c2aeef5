/** Two evenings and a night of people in journeys: every effect that a step has, a held message, exits, timeouts. */
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { Actor } from './actor.ts';
import type { Story } from './crash-run.ts';
import { makeEventText, makeSignUp } from './events.ts';
import { makeProgram } from './make-program.ts';
import type { MemoryStack } from './memory-stack.ts';

export const evening = Date.parse('2026-11-20T20:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const documents = `
kind: policy
id: contact
status: live
consent: { email: opt-out }
caps: [{ limit: 1, within: P2D }]
quietHours: { windows: [{ from: "21:00", to: "08:00" }] }
---
kind: template
id: welcome
status: live
channel: email
class: transactional
content: { subject: Welcome, html: "<p>Welcome {{ profile.traits.first_name }}</p>" }
---
kind: template
id: reminder
status: live
channel: email
class: promotional
content: { subject: "Cart {{ event.properties.cart }}", html: "<p>Still there.</p>" }
---
kind: template
id: offer
status: live
channel: email
class: promotional
content: { subject: Offer, html: "<p>An offer.</p>" }
---
kind: journey
id: onboarding
status: live
trigger: { event: Signed Up }
exitOn: [{ event: Account Closed }]
start: welcome
steps:
  welcome: { type: send, template: welcome, next: order }
  order:
    type: waitFor
    branches: [{ event: Order Completed, next: thank }]
    timeout: { after: P1D, next: offer }
  thank: { type: update, traits: { buyer: true }, next: emit }
  emit: { type: emit, event: Became Buyer, next: crm }
  crm: { type: webhook, url: "https://crm.example/buyers", next: care }
  care: { type: enter, journey: care, next: done }
  offer: { type: send, template: offer, next: done }
  done: { type: end }
---
kind: journey
id: care
status: live
trigger: { api: true }
start: day
steps:
  day: { type: wait, for: PT12H, next: emit }
  emit: { type: emit, event: Cared For, next: done }
  done: { type: end }
---
kind: journey
id: cart
status: live
trigger: { event: Cart Filled }
key: event.properties.cart
exitOn: [{ event: Cart Bought }]
start: hour
steps:
  hour: { type: wait, for: PT1H, next: remind }
  remind: { type: send, template: reminder, next: done }
  done: { type: end }
`;

export async function makeJourneyStory(): Promise<Story> {
  return { start: evening, snapshot: await makeJourneySnapshot(), play };
}

export function makeJourneySnapshot(): Promise<ProgramSnapshot> {
  return makeProgram(documents);
}

async function play(stack: MemoryStack, actor: Actor): Promise<void> {
  const at = async (moment: number, ...texts: readonly string[]): Promise<void> => {
    stack.clock.now = moment;
    for (const text of texts) stack.queues.get('profile').sendText(text);
    await actor.advance();
  };
  const sweepAt = async (moment: number): Promise<void> => {
    stack.clock.now = moment;
    await actor.sweep();
  };
  const people = ['anna', 'bruno', 'carla', 'dario'];
  await at(evening, ...people.map((person) => makeSignUp(`s-${person}`, person, evening)));
  const filled = evening + 10 * MINUTE;
  await at(
    filled,
    makeCart('Cart Filled', 'anna', 7, filled),
    makeCart('Cart Filled', 'anna', 8, filled),
    makeCart('Cart Filled', 'anna', 8, filled),
    makeCart('Cart Filled', 'bruno', 9, filled),
    makeCart('Cart Filled', 'carla', 10, filled),
  );
  // In time, and for one of the carts only.
  await at(evening + 30 * MINUTE, makeCart('Cart Bought', 'anna', 7, evening + 30 * MINUTE));
  // The reminders fall into quiet hours; one of them is bought before the morning.
  await sweepAt(filled + HOUR);
  await at(evening + 3 * HOUR, makeCart('Cart Bought', 'bruno', 9, evening + 3 * HOUR));
  await sweepAt(evening + 12 * HOUR);
  const noon = evening + 16 * HOUR;
  await at(
    noon,
    makeEventText({ id: 'o-carla', name: 'Order Completed', userId: 'carla', at: noon }),
    makeEventText({ id: 'c-dario', name: 'Account Closed', userId: 'dario', at: noon }),
  );
  // The others' day is over; the cap leaves no room for whom the morning brought a reminder.
  await sweepAt(evening + 24 * HOUR);
  await sweepAt(evening + 40 * HOUR);
}

function makeCart(name: string, userId: string, cart: number, at: number): string {
  return makeEventText({ id: `${name}-${cart}`, name, userId, at, detail: { properties: { cart } } });
}
