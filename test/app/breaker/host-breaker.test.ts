/** The circuit breaker of hosts: when calls wait, who tries a host again, and what it costs while all is well. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryHostStore } from '../../../adapters/memory/host-store.ts';
import { countPausedHosts, listPausedHosts } from '../../../app/breaker/count-paused-hosts.ts';
import { createHostBreaker, type HostBreaker, type HostOutcome } from '../../../app/breaker/host-breaker.ts';
import type { HostStore } from '../../../app/ports/host-store.ts';
import { createFaultInjector } from '../../harness/faults.ts';

const second = 1_000;
const minute = 60 * second;
const start = Date.parse('2026-11-28T09:00:00Z');
const failed: HostOutcome = { kind: 'failed', reason: 'http_503' };
const answered: HostOutcome = { kind: 'answered' };
const host = 'crm.example.com';

function open() {
  const clock = { now: start };
  const { calls, wrap } = createFaultInjector();
  const { store } = wrap({ store: createMemoryHostStore() }, { isDead: false });
  const startProcess = () => createHostBreaker(store, () => clock.now);
  return { clock, calls, store, startProcess };
}

type Setup = ReturnType<typeof open>;

/** One call: `held`, or what it changed. */
async function call(breaker: HostBreaker, outcome: HostOutcome, name = host) {
  const admission = await breaker.admit(name);
  if (admission.kind === 'held') return 'held';
  return (await admission.report(outcome)).change ?? 'admitted';
}

async function callTimes(breaker: HostBreaker, outcomes: readonly HostOutcome[]) {
  const results: string[] = [];
  for (const outcome of outcomes) results.push(await call(breaker, outcome));
  return results;
}

const five = [failed, failed, failed, failed, failed];

/** A process that has paused the host, and another that has not looked since. */
async function openPaused(): Promise<Setup & { readonly first: HostBreaker; readonly second: HostBreaker }> {
  const setup = open();
  const [first, second] = [setup.startProcess(), setup.startProcess()];
  await call(second, answered);
  await callTimes(first, five);
  return { ...setup, first, second };
}

describe('a host that fails', () => {
  it('is paused by the fifth failure in a row, and no other host is', async () => {
    const { startProcess } = open();
    const breaker = startProcess();
    expect(await callTimes(breaker, [...five, failed])).toEqual([
      ...['admitted', 'admitted', 'admitted', 'admitted', 'paused'],
      'held',
    ]);
    expect(await call(breaker, answered, 'other.example.com')).toBe('admitted');
    expect(await call(breaker, answered, `${host}:8443`)).toBe('admitted');
  });

  it('is paused even if each failure is of another process', async () => {
    const { startProcess } = open();
    const results: string[] = [];
    for (const outcome of five) results.push(await call(startProcess(), outcome));
    expect(results.at(-1)).toBe('paused');
    expect(await call(startProcess(), answered)).toBe('held');
  });

  it('is not paused when another process got an answer in between', async () => {
    const { startProcess, store } = open();
    for (const outcome of [failed, failed, failed, failed, answered, failed, failed]) {
      expect(await call(startProcess(), outcome)).toBe('admitted');
    }
    expect(await store.list()).toMatchObject([{ failures: 2 }]);
  });

  it('is not paused, and not recorded, when it fails less than every second time', async () => {
    const { startProcess, calls } = open();
    const breaker = startProcess();
    const often = Array.from({ length: 30 }, (_, index) => (index % 3 === 2 ? failed : answered));
    expect(new Set(await callTimes(breaker, often))).toEqual(new Set(['admitted']));
    expect(calls).toEqual(['store.list']);
  });

  it('holds calls in every other process within five seconds', async () => {
    const { clock, second: other } = await openPaused();
    expect(await call(other, failed)).toBe('admitted');
    clock.now += 5 * second;
    expect(await call(other, answered)).toBe('held');
  });
});

