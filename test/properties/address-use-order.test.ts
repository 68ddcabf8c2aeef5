/** The last use of an address: any order, repetition and batching of the reports, late ones and faults, ends in the same. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createListenerCache } from '../../app/feedback/listener-cache.ts';
import { recordFeedback } from '../../app/feedback/record-feedback.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { makeMailReport } from '../harness/events.ts';
import { createFaultInjector, type Fault, faultKinds } from '../harness/faults.ts';
import { createMemoryStack } from '../harness/memory-stack.ts';
import { makeMessage } from '../harness/sending-setup.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const work = makeMessage({ id: '01J0000000MESSAGE00000WORK', channel: 'email', to: 'anna@work.example' });
const home = makeMessage({ id: '01J0000000MESSAGE00000HOME', channel: 'email', to: 'anna@home.example' });
const messages = [work, home];

/** What happens to one of the messages, in milliseconds after the start. */
interface Doing {
  readonly message: 0 | 1;
  readonly after: number;
  readonly kind: 'open' | 'machine open' | 'a' | 'b';
}

const doing: fc.Arbitrary<Doing> = fc.record({
  message: fc.constantFrom(0, 1),
  after: fc.constantFrom(20_000, 20_500, 22_000, 60_000, 60_800, 3_600_000, 86_400_000),
  kind: fc.constantFrom('open', 'machine open', 'a', 'b'),
});
/** Of each message one open of a person: the ledger keeps the first. */
const story = fc
  .uniqueArray(doing, { selector: ({ message, after, kind }) => `${message} ${after} ${kind}`, maxLength: 7 })
  .map((doings) =>
    doings.filter(
      ({ kind, message }, index) =>
        kind !== 'open' ||
        doings.findIndex((other) => other.kind === 'open' && other.message === message) === index,
    ),
  );

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0 Safari/537.36';

function makeReport({ message, after, kind }: Doing): string {
  const { id, profileId, to } = messages[message] ?? work;
  const about = { id, profileId, to, at: start + after };
  if (kind === 'open' || kind === 'machine open')
    return makeMailReport('Open', {
      ...about,
      more: { userAgent: kind === 'open' ? chrome : 'Mozilla/5.0', ipAddress: '192.0.2.1' },
    });
  return makeMailReport('Click', { ...about, more: { link: kind, userAgent: chrome } });
}

/** By the rules of docs/statistics.md: two links of a message within a second, or three within two, are a machine's. */
function findLastUse(doings: readonly Doing[], message: 0 | 1): number | undefined {
  const own = doings.filter((each) => each.message === message);
  const clicks = own.filter(({ kind }) => kind === 'a' || kind === 'b');
  const human = own.filter(({ kind, after }) => {
    if (kind === 'open' || kind === 'machine open') return kind === 'open';
    return !clicks.some((other) => other.kind !== kind && Math.abs(other.after - after) <= 1_000);
  });
  return human.length === 0 ? undefined : start + Math.max(...human.map(({ after }) => after));
}

interface Arrival {
  /** In [0, 1) for each delivery of each report: its place. */
  readonly places: readonly number[];
  readonly copies: number;
  readonly batchSize: number;
  readonly faults: readonly Fault[];
}

const arrival: fc.Arbitrary<Arrival> = fc.record({
  places: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
  copies: fc.integer({ min: 1, max: 3 }),
  batchSize: fc.integer({ min: 1, max: 10 }),
  faults: fc.uniqueArray(
    fc.record({ call: fc.integer({ min: 1, max: 60 }), kind: fc.constantFrom(...faultKinds) }),
    { maxLength: 4, selector: ({ call }) => call },
  ),
});

async function run(
  doings: readonly Doing[],
  { places, copies, batchSize, faults }: Arrival,
  isByUse = true,
): Promise<readonly (number | undefined)[]> {
  const stack = createMemoryStack({ now: start });
  const { ports } = stack;
  await ports.programStore.setCurrent(0, { version: 1, hash: 'h', chunks: 0, listensTo: [] });
  for (const { profileId, id, ...message } of messages) {
    const { to } = message;
    await ports.ledger.claim({ ...message, profileId, id }, 'sender', start, 2_000_000_000);
    const choice = { to, skipped: [], ...(isByUse && { isByUse: true as const }) };
    await ports.ledger.settle(profileId, id, 1, { state: 'sent', batch: 'sender', at: start, choice });
  }
  const injector = createFaultInjector(...faults);
  const queue = stack.queues.get('feedback');
  const texts = doings.flatMap((each) => Array.from({ length: copies }, () => makeReport(each)));
  const placed = texts.map((text, index) => ({ text, place: places[index % places.length] ?? 0 }));
  for (const { text } of placed.sort((left, right) => left.place - right.place)) queue.sendText(text);
  let now = start + 86_500_000;
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
    now += 120_000;
  }
  const read = async (to: string) => (await ports.addresses.read('email', to, { consistent: true }))?.usedAt;
  return [await read(work.to), await read(home.to)];
}

it('is the last open or click of a person, never one of a machine', async () => {
  const seen = { used: 0, machine: 0 };
  await fc.assert(
    fc.asyncProperty(story, arrival, async (doings, way) => {
      const expected = [findLastUse(doings, 0), findLastUse(doings, 1)];
      expect(await run(doings, way)).toEqual(expected);
      if (expected.some((at) => at !== undefined)) seen.used++;
      if (doings.length > 0 && expected.every((at) => at === undefined)) seen.machine++;
    }),
    { numRuns: 300 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

it('is not kept of messages that the policy did not choose an address for by use', async () => {
  const doings: readonly Doing[] = [
    { message: 0, after: 20_000, kind: 'open' },
    { message: 0, after: 60_000, kind: 'a' },
  ];
  const way = { places: [0], copies: 1, batchSize: 1, faults: [] };
  expect(await run(doings, way, false)).toEqual([undefined, undefined]);
  expect(await run(doings, way)).toEqual([start + 60_000, undefined]);
});
