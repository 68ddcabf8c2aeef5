/** Parts and price of sent SMS are counted with the message, once, by country. */
import { expect, it } from 'vitest';
import { sumStatistics } from '../../../app/inspect/sum-statistics.ts';
import { formatStatistics } from '../../../cli/output/format-statistics.ts';
import { longestSms } from '../../../engine/channels/count-sms-parts.ts';
import { billSms } from '../../../engine/channels/sms-prices.ts';
import type { SmsPolicy } from '../../../engine/model/documents/policy-document.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup, makeMessage, type SendingSetup } from '../../harness/sending-setup.ts';
import { createSmsSender, readState, type SmsSenderOptions } from '../../harness/sms-sender.ts';

it('counts parts and price by country, and parts without a known price', async () => {
  const setup = await createSendingSetup();
  const send = createSmsSender(setup, { bill: (to, { body }, prices) => billSms(to, body, prices) });
  await drainQueue(setup, send, [
    makeMessage({ id: 'm1', to: '+34612345678' }),
    makeMessage({ id: 'm2', to: '+34612345679' }),
    makeMessage({ id: 'm3', to: '+393331234567' }),
  ]);
  const sum = (by?: 'country') =>
    sumStatistics(setup.statistics, { from: '2026-11-22', to: '2026-11-22' }, by);
  const counts = (await sum())['rule:greet'];
  expect(counts).toMatchObject({ 'sms.sent': 3, 'sms.parts': 3, 'sms.cost': 2 * 6087, 'sms.unpriced': 1 });
  expect(await sum('country')).toEqual({
    'rule:greet ES': { 'sms.sent': 2, 'sms.parts': 2, 'sms.cost': 2 * 6087 },
    'rule:greet IT': { 'sms.sent': 1, 'sms.parts': 1, 'sms.unpriced': 1 },
  });
  expect(formatStatistics(await sum(), { from: '2026-11-22', to: '2026-11-22' })).toContain(
    '  rule:greet  3 parts: 2 for $0.12174, 1 without a known price',
  );
});

it('refuses an SMS with more parts than the policy allows, and calls no provider', async () => {
  const setup = await createSendingSetup();
  const policy = { kind: 'policy', id: 'contact', status: 'live', sms: { maxParts: 2 } } as const;
  await setup.programs.setCurrent(1, { version: 2, hash: 'h2', chunks: 0, policy });
  const send = createSmsSender(setup, { bill: (to, { body }, prices) => billSms(to, body, prices) });
  const named = (length: number) => ({ profile: { traits: { first_name: 'n'.repeat(length) } } });
  const fits = makeMessage({ id: 'fits', variables: named(300) });
  const long = makeMessage({ id: 'long', variables: named(301), class: 'transactional' });
  await drainQueue(setup, send, [fits, long]);
  expect(setup.sent.map(({ id }) => id)).toEqual(['fits']);
  expect(await readState(setup, long)).toEqual({ state: 'suppressed', reason: 'too_many_parts' });
});

const createLimited = async (sms: SmsPolicy, origination = '') => {
  const setup = await createSendingSetup();
  const policy = { kind: 'policy', id: 'contact', status: 'live', sms } as const;
  await setup.programs.setCurrent(1, { version: 2, hash: 'h2', chunks: 0, policy });
  const bill: SmsSenderOptions['bill'] = (to, { body }, prices) => billSms(to, body, prices);
  const send = createSmsSender(setup, { bill, origination });
  return { setup, drain: (...messages: SendMessage[]) => drainQueue(setup, send, messages) };
};
const sentIds = ({ sent }: SendingSetup) => sent.map(({ id }) => id);

it('sends as many parts as AWS’s longest GSM text has, and no more without a limit of the policy', async () => {
  const { setup, drain } = await createLimited({});
  const make = (id: string, letter: string, length: number) =>
    makeMessage({ id, variables: { profile: { traits: { first_name: letter.repeat(length) } } } });
  const long = make('long', '\u4f60', 750);
  await drain(make('gsm', 'n', longestSms - 10), make('unicode', '\u4f60', 700), long);
  expect(sentIds(setup)).toEqual(['gsm', 'unicode']);
  expect(await readState(setup, long)).toEqual({ state: 'suppressed', reason: 'too_many_parts' });
});

it.each(['promotional', 'transactional'] as const)(
  'sends a %s SMS to the countries of the policy only',
  async (messageClass) => {
    const { setup, drain } = await createLimited({ countries: ['IT', 'FR'] });
    const numbers = ['+393331234567', '+33612345678', '+19005550123', '+883510012345', '+99912345678'];
    const messages = numbers.map((to) => makeMessage({ id: to, to, class: messageClass }));
    await drain(...messages);
    expect(sentIds(setup)).toEqual(['+393331234567', '+33612345678']);
    for (const message of messages.slice(2))
      expect(await readState(setup, message)).toEqual({ state: 'suppressed', reason: 'country_not_allowed' });
  },
);

it('sends no SMS to a number from which the stage or the policy sends', async () => {
  const { setup, drain } = await createLimited({ originations: { US: '+12065550100' } }, '+390212345678');
  const own = ['+12065550100', '+390212345678'].map((to) => makeMessage({ id: to, to }));
  await drain(...own, makeMessage({ id: 'other', to: '+390212345679' }));
  expect(sentIds(setup)).toEqual(['other']);
  for (const message of own)
    expect(await readState(setup, message)).toEqual({ state: 'suppressed', reason: 'invalid_address' });
});
