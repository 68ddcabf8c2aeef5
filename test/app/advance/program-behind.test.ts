/** Environments of different age: no person is decided with a program older than the one that decided them last. */
import { describe, expect, it } from 'vitest';
import { createProcess } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import { openLife } from '../../harness/one-life.ts';
import { makeEmail, makeOptOutPolicy } from '../../harness/sample-documents.ts';

const start = Date.parse('2026-06-01T12:00:00Z');
const day = 86_400_000;

const first = `
${makeOptOutPolicy()}
---
${makeEmail('hello', 'Hello')}
---
kind: segment
id: vip
status: live
condition: { profile: { traits: { spent: [{ numeric: [">", 1000] }] } } }
---
kind: rule
id: vip-welcome
status: live
trigger: { segment: vip, on: entered }
actions: [ { send: hello } ]
`;
const second = `${first.replace('1000', '100')}
---
kind: journey
id: welcome
status: live
trigger: { event: Signed Up }
start: rest
steps:
  rest: { type: wait, for: P1D, next: write }
  write: { type: send, template: hello, next: done }
  done: { type: end }
`;

/** `old` looked at the pointer a moment before the second program was published. */
async function openTwoAges() {
  const life = await openLife(first, start);
  const { ports } = life.stack;
  let isThrottled: boolean | 'cheap reads' = false;
  const programStore: typeof ports.programStore = {
    ...ports.programStore,
    readCurrent: (options) =>
      isThrottled === true || (isThrottled === 'cheap reads' && options?.consistent !== true)
        ? Promise.reject(new Error('throttled'))
        : ports.programStore.readCurrent(options),
  };
  const old = createProcess({ ...ports, programStore });
  await life.deliver([makeEventText({ id: 'look', name: 'Page', userId: 'anna', at: start })], {
    process: old,
  });
  const published = await ports.programStore.readCurrent();
  await life.publish(second);
  life.stack.clock.now = start + 500;
  const say = (id: string, name: string, process = life.process) => {
    const traits = { email: 'anna@example.com', spent: 500 };
    const text = makeEventText({ id, name, userId: 'anna', at: life.stack.clock.now, detail: { traits } });
    return life.deliver([text], { process });
  };
  return {
    life,
    old,
    /** The pointer before the second program. */
    published,
    say,
    throttle(value: typeof isThrottled) {
      isThrottled = value;
    },
  };
}

/** `old` cannot follow the program that decided anna. */
async function openThrottled() {
  const { life, old, throttle } = await openTwoAges();
  await life.deliver([makeEventText({ id: 'in', name: 'Signed Up', userId: 'anna', at: start })]);
  throttle(true);
  const text = makeEventText({ id: 'page', name: 'Page', userId: 'anna', at: start });
  return {
    life,
    /** The seconds until a record that was sent at the start is delivered again. */
    async deliverPage(receives: number): Promise<number> {
      const options = { process: old, receives, id: 'page', sentAt: start };
      const [unfinished] = await life.deliver([text], options);
      if (unfinished?.retryAfter === undefined) throw new RangeError('The record was finished');
      return unfinished.retryAfter;
    },
  };
}

