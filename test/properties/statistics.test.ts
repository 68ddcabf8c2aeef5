/** Statistics against what the ledger and the timeline say, over the whole product under random faults. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumStreams as addUpStreams } from '../../app/breaker/sum-streams.ts';
import { faultKinds } from '../harness/faults.ts';
import { moods, type ReportPlan, type ReportType, reportTypes } from '../harness/mail-provider.ts';
import { runWhole, type Stores, type WholeRun } from '../harness/whole-run.ts';

type Sums = Record<string, Record<string, number>>;

const clearSky = {
  faults: [],
  moods: [],
  plans: [
    [
      ['Send', 1],
      ['Delivery', 2],
      ['Open', 3],
      ['Open', 4],
      ['Click', 9_000],
    ],
  ] satisfies ReportPlan[],
  batchSize: 10,
  places: [0],
};

/** Moments may be the same for several reports, and are not in the order of delivery. */
const plan = fc.array(
  fc.tuple(fc.constantFrom<ReportType>(...reportTypes), fc.integer({ min: 0, max: 4 })).map(
    // The second report of a kind: two days on, or moments later.
    ([type, step]): readonly [ReportType, number] => [type, step === 4 ? 100_000_000 : step * 1_000],
  ),
  { maxLength: 6 },
);

const weather = fc.record({
  faults: fc.uniqueArray(
    fc.record({ call: fc.integer({ min: 1, max: 450 }), kind: fc.constantFrom(...faultKinds) }),
    { maxLength: 8, selector: ({ call }) => call },
  ),
  moods: fc.array(fc.constantFrom(...moods), { maxLength: 12 }),
  plans: fc.array(plan, { minLength: 1, maxLength: 6 }),
  batchSize: fc.integer({ min: 1, max: 10 }),
  places: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
});

/** What statistics have to be, from what happened; spelt out, so that it does not share the product's names. */
function expectSums({ stack, reports }: WholeRun): Sums {
  const sums: Sums = {};
  const count = (subject: string, measure: string) => {
    const measures = sums[subject] ?? {};
    sums[subject] = measures;
    measures[measure] = (measures[measure] ?? 0) + 1;
  };
  for (const message of stack.ports.ledger.listAll()) {
    const { id, origin, channel, state, reason, outcomes } = message;
    count(origin, `${channel}.${state}`);
    if (reason !== undefined) count(origin, `${channel}.${state}.${reason}`);
    for (const outcome of Object.keys(outcomes)) {
      if (outcome !== 'sent') count(origin, `${channel}.${outcome === 'failed' ? 'undelivered' : outcome}`);
    }
    const reported = reports.filter(({ messageId }) => messageId === id);
    const listMoments = (type: ReportType) =>
      new Set(reported.filter((report) => report.type === type).map(({ at }) => at));
    for (const _moment of listMoments('Open')) count(origin, `${channel}.opens`);
    // Receiving servers click before the message is on a screen.
    const { delivered = Number.NEGATIVE_INFINITY } = outcomes;
    for (const at of listMoments('Click'))
      count(origin, `${channel}.${at < delivered + 5_000 ? 'machine_clicks' : 'clicks'}`);
  }
  for (const { origin, action, reason, channel } of stack.ports.timeline
    .listAllEntries()
    .flatMap(({ traces }) => traces)) {
    if (reason === 'sent_to_channel') continue;
    if (action === 'enter') count(origin, reason === 'done' ? 'entered' : `refused.${reason}`);
    else if (action === 'leave') count(origin, 'left');
    else if (action !== 'send') count(origin, `decided.${action}.${reason}`);
    if (action === 'send') count(origin, `${channel}.suppressed`);
    if (action === 'send') count(origin, `${channel}.suppressed.${reason}`);
  }
  return sums;
}

/** Measures that also count by message, language and moment have, for each of these, the same sum. */
function expectDimensions({ stack }: WholeRun): void {
  const { statistics } = stack.ports;
  const byMeasure: Sums = {};
  for (const [origin, measures] of Object.entries(statistics.sumDimensions())) {
    for (const [name, quantity] of Object.entries(measures)) {
      const [measure = '', dimension = ''] = name.split(/[@=]/);
      const sums = byMeasure[`${origin} ${measure}`] ?? {};
      byMeasure[`${origin} ${measure}`] = sums;
      sums[dimension] = (sums[dimension] ?? 0) + quantity;
    }
  }
  const counted = Object.entries(statistics.sumAll()).flatMap(([origin, measures]) =>
    Object.entries(measures).flatMap(([measure, quantity]) => {
      const isUnique =
        /^email\.(sent|failed|unknown|delivered|bounced|complained|opened|clicked|machine_clicked)$/.test(
          measure,
        );
      return isUnique ? [[`${origin} ${measure}`, quantity] as const] : [];
    }),
  );
  for (const [key, quantity] of counted) {
    const { template, hour, weekday } = byMeasure[key] ?? {};
    expect({ key, template, hour, weekday }).toEqual({
      key,
      template: quantity,
      hour: quantity,
      weekday: quantity,
    });
  }
}

