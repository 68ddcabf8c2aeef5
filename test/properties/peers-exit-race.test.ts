/** An order and the end of the wait for it in the same second: one outcome, in either order and with any fault. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { createActor } from '../harness/actor.ts';
import { makeEventText } from '../harness/events.ts';
import { createFaultInjector, type Fault, type FaultInjector, faultKinds } from '../harness/faults.ts';
import { makeProgram } from '../harness/make-program.ts';
import {
  createMemoryStack,
  type MemoryStack,
  peekMessages,
  publishSnapshot,
} from '../harness/memory-stack.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const due = start + 3_600_000;
const people = ['anna', 'bruno', 'carla'];

const documents = `
kind: template
id: reminder
status: live
channel: email
class: transactional
content: { subject: Reminder, html: "<p>Still there.</p>" }
---
kind: journey
id: cart
status: live
trigger: { event: Cart Filled }
exitOn: [{ event: Order Completed }]
start: hour
steps:
  hour: { type: wait, for: PT1H, next: remind }
  remind: { type: send, template: reminder, next: done }
  done: { type: end }
`;

interface Race {
  /** Milliseconds from the end of the wait to each order. */
  readonly offsets: readonly number[];
  /** Wake-ups and orders, each several times, in any order: indexes into what `listBodies` gives. */
  readonly order: readonly number[];
  readonly batchSize: number;
  readonly faults: readonly Fault[];
}

const places = people.length * 2;
const races: fc.Arbitrary<Race> = fc.record({
  offsets: fc.array(fc.integer({ min: -999, max: 999 }), { minLength: 3, maxLength: 3 }),
  order: fc.array(fc.nat({ max: places - 1 }), { maxLength: 8 }).chain((repeats) =>
    fc.shuffledSubarray([...Array.from({ length: places }, (_, i) => i), ...repeats], {
      minLength: places + repeats.length,
    }),
  ),
  batchSize: fc.constantFrom(1, 2, 10),
  faults: fc.array(
    fc.record({ call: fc.integer({ min: 1, max: 80 }), kind: fc.constantFrom(...faultKinds) }),
    { maxLength: 3 },
  ),
});

let snapshot: ProgramSnapshot;
beforeAll(async () => {
  snapshot = await makeProgram(documents);
});

/** Everything is delivered after the second is over, as one does who was down for it; then swept. */
async function run(race: Race, injector: FaultInjector): Promise<MemoryStack> {
  const stack = createMemoryStack({ now: start });
  await publishSnapshot(stack.ports.programStore, snapshot);
  const calm = createActor(stack);
  const queue = stack.queues.get('profile');
  for (const person of people) queue.sendText(makeFilled(person));
  await calm.advance();
  const bodies = listBodies(stack, race);
  stack.clock.now = due + 1_000;
  for (const index of race.order) queue.sendText(bodies[index] ?? '');
  const actor = createActor(stack, { injector, batchSize: race.batchSize });
  await actor.advance();
  await actor.sweep();
  return stack;
}

function listBodies(stack: MemoryStack, { offsets }: Race): readonly string[] {
  const wakes = stack.ports.profiles
    .listIds()
    .map((profileId) => JSON.stringify({ kind: 'WakeProfile', profileId }));
  const orders = people.map((userId, index) => {
    const at = due + (offsets[index] ?? 0);
    return makeEventText({ id: `o-${userId}`, name: 'Order Completed', userId, at });
  });
  return [...wakes, ...orders];
}

function makeFilled(userId: string): string {
  const traits = { email: `${userId}@example.com` };
  return makeEventText({ id: `c-${userId}`, name: 'Cart Filled', userId, at: start, detail: { traits } });
}

interface Outcome {
  readonly reminders: number;
  /** Distinct `Journey Left` events: their reasons. */
  readonly left: readonly unknown[];
  readonly traces: number;
}

function listOutcomes(stack: MemoryStack): ReadonlyMap<string, Outcome> {
  const messages = peekMessages(stack, 'email');
  const entries = stack.ports.timeline.listAllEntries() as readonly {
    profileId: string;
    traces: readonly { action: string }[];
  }[];
  const events = [...new Map(stack.emitted.map((event) => [event.id, event])).values()];
  return new Map(
    stack.ports.profiles.listIds().map((id) => [
      id,
      {
        reminders: new Set(messages.filter(({ profileId }) => profileId === id).map((message) => message.id))
          .size,
        left: events
          .filter(({ profileId, name }) => profileId === id && name === 'Journey Left')
          .map(({ properties }) => properties['reason']),
        traces: entries
          .filter(({ profileId }) => profileId === id)
          .flatMap(({ traces }) => traces)
          .filter(({ action }) => action === 'leave').length,
      },
    ]),
  );
}

describe('an exit and a timeout in the same second', () => {
  it('have one result: an exit without a message, or one message and completion', async () => {
    const seen = new Set<unknown>();
    await fc.assert(
      fc.asyncProperty(races, async (race) => {
        const stack = await run(race, createFaultInjector(...race.faults));
        for (const { reminders, left, traces } of listOutcomes(stack).values()) {
          expect(left).toHaveLength(1);
          expect(traces).toBe(1);
          expect(reminders).toBe(left[0] === 'exited' ? 0 : 1);
          seen.add(left[0]);
        }
      }),
      { numRuns: 300 },
    );
    // Both happen, or this was about nothing.
    expect([...seen].sort()).toEqual(['completed', 'exited']);
  });

  it('use the time of the order when one delivery contains both', async () => {
    const together = races.map((race) => ({ ...race, batchSize: 100, faults: [] }));
    await fc.assert(
      fc.asyncProperty(together, async (race) => {
        const outcomes = [...listOutcomes(await run(race, createFaultInjector())).values()];
        const late = race.offsets.filter((offset) => offset > 0).length;
        expect(outcomes.filter(({ left }) => left[0] === 'completed')).toHaveLength(late);
      }),
      { numRuns: 100 },
    );
  });
});
