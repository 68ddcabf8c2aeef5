/** A wait of hours at the sender: nothing is lost on the way, put off by mistake or begun twice. */
import { expect, it } from 'vitest';
import type { PolicyDocument } from '../../../engine/model/documents/policy-document.ts';
import type { Fault } from '../../harness/faults.ts';
import { faultKinds } from '../../harness/faults.ts';
import {
  atNight,
  createQuietSender,
  deliverOnce,
  hour,
  morning,
  nightly,
  openNight,
  sendLate,
} from '../../harness/quiet-night.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import {
  countTotal,
  makeMessage,
  makeWillingProfile,
  start,
  type World,
} from '../../harness/sending-world.ts';
import { readState } from '../../harness/sms-sender.ts';

const point = { chunks: 0, policy: nightly };
/** 22 November 2026 is a Sunday: quiet from that night on until Friday morning, longer than a queue keeps a record. */
const longRest: PolicyDocument = {
  ...nightly,
  maxHold: 'P6D',
  quietHours: {
    windows: [
      { from: '21:00', to: '08:00' },
      { from: '00:00', to: '24:00', weekdays: ['monday', 'tuesday', 'wednesday', 'thursday'] },
    ],
  },
};

it('does not make a message a dead letter that was delivered many times during a pause', async () => {
  const world = await openNight();
  await world.programs.setCurrent(2, { version: 3, hash: 'paused', ...point, isSendingPaused: true });
  world.clock.now = start + 4.4 * hour;
  const send = createQuietSender(world);
  // Nine and a half hours of pause: nineteen of twenty deliveries.
  const resumedAt = world.clock.now + 9.4 * hour;
  let isPaused = true;
  const { dead } = await drainQueue(
    world,
    async (...words) => {
      if (isPaused && world.clock.now >= resumedAt) {
        await world.programs.setCurrent(3, { version: 4, hash: 'resumed', ...point });
        isPaused = false;
      }
      return send(...words);
    },
    [makeMessage()],
  );
  expect(dead).toEqual([]);
  expect(world.sent.map(({ at }) => at)).toEqual([morning]);
});

it('replaces a record before days of quiet hours use up its deliveries or its time in the queue', async () => {
  const world = await openNight(longRest);
  const { dead } = await sendLate(world, atNight);
  expect(dead).toEqual([]);
  expect(world.sent.map(({ at }) => at)).toEqual([Date.UTC(2026, 10, 27, 7)]);
});

it.each([
  ['takes it', async () => [], []],
  ['refuses it', async () => [makeMessage()], [makeMessage().id]],
  ['does not answer', () => Promise.reject(new Error('down')), [makeMessage().id]],
] as const)(
  'the record makes place for a fresh copy only where the queue %s',
  async (_case, answer, kept) => {
    const world = await openNight();
    world.clock.now = start + atNight * hour;
    const delays: unknown[] = [];
    const queues: World['ports']['queues'] = {
      send(name, bodies, seconds) {
        delays.push([name, bodies, seconds]);
        return answer();
      },
    };
    expect(await deliverOnce(world, { receives: 10, changes: { queues } })).toEqual(kept);
    expect(delays).toEqual([['sms', [makeMessage()], [900]]]);
  },
);

it('delays no message because an eventually consistent read missed the latest policy', async () => {
  const world = await openNight();
  world.clock.now = start + atNight * hour;
  const send = createQuietSender(world);
  await drainQueue(world, send, [makeMessage({ id: 'A', class: 'transactional' })]);
  const policy: PolicyDocument = { ...nightly, quietHours: { windows: [] } };
  await world.programs.setCurrent(2, { version: 3, hash: 'h3', chunks: 0, policy });
  world.clock.now += 1000;
  const decidedAt = world.clock.now;
  await drainQueue(world, send, [makeMessage({ id: 'B', decidedAt })]);
  expect(world.sent.at(-1)).toMatchObject({ id: 'B', at: decidedAt });
});

it('delays no message because an eventually consistent read missed the latest time zone', async () => {
  const world = await openNight();
  world.clock.now = start + hour;
  const traits = { timezone: { value: 'Pacific/Auckland', at: 1 } };
  const profiles: World['ports']['profiles'] = {
    load: async (id, { consistent }) =>
      consistent ? world.profiles.load(id, { consistent }) : makeWillingProfile({ traits }),
  };
  expect(await deliverOnce(world, { changes: { profiles } })).toEqual([]);
  expect(world.sent).toHaveLength(1);
});

it('settles in quiet hours an attempt that an earlier delivery began', async () => {
  const world = await openNight();
  const message = makeMessage();
  await world.ledger.claim(message, 'dead', start, 1);
  const { invocations } = await sendLate(world, atNight, message);
  expect(invocations).toBe(1);
  expect(await readState(world, message)).toEqual({ state: 'unknown', reason: 'outcome_unknown' });
  expect(world.sent).toEqual([]);
});

it('sends and counts a message once at any failure, and at any death of the process', async () => {
  const explore = async (faults: readonly Fault[]) => {
    const world = await openNight(nightly, faults);
    const { dead } = await sendLate(world, atNight);
    return { world, dead };
  };
  const { calls } = (await explore([])).world.injector;
  expect(calls.filter((call) => call === 'ledger.read')).toHaveLength(1);
  for (const [index, name] of calls.entries()) {
    for (const kind of faultKinds) {
      if (kind === 'is repeated' && name === 'provider.send') continue;
      const { world, dead } = await explore([{ call: index + 1, kind }]);
      const stored = await world.ledger.read('P1', makeMessage().id);
      const outcome = {
        dead: dead.length,
        counted: countTotal(world),
        isNight: world.sent.some(({ at }) => at < morning),
      };
      expect(outcome, `${name} ${kind}`).toEqual({ dead: 0, counted: 1, isNight: false });
      expect(world.sent.length === 1 || stored?.state === 'unknown', `${name} ${kind}`).toBe(true);
    }
  }
});