describe('an environment that holds an older program', () => {
  it('loads the newer one before it advances a person whom that one decided', async () => {
    const { life, old, say } = await openTwoAges();
    await say('sign-up', 'Signed Up');
    expect(await say('page', 'Page', old)).toEqual([]);
    expect(await life.load()).toMatchObject({ program: 2, journeys: [{ step: 'rest' }] });
    await life.wakeUntil(start + 30 * day);
    const subjects = life.listMessages().map(({ origin }) => origin);
    expect(subjects.sort()).toEqual(['journey:welcome', 'rule:vip-welcome']);
  });

  it('does not change timers and segments while it cannot load the newer one', async () => {
    const { life, old, say, throttle } = await openTwoAges();
    await say('sign-up', 'Signed Up');
    const before = await life.load();
    throttle(true);
    const unfinished = await say('page', 'Page', old);
    expect(unfinished).toHaveLength(1);
    expect(await life.load()).toEqual(before);
    throttle(false);
    life.stack.clock.now += 5_000;
    expect(await say('page', 'Page', old)).toEqual([]);
    expect(await life.load()).toMatchObject({ program: 2, wakeAt: before.wakeAt });
  });

  it('counts a backfill with the program of the run that found the person, not with its own', async () => {
    const { life, old, throttle } = await openTwoAges();
    const { id } = await life.load();
    const trait = '---\nkind: trait\nid: pages\nstatus: live\nfunction: count\nevent: Page\n';
    await life.publish(`${first}${trait}`);
    const { version } = await life.stack.ports.programStore.readCurrent();
    life.stack.clock.now += 5_000;
    // Its look at the batch's start fails, and it goes on by what it holds.
    throttle('cheap reads');
    const task = { kind: 'backfill', version, traits: ['pages'], triggers: false };
    const body = JSON.stringify({ kind: 'RunTaskBatch', profileIds: [id], task, version });
    expect(await life.deliver([body], { process: old })).toEqual([]);
    expect((await life.load()).computed['pages']).toMatchObject({ count: 1 });
  });

  it('sends no repeated welcome while events alternate between old and new', async () => {
    const { life, old, say, throttle } = await openTwoAges();
    throttle(true);
    for (let n = 0; n < 8; n++) await say(`page-${n}`, 'Page', n % 2 === 0 ? life.process : old);
    expect(life.listMessages().map(({ origin }) => origin)).toEqual(['rule:vip-welcome']);
  });

  it('keeps a record for hours before it gives up: the config table may be throttled that long', async () => {
    const { life, deliverPage } = await openThrottled();
    for (let receives = 1; receives < 10; receives++) {
      const wait = await deliverPage(receives);
      if (receives === 1) expect(wait).toBeLessThanOrEqual(5);
      life.stack.clock.now += wait * 1_000;
    }
    expect(life.stack.clock.now - start).toBeGreaterThan(6 * 3_600_000);
  });

  it('does not delay a record for hours when other faults used up its deliveries', async () => {
    const { life, deliverPage } = await openThrottled();
    // The timeline failed for eight deliveries, which were seconds and minutes apart.
    life.stack.clock.now = start + 10 * 60_000;
    expect(await deliverPage(9)).toBeLessThan(3_600);
  });

  it('reads a throttled table once per batch, however many people the batch holds', async () => {
    const life = await openLife(second, start);
    const { ports } = life.stack;
    const people = Array.from({ length: 30 }, (_, index) => `u${index}`);
    const makeTexts = (name: string) =>
      people.map((userId) => makeEventText({ id: `${name}-${userId}`, name, userId, at: start }));
    await life.deliver(makeTexts('Page'));
    let reads = 0;
    const readCurrent: typeof ports.programStore.readCurrent = async () => {
      reads += 1;
      if (reads > 1) throw new Error('throttled');
      return { version: 0, hash: '', chunks: 0 };
    };
    const process = createProcess({ ...ports, programStore: { ...ports.programStore, readCurrent } });
    expect(await life.deliver(makeTexts('Visit'), { process })).toHaveLength(30);
    expect(reads).toBe(2);
  });
});

describe('a pointer that was moved', () => {
  it('back, as after a restore of the table, makes all further decisions use the older program', async () => {
    const { life, say, published } = await openTwoAges();
    await say('sign-up', 'Signed Up');
    const { programStore } = life.stack.ports;
    await programStore.setCurrent(2, published);
    life.stack.clock.now += 5_000;
    expect(await say('page', 'Page')).toEqual([]);
    expect((await life.load()).program).toBe(1);
  });

  it('away makes a fresh environment wait: an empty program would remove every timer', async () => {
    const { life, say } = await openTwoAges();
    await say('sign-up', 'Signed Up');
    const before = await life.load();
    await life.stack.ports.programStore.setCurrent(2, { version: 0, hash: '', chunks: 0 });
    expect(await say('page', 'Page', createProcess(life.stack.ports))).toHaveLength(1);
    expect(await life.load()).toEqual(before);
  });
});