describe('a host that is paused', () => {
  it('gets one call after the pause, however many processes and calls wait', async () => {
    const { clock, startProcess, first, second: other } = await openPaused();
    clock.now += 30 * second;
    const processes = [first, other, startProcess(), startProcess()];
    const admissions = await Promise.all(processes.flatMap((each) => [each.admit(host), each.admit(host)]));
    expect(admissions.filter(({ kind }) => kind === 'admitted')).toHaveLength(1);
    for (const admission of admissions) {
      if (admission.kind === 'held') expect(admission.until).toBeLessThanOrEqual(clock.now + 20 * second);
    }
  });

  it('gets all calls when it answers, in every process within five seconds', async () => {
    const { clock, store, first, second: other } = await openPaused();
    clock.now += 30 * second;
    expect(await call(other, answered)).toBe('resumed');
    expect(await store.list()).toEqual([]);
    expect(await callTimes(other, [answered, answered])).toEqual(['admitted', 'admitted']);
    clock.now += 5 * second;
    expect(await call(first, answered)).toBe('admitted');
  });

  it('is paused twice as long after each try, up to 15 minutes', async () => {
    const { clock, store, first } = await openPaused();
    const pauses: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const [record] = await store.list();
      pauses.push(((record?.pause?.until ?? 0) - clock.now) / second);
      clock.now = record?.pause?.until ?? 0;
      expect(await call(first, failed)).toBe('admitted');
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it('is paused for as long as it asks for, up to 15 minutes, and the next pause doubles its own length', async () => {
    const { clock, store, startProcess } = open();
    const breaker = startProcess();
    await callTimes(breaker, five.slice(1));
    const pauses: number[] = [];
    for (const retryAfter of [120, 7200, 1, 0]) {
      await call(breaker, { kind: 'failed', reason: 'http_503', retryAfter });
      const until = (await store.list())[0]?.pause?.until ?? 0;
      pauses.push((until - clock.now) / second);
      clock.now = until;
    }
    expect(pauses).toEqual([120, 900, 120, 240]);
  });

  it('is tried by another process when the first one dies during the call', async () => {
    const { clock, startProcess, first } = await openPaused();
    clock.now += 30 * second;
    expect((await first.admit(host)).kind).toBe('admitted');
    clock.now += 19 * second;
    expect((await startProcess().admit(host)).kind).toBe('held');
    clock.now += second;
    expect((await startProcess().admit(host)).kind).toBe('admitted');
  });

  it('is not resumed by a call that began before the pause, nor by a try that took too long', async () => {
    const { clock, startProcess, first, second: other } = await openPaused();
    const early = await other.admit(host);
    clock.now += 30 * second;
    const slow = await first.admit(host);
    clock.now += 20 * second;
    expect(await call(startProcess(), failed)).toBe('admitted');
    for (const late of [early, slow]) {
      if (late.kind === 'held') throw new Error('both calls were admitted');
      expect((await late.report(answered)).change).toBeUndefined();
    }
    clock.now += 6 * second;
    expect(await call(first, answered)).toBe('held');
  });

  it('counts for status and alarm until long after its last pause', async () => {
    const { clock, store } = await openPaused();
    const counted: number[] = [];
    const telemetry = {
      ...{ info() {}, warn() {}, error() {} },
      count: (metric: string, quantity = 1) => {
        if (metric === 'HostsPaused') counted.push(quantity);
      },
    };
    for (const after of [0, 19, 2]) {
      clock.now += after * minute;
      await countPausedHosts(store, telemetry, clock.now);
    }
    expect(counted).toEqual([1, 1, 0]);
    expect(await listPausedHosts(store, start)).toMatchObject([{ host, last: { reason: 'http_503' } }]);
  });
});

describe('while all hosts are well', () => {
  it('the state is read every five seconds in a process and never written', async () => {
    const { clock, calls, startProcess } = open();
    const breaker = startProcess();
    for (let round = 0; round < 100; round += 1) {
      await Promise.all(
        Array.from({ length: 10 }, (_, index) => call(breaker, answered, `h${index}.example`)),
      );
      clock.now += 100;
    }
    expect(calls).toEqual(['store.list', 'store.list']);
  });

  it('a lost write or read changes nothing that the next read does not correct', async () => {
    const { clock, store, startProcess } = open();
    const breaker = startProcess();
    const broken: HostStore = {
      list: store.list,
      addFailure: store.addFailure,
      remove: store.remove,
      setPause: () => Promise.reject(new Error('no')),
    };
    const unlucky = createHostBreaker(broken, () => clock.now);
    await callTimes(unlucky, five.slice(1));
    await expect(call(unlucky, failed)).rejects.toThrow('no');
    clock.now += 5 * second;
    expect(await call(breaker, failed)).toBe('paused');
  });
});

it('a host is called at most once per try while it is down, and calls go on soon after it is up again', async () => {
  const step = fc.record({ process: fc.nat({ max: 2 }), wait: fc.nat({ max: 60 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 80 }), async (steps) => {
      const { clock, startProcess } = open();
      const processes = [startProcess(), startProcess(), startProcess()];
      let made = 0;
      for (const { process, wait } of steps) {
        clock.now += wait * second;
        if ((await call(processes[process] as HostBreaker, failed)) !== 'held') made += 1;
      }
      // Five failures, those of processes that had not looked, and one try for each pause that has passed.
      const tries = Math.ceil((clock.now - start) / (30 * second));
      expect(made).toBeLessThanOrEqual(5 + 2 + tries);
      clock.now += 15 * minute;
      const results = await Promise.all(processes.map((each) => call(each, answered)));
      clock.now += 20 * second;
      results.push(await call(processes[0] as HostBreaker, answered));
      expect(results.at(-1)).not.toBe('held');
    }),
  );
});
