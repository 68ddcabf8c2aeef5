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
  type SendingSetup,
  start,
} from '../../harness/sending-setup.ts';
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
  const setup = await openNight();
  await setup.programs.setCurrent(2, { version: 3, hash: 'paused', ...point, isSendingPaused: true });
  setup.clock.now = start + 4.4 * hour;
  const send = createQuietSender(setup);
  // Nine and a half hours of pause: nineteen of twenty deliveries.
  const resumedAt = setup.clock.now + 9.4 * hour;
  let isPaused = true;
  const { dead } = await drainQueue(
    setup,
    async (...words) => {
      if (isPaused && setup.clock.now >= resumedAt) {
        await setup.programs.setCurrent(3, { version: 4, hash: 'resumed', ...point });
        isPaused = false;
      }
      return send(...words);
    },
    [makeMessage()],
  );
  expect(dead).toEqual([]);
  expect(setup.sent.map(({ at }) => at)).toEqual([morning]);
});

it('replaces a record before days of quiet hours use up its deliveries or its time in the queue', async () => {
  const setup = await openNight(longRest);
  const { dead } = await sendLate(setup, atNight);
  expect(dead).toEqual([]);
  expect(setup.sent.map(({ at }) => at)).toEqual([Date.UTC(2026, 10, 27, 7)]);
});

it.each([
  ['takes it', async () => [], []],
  ['refuses it', async () => [makeMessage()], [makeMessage().id]],
  ['does not answer', () => Promise.reject(new Error('down')), [makeMessage().id]],
] as const)(
  'the record makes place for a fresh copy only where the queue %s',
  async (_case, answer, kept) => {
    const setup = await openNight();
    setup.clock.now = start + atNight * hour;
    const delays: unknown[] = [];
    const queues: SendingSetup['ports']['queues'] = {
      send(name, bodies, seconds) {
        delays.push([name, bodies, seconds]);
        return answer();
      },
    };
    expect(await deliverOnce(setup, { receives: 10, changes: { queues } })).toEqual(kept);
    expect(delays).toEqual([['sms', [makeMessage()], [900]]]);
  },
);

it('delays no message because an eventually consistent read missed the latest policy', async () => {
  const setup = await openNight();
  setup.clock.now = start + atNight * hour;
  const send = createQuietSender(setup);
  await drainQueue(setup, send, [makeMessage({ id: 'A', class: 'transactional' })]);
  const policy: PolicyDocument = { ...nightly, quietHours: { windows: [] } };
  await setup.programs.setCurrent(2, { version: 3, hash: 'h3', chunks: 0, policy });
  setup.clock.now += 1000;
  const decidedAt = setup.clock.now;
  await drainQueue(setup, send, [makeMessage({ id: 'B', decidedAt })]);
  expect(setup.sent.at(-1)).toMatchObject({ id: 'B', at: decidedAt });
});

it('delays no message because an eventually consistent read missed the latest time zone', async () => {
  const setup = await openNight();
  setup.clock.now = start + hour;
  const traits = { timezone: { value: 'Pacific/Auckland', at: 1 } };
  const profiles: SendingSetup['ports']['profiles'] = {
    load: async (id, { consistent }) =>
      consistent ? setup.profiles.load(id, { consistent }) : makeWillingProfile({ traits }),
  };
  expect(await deliverOnce(setup, { changes: { profiles } })).toEqual([]);
  expect(setup.sent).toHaveLength(1);
});

it('settles in quiet hours an attempt that an earlier delivery began', async () => {
  const setup = await openNight();
  const message = makeMessage();
  await setup.ledger.claim(message, 'dead', start, 1);
  const { invocations } = await sendLate(setup, atNight, message);
  expect(invocations).toBe(1);
  expect(await readState(setup, message)).toEqual({ state: 'unknown', reason: 'outcome_unknown' });
  expect(setup.sent).toEqual([]);
});

it('sends and counts a message once at any failure, and at any death of the process', async () => {
  const explore = async (faults: readonly Fault[]) => {
    const setup = await openNight(nightly, faults);
    const { dead } = await sendLate(setup, atNight);
    return { setup, dead };
  };
  const { calls } = (await explore([])).setup.injector;
  expect(calls.filter((call) => call === 'ledger.read')).toHaveLength(1);
  for (const [index, name] of calls.entries()) {
    for (const kind of faultKinds) {
      if (kind === 'is repeated' && name === 'provider.send') continue;
      const { setup, dead } = await explore([{ call: index + 1, kind }]);
      const stored = await setup.ledger.read('P1', makeMessage().id);
      const outcome = {
        dead: dead.length,
        counted: countTotal(setup),
        isNight: setup.sent.some(({ at }) => at < morning),
      };
      expect(outcome, `${name} ${kind}`).toEqual({ dead: 0, counted: 1, isNight: false });
      expect(setup.sent.length === 1 || stored?.state === 'unknown', `${name} ${kind}`).toBe(true);
    }
  }
});
