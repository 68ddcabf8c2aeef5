/** Parts and price of sent SMS are counted with the message, once, by country. */
import { expect, it } from 'vitest';
import { sumStatistics } from '../../../app/inspect/sum-statistics.ts';
import { formatStatistics } from '../../../cli/output/format-statistics.ts';
import { billSms } from '../../../engine/channels/sms-prices.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup, makeMessage } from '../../harness/sending-setup.ts';
import { createSmsSender } from '../../harness/sms-sender.ts';

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
    '  rule:greet  3 parts  $0.12174  and 1 part without a known price',
  );
});
