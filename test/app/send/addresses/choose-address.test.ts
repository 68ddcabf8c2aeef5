/** Of several addresses, a message goes to the first that may get it, in one call, whatever fails. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageClass } from '../../../../engine/model/effects.ts';
import { type Fault, faultKinds } from '../../../harness/faults.ts';
import { drainQueue } from '../../../harness/sending-queue.ts';
import {
  countTotal,
  createSendingSetup,
  makeMessage,
  type SendingSetup,
} from '../../../harness/sending-setup.ts';
import { createSmsSender, sendAll } from '../../../harness/sms-sender.ts';

const [first, second, third] = ['+393331234567', '+393331234568', '+393331234569'] as const;
const several = [first, second, third];
type Fact = 'fine' | 'suppressed' | 'denied' | 'stopped';

/** What is known of each number, as other profiles and replies left it. */
async function know(setup: SendingSetup, facts: readonly Fact[]): Promise<void> {
  for (const [index, fact] of facts.entries()) {
    const address = several[index] ?? '';
    const consent = { state: 'denied', at: 2 } as const;
    if (fact === 'suppressed')
      await setup.addresses.keep({ channel: 'sms', address, kind: 'suppressed', reason: 'bounced' });
    if (fact === 'denied')
      await setup.addresses.keep({ channel: 'sms', address, kind: 'consent', key: 'sms', consent });
    if (fact === 'stopped')
      await setup.addresses.keep({
        channel: 'sms',
        address,
        kind: 'consent',
        key: 'sms:!stop',
        consent,
      });
  }
}

/** The provider is called once, never by a retry of the SDK. */
const lasting = faultKinds.filter((kind) => kind !== 'is repeated');

const message = (kind: MessageClass = 'promotional') =>
  makeMessage({ class: kind, to: first, alternatives: [second, third] });

it.each<[readonly Fact[], string | undefined, string]>([
  [['fine', 'fine', 'fine'], first, ''],
  [['suppressed', 'fine', 'fine'], second, 'suppressed_address'],
  [['denied', 'suppressed', 'fine'], third, 'unsubscribed suppressed_address'],
  [['fine', 'suppressed', 'stopped'], first, ''],
  [['stopped', 'fine', 'denied'], second, 'unsubscribed'],
  [['denied', 'suppressed', 'stopped'], undefined, 'unsubscribed suppressed_address unsubscribed'],
])('of numbers that are %j, it goes to %s', async (facts, to, skipped) => {
  const setup = await createSendingSetup();
  await know(setup, facts);
  await sendAll(setup, [message()]);
  expect(setup.sent.map((call) => call.to)).toEqual(to === undefined ? [] : [to]);
  const stored = await setup.ledger.read('P1', message().id);
  expect(stored?.state).toBe(to === undefined ? 'suppressed' : 'sent');
  expect(stored?.reason).toBe(to === undefined ? 'unsubscribed' : undefined);
  expect(stored?.choice?.to).toBe(to);
  expect(stored?.choice?.skipped.map(({ reason }) => reason).join(' ')).toBe(skipped);
  expect(countTotal(setup)).toBe(1);
  if (to === undefined) return;
  expect(await setup.receipts.find('sms-voice', stored?.providerId ?? '')).toMatchObject({ address: to });
});

describe('by use', () => {
  type Use = readonly [channel: 'sms' | 'whatsapp', number: string, at: number];

  async function openByUse(uses: readonly Use[], facts: readonly Fact[] = []) {
    const setup = await createSendingSetup();
    const policy = {
      kind: 'policy',
      id: 'contact',
      status: 'live',
      addresses: { sms: 'last_used' },
    } as const;
    await setup.programs.setCurrent(1, { version: 2, hash: 'h2', chunks: 0, policy });
    await know(setup, facts);
    for (const [channel, address, at] of uses) {
      if (channel === 'sms') await setup.addresses.keepUse({ channel, address, at });
      else await setup.addresses.keep({ channel, address, kind: 'heard', at });
    }
    await sendAll(setup, [message()]);
    const stored = await setup.ledger.read('P1', message().id);
    return { to: setup.sent.map((call) => call.to), choice: stored?.choice };
  }

  it.each<[string, readonly Use[], readonly Fact[], string]>([
    ['the first while none was used', [], [], first],
    [
      'the one with the latest click',
      [
        ['sms', third, 7],
        ['sms', second, 5],
      ],
      [],
      third,
    ],
    [
      'the one with the latest WhatsApp message',
      [
        ['sms', third, 7],
        ['whatsapp', second, 9],
      ],
      [],
      second,
    ],
    [
      'the next by use where that one is suppressed',
      [
        ['sms', third, 7],
        ['sms', second, 5],
      ],
      ['fine', 'fine', 'suppressed'],
      second,
    ],
    [
      'the first that was not used where all used ones are suppressed',
      [['sms', second, 5]],
      ['fine', 'suppressed'],
      first,
    ],
  ])('it goes to %s', async (_title, uses, facts, expected) => {
    const { to, choice } = await openByUse(uses, facts);
    expect(to).toEqual([expected]);
    const at = Math.max(0, ...uses.filter(([, number]) => number === expected).map(([, , moment]) => moment));
    expect(choice).toMatchObject({ to: expected, isByUse: true, ...(at > 0 && { usedAt: at }) });
  });

  it('the other policies read no use and keep none of it', async () => {
    const setup = await createSendingSetup();
    await setup.addresses.keepUse({ channel: 'sms', address: third, at: 7 });
    await sendAll(setup, [message()]);
    expect(setup.sent.map(({ to }) => to)).toEqual([first]);
    expect((await setup.ledger.read('P1', message().id))?.choice).toEqual({ to: first, skipped: [] });
    expect(setup.injector.calls.filter((call) => call === 'addresses.read')).toHaveLength(1);
  });
});

