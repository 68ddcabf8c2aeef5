/** A test of a template: it belongs to no profile, is not counted and causes no event. */
import { expect, it } from 'vitest';
import { createSendingSetup, makeMessage } from '../../../harness/sending-setup.ts';
import { sendAll } from '../../../harness/sms-sender.ts';

it('A test message is sent once without a profile, and neither counted nor reported', async () => {
  const setup = await createSendingSetup();
  const message = makeMessage({ profileId: 'test', origin: 'test:greeting', isTest: true });
  await sendAll(setup, [message]);
  await sendAll(setup, [message]);
  expect(setup.sent).toHaveLength(1);
  expect(setup.statistics.sumAll()).toEqual({});
  expect(setup.events).toEqual([]);
});
