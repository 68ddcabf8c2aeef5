/** What a report comes to: the outcome in the ledger, a count, and a touchpoint only where one is heard. */
import { describe, expect, it } from 'vitest';
import { nameBatch } from '../../../app/feedback/count-outcomes.ts';
import { createListenerCache } from '../../../app/feedback/listener-cache.ts';
import { type FeedbackDependencies, recordFeedback } from '../../../app/feedback/record-feedback.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { listHeardOutcomes } from '../../../engine/model/outcome-names.ts';
import { createActor } from '../../harness/actor.ts';
import { type MailReportType, makeMailReport } from '../../harness/events.ts';
import { createMemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { makeMessage } from '../../harness/sending-setup.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const minute = 60_000;
const message = makeMessage({ channel: 'email', to: 'anna@example.com' });
const { profileId } = message;

async function openStack(listensTo: readonly string[] | undefined) {
  const stack = createMemoryStack({ now });
  const pointer = { version: 1, hash: 'h', chunks: 0 };
  await stack.ports.programStore.setCurrent(0, listensTo === undefined ? pointer : { ...pointer, listensTo });
  await stack.ports.ledger.claim(message, 'sender-1', now, 2_000_000_000);
  let invocations = 0;
  const queue = stack.queues.get('feedback');
  return {
    ...stack.ports,
    stack,
    queue,
    report: (type: MailReportType, at = now, more = {}) =>
      queue.sendText(makeMailReport(type, { id: message.id, profileId, at, more })),
    /** One invocation with all that waits; the delays of what comes back. */
    async deliver(changes: Partial<FeedbackDependencies> = {}, at = now) {
      const { ledger, receipts, statistics, queues, programStore } = stack.ports;
      const records = queue.receive();
      const unfinished = await recordFeedback(
        {
          ...{ ledger, receipts, statistics, queues, telemetry: silentTelemetry, random: () => 0.5 },
          listeners: createListenerCache(programStore),
          batch: nameBatch(at, `invocation-${++invocations}`),
          ...changes,
        },
        records,
        at,
      );
      queue.settle(records, new Set(unfinished.map(({ record }) => record.messageId)));
      return unfinished.map(({ retryAfter }) => retryAfter);
    },
    forwarded: () =>
      stack.queues
        .get('profile')
        .peek()
        .map((body) => (body['touchpoint'] as { name: string }).name),
  };
}

describe('the profile', () => {
  it('is sent what a document names, and what can suppress an address', async () => {
    const { report, deliver, forwarded, ledger } = await openStack(['Message Opened']);
    for (const type of [
      'Delivery',
      'Open',
      'Click',
      'DeliveryDelay',
      'Bounce',
      'Complaint',
      'Reject',
    ] as const)
      report(type);
    expect(await deliver()).toEqual([]);
    expect(forwarded()).toEqual([
      'Message Opened',
      'Message Bounced',
      'Message Complained',
      'Message Failed',
    ]);
    const outcomes = (await ledger.read(profileId, message.id))?.outcomes ?? {};
    expect(Object.keys(outcomes).sort()).toEqual(
      ['bounced', 'clicked', 'complained', 'delayed', 'delivered', 'failed', 'opened'].sort(),
    );
  });

  it('is sent everything while the published program does not say what it listens to', async () => {
    const { report, deliver, forwarded } = await openStack(undefined);
    report('Delivery');
    await deliver();
    expect(forwarded()).toEqual(['Message Delivered']);
  });

  it('is sent a bounce also while the config table cannot be read; an open waits, unless the answer is known', async () => {
    const { report, deliver, forwarded, programStore } = await openStack([]);
    let isDown = true;
    const listeners = createListenerCache({
      readCurrent: () => (isDown ? Promise.reject(new Error('throttled')) : programStore.readCurrent()),
    });
    report('Bounce');
    report('Open');
    expect(await deliver({ listeners })).toHaveLength(1);
    expect(forwarded()).toEqual(['Message Bounced']);
    isDown = false;
    expect(await deliver({ listeners })).toEqual([]);
    isDown = true;
    report('Open', now + 1);
    expect(await deliver({ listeners }, now + minute)).toEqual([]);
    expect(forwarded()).toEqual(['Message Bounced']);
  });

  it('keeps the report on its queue while the profile queue refuses the outcome', async () => {
    const { report, deliver, forwarded, statistics } = await openStack([]);
    report('Bounce');
    const queues = { send: async (_: unknown, bodies: readonly never[]) => bodies };
    expect(await deliver({ queues })).toHaveLength(1);
    expect(statistics.sumAll()).toEqual({});
    expect(await deliver()).toEqual([]);
    expect(forwarded()).toEqual(['Message Bounced']);
    expect(statistics.sumAll()).toEqual({ 'rule:greet': { 'email.bounced': 1 } });
  });
});

describe('the names that a program listens to', () => {
  it('are those in its triggers, conditions, steps, goals and traits', () => {
    const program = {
      rules: [{ trigger: { event: ['Order Completed', 'Message Clicked'] } }],
      journeys: [{ document: { steps: { wait: { type: 'waitFor', event: 'Message Opened' } } } }],
      segments: [{ condition: { did: { event: 'Message Delivered', within: 'P30D' } } }],
    };
    expect(listHeardOutcomes(program)).toEqual(['Message Delivered', 'Message Opened', 'Message Clicked']);
    expect(listHeardOutcomes({ rules: [{ trigger: { event: 'Messages Opened' } }] })).toEqual([]);
  });
});

describe('a report that the sender’s own record says already', () => {
  it('is read and not written; after an unknown outcome it is the proof', async () => {
    const { report, deliver, ledger } = await openStack([]);
    report('Send');
    await deliver();
    expect((await ledger.read(profileId, message.id))?.outcomes).toEqual({ sent: now });

    const settled = await openStack([]);
    await settled.ledger.settle(profileId, message.id, 1, { state: 'sent', batch: 'sender-1', at: now });
    settled.report('Send');
    await settled.deliver();
    expect((await settled.ledger.read(profileId, message.id))?.outcomes).toEqual({});
  });
});

describe('the counts', () => {
  it('of one invocation are one item per day', async () => {
    const { report, deliver, statistics } = await openStack([]);
    report('Delivery');
    report('Delivery');
    report('Open', now + 14 * 60 * minute);
    await deliver();
    const days = await Promise.all(
      ['2026-11-20', '2026-11-21'].map(async (day) => (await statistics.list(day, undefined)).batches),
    );
    const { template } = message;
    expect(days.map((batches) => batches.map(({ counts }) => counts))).toEqual([
      [
        {
          'rule:greet': {
            'email.delivered': 1,
            [`email.delivered@template=${template}`]: 1,
            'email.delivered@hour=10': 1,
            'email.delivered@weekday=fri': 1,
          },
        },
      ],
      [
        {
          'rule:greet': {
            'email.opened': 1,
            'email.opens': 1,
            [`email.opened@template=${template}`]: 1,
            'email.opened@hour=00': 1,
            'email.opened@weekday=sat': 1,
            'email.opened@device=unknown': 1,
          },
        },
      ],
    ]);
  });

  it('wait for an invocation that may still write them, and replace one that died', async () => {
    const { report, deliver, statistics } = await openStack([]);
    report('Delivery');
    const dies = { ...statistics, put: () => Promise.reject(new Error('time-out')) };
    expect(await deliver({ statistics: dies })).toHaveLength(1);
    expect(await deliver({}, now + minute)).toEqual([240]);
    expect(statistics.sumAll()).toEqual({});
    expect(await deliver({}, now + 6 * minute)).toEqual([]);
    expect(statistics.sumAll()).toEqual({ 'rule:greet': { 'email.delivered': 1 } });
  });

  it('are not repeated when the acknowledgement was lost', async () => {
    const { report, deliver, statistics } = await openStack([]);
    report('Delivery');
    await deliver();
    report('Delivery');
    expect(await deliver({}, now + minute)).toEqual([]);
    report('Delivery');
    expect(await deliver({}, now + 60 * minute)).toEqual([]);
    expect(statistics.sumAll()).toEqual({ 'rule:greet': { 'email.delivered': 1 } });
  });

  it('of a whole invocation are left to later ones when a write to the ledger was interrupted', async () => {
    const { report, deliver, statistics, ledger } = await openStack([]);
    report('Delivery');
    report('Open');
    const interrupted: typeof ledger.recordOutcome = async (...call) => {
      const stored = await ledger.recordOutcome(...call);
      if (call[2] === 'opened') throw new Error('socket hang up');
      return stored;
    };
    expect(await deliver({ ledger: { ...ledger, recordOutcome: interrupted } })).toHaveLength(2);
    expect(statistics.sumAll()).toEqual({});
    expect(await deliver({}, now + 6 * minute)).toEqual([]);
    expect(statistics.sumAll()).toEqual({
      'rule:greet': { 'email.delivered': 1, 'email.opened': 1, 'email.opens': 1 },
    });
  });
});

it('passes on a report that came to the profile queue', async () => {
  const stack = createMemoryStack({ now });
  const { ledger, programStore } = stack.ports;
  await publishSnapshot(programStore, sampleSnapshot);
  await ledger.claim(message, 'sender-1', now, 2_000_000_000);
  stack.queues.get('profile').sendText(makeMailReport('Delivery', { id: message.id, profileId, at: now }));
  const actor = createActor(stack);
  await actor.advance();
  expect(stack.queues.get('feedback').length).toBe(1);
  await actor.advance();
  expect((await ledger.read(profileId, message.id))?.outcomes).toEqual({ delivered: now });
  expect(stack.queues.get('rejected').length).toBe(0);
});
