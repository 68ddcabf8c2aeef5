/** Clicks of people and machines: any order, repetition and batching of the reports ends in the same counts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createListenerCache } from '../../app/feedback/listener-cache.ts';
import { recordFeedback } from '../../app/feedback/record-feedback.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { makeMailReport } from '../harness/events.ts';
import { createFaultInjector, type Fault, faultKinds } from '../harness/faults.ts';
import { createMemoryStack } from '../harness/memory-stack.ts';
import { makeMessage } from '../harness/sending-setup.ts';

/** Around midnight: corrections change counts of two days. */
const start = Date.parse('2026-11-20T23:59:57Z');
const message = makeMessage({ channel: 'email', to: 'anna@example.com' });
const { profileId, id } = message;

interface Story {
  /** Milliseconds after the start, link, and reader. */
  readonly clicks: readonly (readonly [number, string, string])[];
  readonly deliveredAfter: number | undefined;
}

const story: fc.Arbitrary<Story> = fc.record({
  clicks: fc.uniqueArray(
    fc.tuple(
      fc.oneof(fc.integer({ min: 0, max: 6_000 }), fc.constantFrom(0, 1_000, 2_000, 60_000, 61_000)),
      fc.constantFrom('a', 'b', 'c'),
      fc.constantFrom('Chrome', 'Safari iPhone'),
    ),
    { selector: (click) => click.join(), minLength: 1, maxLength: 7 },
  ),
  deliveredAfter: fc.option(fc.integer({ min: -20_000, max: 4_000 }), { nil: undefined }),
});

function listReports({ clicks, deliveredAfter }: Story): readonly string[] {
  const about = { id, profileId };
  return [
    ...clicks.map(([after, link, userAgent]) =>
      makeMailReport('Click', { ...about, at: start + after, more: { link, userAgent } }),
    ),
    ...(deliveredAfter === undefined
      ? []
      : [makeMailReport('Delivery', { ...about, at: start + deliveredAfter })]),
  ];
}

interface Arrival {
  /** In [0, 1) for each delivery of each report: its place. */
  readonly places: readonly number[];
  readonly copies: number;
  readonly batchSize: number;
  readonly faults: readonly Fault[];
}

const inOrder: Arrival = { places: [0], copies: 1, batchSize: 1, faults: [] };
const arrival: fc.Arbitrary<Arrival> = fc.record({
  places: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
  copies: fc.integer({ min: 1, max: 3 }),
  batchSize: fc.integer({ min: 1, max: 10 }),
  faults: fc.uniqueArray(
    fc.record({ call: fc.integer({ min: 1, max: 60 }), kind: fc.constantFrom(...faultKinds) }),
    { maxLength: 4, selector: ({ call }) => call },
  ),
});

/** Every count of the message, by day and measure, and its outcomes in the ledger. */
async function run(given: Story, { places, copies, batchSize, faults }: Arrival) {
  const stack = createMemoryStack({ now: start });
  const { ports } = stack;
  await ports.programStore.setCurrent(0, {
    version: 1,
    hash: 'h',
    chunks: 0,
    listensTo: ['Message Clicked'],
  });
  await ports.ledger.claim(message, 'sender', start, 2_000_000_000);
  const injector = createFaultInjector(...faults);
  const queue = stack.queues.get('feedback');
  const texts = listReports(given).flatMap((text) => Array.from({ length: copies }, () => text));
  const placed = texts.map((text, index) => ({ text, place: places[index % places.length] ?? 0 }));
  for (const { text } of placed.sort((left, right) => left.place - right.place)) queue.sendText(text);
  let now = start;
  for (let round = 0; queue.length > 0; round++) {
    if (round > 300) throw new Error('The reports never come to rest.');
    const records = queue.receive(batchSize);
    const { ledger, receipts, statistics, uses, queues, programStore } = ports;
    const invocation = { isDead: false };
    const wrapped = injector.wrap({ ledger, receipts, statistics, uses, queues, programStore }, invocation);
    const unfinished = await recordFeedback(
      {
        ...wrapped,
        telemetry: silentTelemetry,
        random: () => 0.5,
        listeners: createListenerCache(wrapped.programStore),
        requestId: `invocation-${round}`,
      },
      records,
      now,
    ).catch(() => records.map((record) => ({ record })));
    const returned = invocation.isDead ? records : unfinished.map(({ record }) => record);
    queue.settle(records, new Set(returned.map(({ messageId }) => messageId)));
    // A count that an invocation has named and not written is taken over after five minutes.
    now += 120_000;
  }
  const days = ['2026-11-20', '2026-11-21'];
  const counts: Record<string, number> = {};
  for (const day of days) {
    for (const batch of (await ports.statistics.list(day, undefined)).batches) {
      for (const [measure, quantity] of Object.entries(batch.counts[message.origin] ?? {}))
        counts[`${day} ${measure}`] = (counts[`${day} ${measure}`] ?? 0) + quantity;
    }
  }
  const found = Object.entries(counts).filter(
    ([measure, quantity]) => measure.includes('click') && quantity !== 0,
  );
  return {
    counts: Object.fromEntries(found),
    outcomes: (await ports.ledger.read(profileId, id))?.outcomes ?? {},
  };
}

/** Clicks of people and of machines, by the rules of docs/statistics.md and nothing of the product. */
function expectTotals({ clicks, deliveredAfter = Number.NEGATIVE_INFINITY }: Story) {
  const isMachine = clicks.map(([at, link, reader]) => {
    const distances = (most: number) =>
      new Set(
        clicks
          .filter(([other, , by]) => by === reader && Math.abs(other - at) <= most)
          .map(([, other]) => other)
          .filter((other) => other !== link),
      ).size;
    return distances(1_000) >= 1 || distances(2_000) >= 2 || at < deliveredAfter + 5_000;
  });
  const machines = isMachine.filter(Boolean).length;
  return { people: clicks.length - machines, machines };
}

describe('the clicks of a message', () => {
  it('end in the same counts and outcomes, in any order, repeated, in any batches and under faults', async () => {
    const seen = { people: 0, machines: 0, both: 0 };
    await fc.assert(
      fc.asyncProperty(story, arrival, async (given, way) => {
        const plain = await run(given, inOrder);
        expect(await run(given, way)).toEqual(plain);
        const sum = (measure: string) =>
          ['2026-11-20', '2026-11-21'].reduce(
            (total, day) => total + (plain.counts[`${day} email.${measure}`] ?? 0),
            0,
          );
        const { people, machines } = expectTotals(given);
        expect({
          clicked: sum('clicked'),
          clicks: sum('clicks'),
          byMachine: sum('machine_clicked'),
          all: sum('machine_clicks'),
        }).toEqual({
          clicked: Math.min(1, people),
          clicks: people,
          byMachine: Math.min(1, machines),
          all: machines,
        });
        if (people > 0) seen.people++;
        if (machines > 0) seen.machines++;
        if (people > 0 && machines > 0) seen.both++;
      }),
      { numRuns: 300 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });
});