/** Over both classes: what was sent, and what was reported as a hard bounce or a complaint. */
function expectStreams({ stack }: WholeRun): Record<string, number> {
  const messages = stack.ports.ledger.listAll().filter(({ channel }) => channel === 'email');
  const count = (outcome: string) => messages.filter(({ outcomes }) => outcome in outcomes).length;
  return {
    sent: messages.filter(({ state }) => state === 'sent').length,
    bounced: count('bounced'),
    complained: count('complained'),
  };
}

async function sumStreams({ stack }: WholeRun): Promise<Record<string, number>> {
  const found = { sent: 0, bounced: 0, complained: 0 };
  // A report may name a moment two days on.
  const now = stack.clock.now + 3 * 86_400_000;
  const from = now - 60 * 86_400_000;
  const { statistics } = stack.ports;
  const { sums, hours } = await addUpStreams(statistics, { from, now, resumed: new Map() });
  for (const hour of hours) await statistics.put(hour);
  const { sums: streams } = await addUpStreams(statistics, { from, now, resumed: new Map() });
  expect(streams).toEqual(sums);
  for (const { sent = 0, bounced = 0, complained = 0 } of Object.values(streams)) {
    found.sent += sent;
    found.bounced += bounced;
    found.complained += complained;
  }
  return found;
}

/** Counting that is wrong in one way. */
const broken: Readonly<Record<string, (stores: Stores) => Stores>> = {
  'names its batches after the try': ({ statistics, ledger }) => {
    let tries = 0;
    const put: typeof statistics.put = (batch) => statistics.put({ ...batch, batch: `try-${++tries}` });
    return { ledger, statistics: { ...statistics, put } };
  },
  'counts every settlement that it finds': ({ statistics, ledger }) => ({
    ledger,
    statistics: { ...statistics, has: async () => false },
  }),
  'never counts what a crash left uncounted': ({ statistics, ledger }) => ({
    ledger,
    statistics: { ...statistics, has: async () => true },
  }),
  'keeps the last report of a kind': ({ statistics, ledger }) => {
    const last = new Map<string, number>();
    return {
      statistics,
      ledger: {
        ...ledger,
        recordOutcome(profileId, messageId, outcome, at) {
          last.set(`${messageId} ${outcome}`, at);
          return ledger.recordOutcome(profileId, messageId, outcome, at);
        },
        async read(profileId, messageId) {
          const message = await ledger.read(profileId, messageId);
          if (message === undefined) return undefined;
          const moments = Object.entries(message.outcomes).map(([outcome, at]) => [
            outcome,
            last.get(`${messageId} ${outcome}`) ?? at,
          ]);
          return { ...message, outcomes: Object.fromEntries(moments) };
        },
      },
    };
  },
};

describe('the statistics', () => {
  it('report exactly the events of a day without faults', async () => {
    const run = await runWhole(clearSky);
    const found = run.stack.ports.statistics.sumAll();
    expect(run.calls).toBeGreaterThan(100);
    expect(found['rule:welcome']).toEqual({
      // Three people get `welcome`, two have agreed to `offer`.
      'email.sent': 5,
      'email.suppressed': 1,
      'email.suppressed.no_consent': 1,
      'email.delivered': 5,
      'email.opened': 5,
      'email.opens': 10,
      'email.clicked': 5,
      'email.clicks': 5,
    });
    expect(found['rule:third-order']).toMatchObject({ 'email.sent': 3, 'webhook.sent': 3 });
    expect(found).toEqual(expectSums(run));
    expectDimensions(run);
  });

  it('equal the ledger and the timeline, with failures, duplicates and any order', async () => {
    const states = new Set<string>();
    await fc.assert(
      fc.asyncProperty(weather, async (conditions) => {
        const run = await runWhole(conditions);
        for (const { state } of run.stack.ports.ledger.listAll()) states.add(state);
        expect(run.stack.ports.statistics.sumAll()).toEqual(expectSums(run));
        expectDimensions(run);
        expect(await sumStreams(run)).toEqual(expectStreams(run));
      }),
      { numRuns: 150, endOnFailure: true },
    );
    expect([...states].sort()).toEqual(['failed', 'sent', 'suppressed', 'unknown']);
  });

  it.each(Object.entries(broken))('expose counting that %s', async (_flaw, bend) => {
    const property = fc.asyncProperty(weather, async (conditions) => {
      const run = await runWhole({ ...conditions, bend });
      expect(run.stack.ports.statistics.sumAll()).toEqual(expectSums(run));
    });
    const { errorInstance } = await fc.check(property, { numRuns: 150, endOnFailure: true });
    expect(String(errorInstance)).toContain('deeply equal');
  });
});