it('a number that the provider refuses is reported, and not the primary one', async () => {
  const setup = await createSendingSetup();
  await know(setup, ['suppressed']);
  setup.answers.push(() => ({ kind: 'refused', reason: 'INVALID', fault: 'address' }));
  await sendAll(setup, [message()]);
  expect(setup.events.map(({ properties }) => properties)).toMatchObject([
    { fault: 'address', address: second },
  ]);
});

it('a refusal that is not about an address ends the message', async () => {
  const setup = await createSendingSetup();
  await sendAll(setup, [{ ...message(), expiresAt: setup.clock.now - 1 }]);
  const stored = await setup.ledger.read('P1', message().id);
  expect([stored?.reason, setup.sent.length]).toEqual(['expired', 0]);
});

it('never goes to a number that may not get it, nor to two, whatever is known and fails', async () => {
  const fact = fc.constantFrom<Fact>('fine', 'suppressed', 'denied', 'stopped');
  const fault = fc.record<Fault>({
    call: fc.integer({ min: 1, max: 40 }),
    kind: fc.constantFrom(...lasting),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fact, { minLength: 3, maxLength: 3 }), fc.option(fault), async (facts, one) => {
      const setup = await createSendingSetup(one === null ? [] : [one]);
      await know(setup, facts);
      await drainQueue(setup, createSmsSender(setup), [message()]);
      const expected = several[facts.indexOf('fine')];
      expect(setup.sent.length).toBeLessThanOrEqual(1);
      for (const { to } of setup.sent) expect(to).toBe(expected);
    }),
    { numRuns: 60 },
  );
});

it.each(['promotional', 'transactional'] as const)(
  'a %s message goes to one number and is counted once at every crash point',
  async (kind) => {
    const run = async (fault?: Fault) => {
      const setup = await createSendingSetup(fault === undefined ? [] : [fault]);
      await know(setup, ['suppressed']);
      const report = await drainQueue(setup, createSmsSender(setup), [message(kind)]);
      expect(report.dead).toEqual([]);
      return setup;
    };
    const { calls } = (await run()).injector;
    expect(calls.filter((call) => call === 'provider.send')).toHaveLength(1);
    for (const [index, name] of calls.entries()) {
      for (const fault of faultKinds) {
        if (name === 'provider.send' && fault === 'is repeated') continue;
        const setup = await run({ call: index + 1, kind: fault });
        const stored = await setup.ledger.read('P1', message().id);
        const most = kind === 'promotional' ? 1 : 2;
        expect(setup.sent.length, `${name} ${fault}`).toBeLessThanOrEqual(most);
        expect(new Set(setup.sent.map(({ to }) => to)).size).toBeLessThanOrEqual(1);
        expect(setup.sent.every(({ to }) => to === second)).toBe(true);
        expect(['sent', 'unknown'], `${name} ${fault}`).toContain(stored?.state);
        expect(countTotal(setup), `${name} ${fault}`).toBe(1);
      }
    }
  },
);

it('a delivery that is repeated reports the number that was used, also if it may get nothing by then', async () => {
  const clean = await createSendingSetup();
  await know(clean, ['suppressed']);
  clean.answers.push(() => ({ kind: 'refused', reason: 'INVALID', fault: 'address' }));
  await sendAll(clean, [message()]);
  const call = clean.injector.calls.indexOf('statistics.put') + 1;
  const setup = await createSendingSetup([{ call, kind: 'dies before' }]);
  await know(setup, ['suppressed']);
  setup.answers.push(async () => {
    await know(setup, ['fine', 'suppressed']);
    return { kind: 'refused', reason: 'INVALID', fault: 'address' };
  });
  await sendAll(setup, [message()]);
  const named = setup.events.map(({ properties }) => properties['address']);
  expect(named.length).toBeGreaterThan(1);
  expect(new Set(named)).toEqual(new Set([second]));
});
