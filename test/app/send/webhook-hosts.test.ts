/** One host is down and another is not: nothing is lost, no call waits for the other host, and crashes change nothing. */
import { describe, expect, it } from 'vitest';
import type { Sender } from '../../../app/send/message-sender.ts';
import { type Fault, type FaultKind, faultKinds } from '../../harness/faults.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { start } from '../../harness/sending-setup.ts';
import { makeCall } from '../../harness/webhook-call.ts';
import { createWebhookSetup } from '../../harness/webhook-setup.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const hostA = 'a.example';
const hostB = 'b.example';

const makeCalls = (host: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    makeCall(`https://${host}/hook`, { id: `${host}-${index}`, headers: {}, decidedAt: start }),
  );

/** Several processes take turns. */
function alternate(...processes: readonly Sender[]): Sender {
  let turn = 0;
  return (records, invocation) => {
    const sender = processes[turn++ % processes.length];
    if (sender === undefined) throw new Error('no process');
    return sender(records, invocation);
  };
}

async function outlast(downtime: number, calls = makeCalls(hostA, 8)) {
  const setup = await createWebhookSetup((host, at) => host === hostA && at < start + downtime);
  const send = alternate(setup.startProcess(), setup.startProcess(), setup.startProcess());
  const report = await drainQueue(setup, send, [...calls, ...makeCalls(hostB, 8)], 5_000);
  const { received } = setup;
  const toA = received.filter(({ host }) => host === hostA);
  return { setup, report, toA, toB: received.filter(({ host }) => host === hostB) };
}

describe('while a host is down', () => {
  it('calls to another host are made at once, each once', async () => {
    const { toB } = await outlast(2 * hour);
    expect(toB.map(({ key }) => key).sort()).toEqual(makeCalls(hostB, 8).map(({ id }) => id));
    expect(Math.max(...toB.map(({ at }) => at))).toBe(start);
  });

  it.each([
    ['a minute', minute],
    ['two hours', 2 * hour],
    ['a day', day],
  ])('for %s, all calls to it wait, and arrive once within 16 minutes after it', async (_, downtime) => {
    const { setup, report, toA } = await outlast(downtime);
    expect(report.dead).toEqual([]);
    const arrived = toA.filter(({ isAccepted }) => isAccepted);
    expect(arrived.map(({ key }) => key).sort()).toEqual(makeCalls(hostA, 8).map(({ id }) => id));
    expect(Math.max(...arrived.map(({ at }) => at))).toBeLessThanOrEqual(start + downtime + 16 * minute);
    expect(setup.statistics.sumAll()).toEqual({ 'rule:crm': { 'webhook.sent': 16 } });
    expect(await setup.store.list()).toEqual([]);
  });

  it('it gets one call per pause, however many wait', async () => {
    const { toA } = await outlast(2 * hour);
    const refused = toA.filter(({ isAccepted }) => !isAccepted);
    // The first batches, and one try after 30, 60, 120, 240 and 480 seconds and each 15 minutes.
    expect(refused.length).toBeLessThanOrEqual(8 + 5 + 8);
  });

  it('for more than three days, a call moves to the dead-letter queue within nine hours', async () => {
    const { report, setup } = await outlast(30 * day, makeCalls(hostA, 1));
    expect(report.dead).toHaveLength(1);
    expect(setup.clock.now).toBeGreaterThan(start + 3 * day);
    expect(setup.clock.now).toBeLessThan(start + 3 * day + 9 * hour);
  });
});

/** A fails eight times and is up again; the faults strike the calls of one run. */
async function explore(faults: readonly Fault[]) {
  const setup = await createWebhookSetup((host, _at, calls) => host === hostA && calls < 8, faults);
  const send = alternate(setup.startProcess(), setup.startProcess());
  const calls = [...makeCalls(hostA, 2), ...makeCalls(hostB, 1)];
  const { dead } = await drainQueue(setup, send, calls);
  const violations: string[] = [];
  const check = (holds: boolean, promise: string) => {
    if (!holds) violations.push(promise);
  };
  check(dead.length === 0, 'no call is a dead letter');
  for (const { id, profileId } of calls) {
    const arrivals = setup.received.filter(({ key, isAccepted }) => key === id && isAccepted);
    check(arrivals.length >= 1, 'every call arrives');
    check(arrivals.length <= 1 + faults.length, 'a call is repeated only for a fault, under its key');
    const entry = await setup.ledger.read(profileId, id);
    check(entry?.state === 'sent', 'what arrived is shown as sent');
  }
  const { 'webhook.sent': sent, ...others } = setup.statistics.sumAll()['rule:crm'] ?? {};
  check(sent === calls.length && Object.keys(others).length === 0, 'each call is counted once');
  const last = Math.max(...setup.received.map(({ at }) => at));
  check(last <= start + 30 * minute, 'all arrive in bounded time');
  return { violations, calls: setup.injector.calls };
}

/** A process makes a call of a webhook once: the SDK does not repeat it. */
const happens = (kind: FaultKind, name: string) => kind !== 'is repeated' || name !== 'webhooks.call';

it('a fault at any call of a run loses no webhook, repeats none needlessly and blocks no host', async () => {
  const { calls, violations } = await explore([]);
  expect(violations).toEqual([]);
  for (const name of ['webhooks.call', 'store.list', 'store.addFailure', 'store.setPause', 'store.remove']) {
    expect(calls).toContain(name);
  }
  const found: string[] = [];
  for (const [index, name] of calls.entries()) {
    for (const kind of faultKinds.filter((each) => happens(each, name))) {
      const run = await explore([{ call: index + 1, kind }]);
      found.push(...run.violations.map((violation) => `${name} ${kind}: ${violation}`));
    }
  }
  expect(found).toEqual([]);
});
