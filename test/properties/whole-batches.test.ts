/** One record never takes its neighbours along: whatever it is, the other nine are done, and it is kept or refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBody } from '../../app/ports/queue-body.ts';
import type { ComputedState } from '../../engine/model/profile.ts';
import { aggregators } from '../../engine/traits/aggregators.ts';
import { makeEventText, makeOrder, makePacked } from '../harness/events.ts';
import { openLife } from '../harness/one-life.ts';
import { orderCount, orderRevenue } from '../harness/sample-documents.ts';

const start = Date.parse('2026-06-01T12:00:00Z');

const shop = `
${orderCount}
---
${orderRevenue}
---
kind: trait
id: revenue_30d
status: live
function: sum
path: properties.revenue
event: Order Completed
within: P30D
---
kind: rule
id: copy
status: live
trigger: { event: Order Completed }
actions:
  - emit: Copied
    properties: { a: { from: event.properties.text }, b: { from: event.properties.text }, c: { from: event.properties.text } }
  - webhook: "https://example.com/hook"
    body: { a: { from: event.properties.text }, b: { from: event.properties.revenue } }
  - update: { traits: { last: { from: event.properties.revenue } } }
`;

const nest = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels);
const oddNumber = fc.oneof(
  fc.constantFrom(1e308, -1e308, 1.7e308, 1e-320, 1e126, 1e125, 2 ** 53 + 1, 0.1 + 0.2, -0),
  fc.double(),
);
const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '\ud800',
    '\udc00x',
    '\uffff',
    '\u0000',
    '__proto__',
    'x'.repeat(70_000),
    '日本'.repeat(20_000),
  ),
);
const oddValue = fc.oneof(
  oddNumber,
  oddText,
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(...[null, [], {}, { $json: '{' }, { '': 1 }, Array.from({ length: 3_000 }, () => 1e300)]),
);
const oddDetail = fc.record(
  {
    userId: fc.oneof(fc.constant('odd'), oddValue),
    anonymousId: oddValue,
    messageId: oddValue,
    timestamp: oddValue,
    type: fc.oneof(fc.constantFrom('track', 'identify', 'group'), oddValue),
    traits: fc.oneof(fc.dictionary(oddText, oddValue, { maxKeys: 4 }), oddValue),
    properties: fc.oneof(fc.record({ revenue: oddValue, text: oddValue }), oddValue),
    context: fc.oneof(fc.record({ externalIds: oddValue, consent: oddValue }), oddValue),
  },
  { requiredKeys: ['userId'] },
);
const oddEvent = oddDetail.map((detail) =>
  makeEventText({ id: 'odd', name: 'Order Completed', at: start, detail }),
);
const oddRecord = fc.oneof(
  { weight: 6, arbitrary: oddEvent },
  {
    weight: 2,
    arbitrary: fc.array(oddDetail, { maxLength: 4 }).map((batch) => makePacked('odd', start, batch)),
  },
  { weight: 1, arbitrary: oddText },
  { weight: 1, arbitrary: fc.json() },
  {
    weight: 1,
    arbitrary: fc
      .record({
        kind: fc.constantFrom('RunTaskBatch', 'WakeProfile'),
        profileIds: oddValue,
        visit: oddValue,
        profileId: oddValue,
      })
      .map((body) => JSON.stringify(body)),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(4_000, 30_000).chain((levels) =>
      fc.constantFrom(
        ...[nest(levels, '[', ']'), `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`].flatMap((deep) => [
          makeEventText({
            id: 'deep',
            name: 'Order Completed',
            userId: 'odd',
            at: start,
            detail: { properties: { revenue: 0 } },
          }).replace('{"revenue":0}', `{"revenue":${deep}}`),
          makePacked('deep', start, [
            { event: 'Order Completed', userId: 'odd', properties: { revenue: 0 } },
          ]).replace('{"revenue":0}', `{"revenue":${deep}}`),
        ]),
      ),
    ),
  },
);

describe('a batch of ten records', () => {
  it('is processed except for a faulty record, which is counted, rejected with its text, or returned alone', async () => {
    const plan = fc.record({ odd: oddRecord, place: fc.nat({ max: 9 }), again: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(plan, async ({ odd, place, again }) => {
        const life = await openLife(shop, start);
        const good = Array.from({ length: 9 }, (_, n) => makeOrder(`o${n}`, `u${n}`, start, n));
        const batch = [...good.slice(0, place), odd, ...good.slice(place)];
        for (let round = 0; round < (again ? 2 : 1); round++) {
          const unfinished = await life.deliver(batch, { receives: round + 1 });
          expect(unfinished.filter(({ record }) => record.body !== odd)).toEqual([]);
        }
        const { profiles, identities } = life.stack.ports;
        for (let n = 0; n < 9; n++) {
          const key = { type: 'userId', value: `u${n}` } as const;
          const [binding] = await identities.find([key], { consistent: true });
          const id = Object(binding).profileId;
          const person = await profiles.load(String(id), { consistent: true });
          expect(person?.computed).toMatchObject({ orders: { count: 1 }, revenue: { sum: n } });
          expect(person?.outbox).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('keeps the text of a member that is nested too deeply for JSON.stringify, and it alone', async () => {
    const life = await openLife(shop, start);
    const deep = nest(30_000, '[', ']');
    const members = Array.from({ length: 20 }, (_, n) => ({
      event: 'Order Completed',
      userId: `u${n}`,
      messageId: `m${n}`,
    }));
    const packed = makePacked('deep', start, [
      { event: 'Order Completed', userId: 'odd', properties: 0 },
      ...members,
    ]);
    const body = packed.replace('"properties":0', `"properties":{"a":${deep}}`);
    expect(await life.deliver([body])).toEqual([]);
    expect(life.stack.ports.profiles.listIds()).toHaveLength(20);
    const rejected = life.stack.queues.get('rejected').peek();
    expect(rejected).toMatchObject([{ code: 'touchpoint_too_deep', id: 'event-deep:0' }]);
    expect(String(decodeBody(JSON.stringify(rejected[0]))['event'])).toContain(deep);
  });
});

describe('a total beyond the range of numbers', () => {
  const order = (id: string, revenue: number) =>
    makeEventText({
      id,
      name: 'Order Completed',
      userId: 'inf',
      at: start,
      detail: { properties: { revenue } },
    });

  it('is refused on the timeline; the rest of the event counts', async () => {
    const life = await openLife(shop, start);
    for (const id of ['a', 'b', 'c']) expect(await life.deliver([order(id, 1e308)])).toEqual([]);
    const { computed } = await life.load();
    expect(computed).toMatchObject({ orders: { count: 3 }, revenue: { sum: 1e308 } });
    const traces = life.stack.ports.timeline.listAllEntries().flatMap((entry) => entry.traces);
    const refused = traces.filter(({ reason }) => reason === 'invalid_value');
    expect(refused.map(({ origin }) => origin)).toEqual([
      'trait:revenue',
      'trait:revenue_30d',
      'trait:revenue',
      'trait:revenue_30d',
    ]);
  });

  it('reads as the largest number when the balancing value has left a window', () => {
    const day = 86_400_000;
    let state: ComputedState | undefined;
    for (const [index, amount] of [-1e308, 1e308, 1e308].entries()) {
      state = aggregators.sum.add(state, amount, start + index * day, 'P30D', start + index * day);
    }
    expect(aggregators.sum.refresh(state ?? {}, 'P30D', start + 30 * day).sum).toBe(Number.MAX_VALUE);
  });
});
