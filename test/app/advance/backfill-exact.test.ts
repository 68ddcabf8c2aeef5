/** A backfill among live events for the same person: whatever comes first, every order counts once. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import type { AdvancePorts } from '../../../app/advance/dependencies.ts';
import type { QueueRecord } from '../../../app/runtime/sqs-batch.ts';
import type { ComputedState } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { createProcess } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import { createFaultInjector, type Fault, faultKinds } from '../../harness/faults.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { createMemoryStack, type MemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;
/** Late enough for what was sent at `now` to have left the window of what was counted. */
const later = now + 20 * minute;
const userId = 'u1';

const functions = ['count', 'sum', 'min', 'max', 'distinct', 'first', 'last', 'mostFrequent'];
const pathOf = (name: string) =>
  name === 'count'
    ? ''
    : `path: properties.${['distinct', 'mostFrequent'].includes(name) ? 'sku' : 'revenue'}`;

const policy = '{ kind: policy, id: contact, status: live }';
const traits = functions.flatMap((name) =>
  ['', 'within: P30D'].map(
    (window) => `---
kind: trait
id: ${name.toLowerCase()}${window === '' ? '' : '-lately'}
status: live
function: ${name}
event: Order Completed
${pathOf(name)}
${window}
`,
  ),
);

let plain: ProgramSnapshot;
let rich: ProgramSnapshot;
beforeAll(async () => {
  plain = await makeProgram(policy);
  rich = await makeProgram(`${policy}\n${traits.join('')}`, plain);
});

interface Order {
  /** Days and minutes before now. */
  readonly days: number;
  readonly sku: number;
  readonly revenue: number;
  /** Delivered before the new program is published. */
  readonly isEarly: boolean;
  /** Waits in the queue for a while before it is delivered. */
  readonly isBehind: boolean;
}

const order = fc.record({
  days: fc.integer({ min: 0, max: 60 }),
  sku: fc.integer({ min: 0, max: 3 }),
  revenue: fc.integer({ min: 1, max: 50 }),
  isEarly: fc.boolean(),
  isBehind: fc.boolean(),
});

const toText = ({ days, sku, revenue }: Order, index: number) =>
  makeEventText({
    id: `o${index}`,
    name: 'Order Completed',
    userId,
    // Distinct moments: of two at once, first and last are whichever came first.
    at: now - days * day - day / 2 - index * 1000,
    detail: { properties: { sku: `sku-${sku}`, revenue } },
  });

type Deliver = (queue: 'profile' | 'bulk', ports?: AdvancePorts) => Promise<void>;

function openStack(faults: readonly Fault[] = []) {
  const stack = createMemoryStack({ now });
  const injector = createFaultInjector(...faults);
  const deliver: Deliver = async (name) => {
    const queue = stack.queues.get(name);
    const records = queue.receive(4);
    if (records.length === 0) return;
    const invocation = { isDead: false };
    const process = createProcess(injector.wrap<AdvancePorts>(stack.ports, invocation));
    const all = new Set(records.map(({ messageId }: QueueRecord) => messageId));
    const left = await advanceProfiles(process, records, stack.clock.now).then(
      (unfinished) => new Set(unfinished.map(({ record }) => record.messageId)),
      () => all,
    );
    queue.settle(records, invocation.isDead ? all : left);
  };
  const drain = async () => {
    for (let round = 0; stack.queues.get('profile').length + stack.queues.get('bulk').length > 0; round++) {
      if (round > 200) throw new Error('The queues do not become empty');
      await Promise.all([deliver('bulk'), deliver('profile'), deliver('profile')]);
    }
  };
  return { stack, deliver, drain };
}

async function readComputed({
  ports: { profiles },
}: MemoryStack): Promise<Readonly<Record<string, ComputedState>>> {
  const [id = ''] = profiles.listIds();
  return (await profiles.load(id, { consistent: true }))?.computed ?? {};
}

/** As if the program had always been there, and everything had come in its order. */
async function countPlainly(orders: readonly Order[]) {
  const { stack, drain } = openStack();
  await publishSnapshot(stack.ports.programStore, { ...rich, version: 1 });
  const texts = orders.map((each, index) => ({
    at: each.days * day + index * 1000,
    text: toText(each, index),
  }));
  stack.clock.now = later;
  for (const { text } of texts.sort((left, right) => right.at - left.at)) {
    stack.queues.get('profile').sendText(text);
    await drain();
  }
  return readComputed(stack);
}

async function countByBackfill(orders: readonly Order[], bulkAt: number, faults: readonly Fault[]) {
  const { stack, deliver, drain } = openStack(faults);
  const profile = stack.queues.get('profile');
  await publishSnapshot(stack.ports.programStore, plain);
  for (const [index, each] of orders.entries()) if (each.isEarly) profile.sendText(toText(each, index));
  await drain();
  await publishSnapshot(stack.ports.programStore, rich);
  const known = stack.ports.profiles.listIds();
  const ids = [...rich.traits.map(({ id }) => id)];
  const task = { kind: 'backfill', version: rich.version, traits: ids, triggers: false } as const;
  const sendVisit = () =>
    stack.queues
      .get('bulk')
      .sendText(JSON.stringify({ kind: 'RunTaskBatch', profileIds: known, task, version: rich.version }));
  // A backlog: what comes out of the queue now was received long ago.
  for (const [index, each] of orders.entries()) {
    if (!each.isEarly && each.isBehind) profile.sendText(toText(each, index));
  }
  stack.clock.now = later;
  for (const [index, each] of orders.entries()) {
    if (index === bulkAt) sendVisit();
    if (!each.isEarly && !each.isBehind) profile.sendText(toText(each, index));
    if (index % 3 === 0) await Promise.all([deliver('profile'), deliver('bulk')]);
  }
  await drain();
  return readComputed(stack);
}

const plainOrder: Order = { days: 0, sku: 0, revenue: 1, isEarly: true, isBehind: false };
const waiting: Order = { ...plainOrder, isEarly: false, isBehind: true };

/** What the property found, each time: the decision was in the timeline, and the touchpoint was not. */
const examples: [Order[], number, Fault[]][] = [
  [[plainOrder, { ...waiting, days: 4 }], 1, [{ call: 14, kind: 'times out after' }]],
  [
    // Of nine, the first has left the window when it is delivered again.
    [0, 1, 1, 0, 0, 1, 0, 1, 0].map((isLate) => (isLate === 1 ? waiting : plainOrder)),
    1,
    [{ call: 31, kind: 'dies after' }],
  ],
];

describe('a backfill among live events', () => {
  it('gives the same traits as if they had always been defined', { timeout: 60_000 }, async () => {
    const fault = fc.record({ call: fc.integer({ min: 1, max: 40 }), kind: fc.constantFrom(...faultKinds) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(order, { minLength: 1, maxLength: 14 }),
        fc.nat({ max: 13 }),
        fc.array(fault, { maxLength: 3 }),
        async (orders, place, faults) => {
          // The run finds the people who are known before the program.
          const withEarly = orders.map((each, index) => (index === 0 ? { ...each, isEarly: true } : each));
          const computed = await countByBackfill(withEarly, place % orders.length, faults);
          expect(computed).toEqual(await countPlainly(withEarly));
        },
      ),
      { numRuns: 200, examples },
    );
  });
});
