/** What a report comes to: the outcome in the ledger, a count, and a touchpoint only where one is heard. */
import { describe, expect, it } from 'vitest';
import { createListenerCache } from '../../../app/feedback/listener-cache.ts';
import { listHeardOutcomes } from '../../../engine/model/outcome-names.ts';
import { createActor } from '../../harness/actor.ts';
import { makeMailReport } from '../../harness/events.ts';
import { message, minute, now, openFeedbackStack } from '../../harness/feedback-stack.ts';
import { createMemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const { profileId } = message;

describe('the profile', () => {
  it('is sent what a document names, and what can suppress an address', async () => {
    const { report, deliver, forwarded, ledger } = await openFeedbackStack(['Message Opened']);
    for (const type of [
      'Delivery',
      'Open',
      'Click',
      'DeliveryDelay',
      'Bounce',
      'Complaint',
      'Reject',
    ] as const)
      report(type, type === 'Click' ? now + minute : now);
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
    const { report, deliver, forwarded } = await openFeedbackStack(undefined);
    report('Delivery');
    await deliver();
    expect(forwarded()).toEqual(['Message Delivered']);
  });

  it('is sent a bounce also while the config table cannot be read; an open waits, unless the answer is known', async () => {
    const { report, deliver, forwarded, programStore } = await openFeedbackStack([]);
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
    const { report, deliver, forwarded, statistics } = await openFeedbackStack([]);
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
    const { report, deliver, ledger } = await openFeedbackStack([]);
    report('Send');
    await deliver();
    expect((await ledger.read(profileId, message.id))?.outcomes).toEqual({ sent: now });

    const settled = await openFeedbackStack([]);
    await settled.ledger.settle(profileId, message.id, 1, { state: 'sent', batch: 'sender-1', at: now });
    settled.report('Send');
    await settled.deliver();
    expect((await settled.ledger.read(profileId, message.id))?.outcomes).toEqual({});
  });
});

describe('the counts', () => {
  it('of one invocation are one item per day', async () => {
    const { report, deliver, statistics } = await openFeedbackStack([]);
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
    const { report, deliver, statistics } = await openFeedbackStack([]);
    report('Delivery');
    const dies = { ...statistics, put: () => Promise.reject(new Error('time-out')) };
    expect(await deliver({ statistics: dies })).toHaveLength(1);
    expect(await deliver({}, now + minute)).toEqual([240]);
    expect(statistics.sumAll()).toEqual({});
    expect(await deliver({}, now + 6 * minute)).toEqual([]);
    expect(statistics.sumAll()).toEqual({ 'rule:greet': { 'email.delivered': 1 } });
  });

  it('are not repeated when the acknowledgement was lost', async () => {
    const { report, deliver, statistics } = await openFeedbackStack([]);
    report('Delivery');
    await deliver();
    report('Delivery');
    expect(await deliver({}, now + minute)).toEqual([]);
    report('Delivery');
    expect(await deliver({}, now + 60 * minute)).toEqual([]);
    expect(statistics.sumAll()).toEqual({ 'rule:greet': { 'email.delivered': 1 } });
  });

  it('of a whole invocation are left to later ones when a write to the ledger was interrupted', async () => {
    const { report, deliver, statistics, ledger } = await openFeedbackStack([]);
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
