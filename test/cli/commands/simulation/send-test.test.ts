/** A test of a template: sent to nobody's profile, counted nowhere, reported by nothing. */
import { expect, it } from 'vitest';
import { createWorld, makeMessage } from '../../../harness/sending-world.ts';
import { sendAll } from '../../../harness/sms-sender.ts';

it('A test message is sent once without a profile, and neither counted nor reported', async () => {
  const world = await createWorld();
  const message = makeMessage({ profileId: 'test', origin: 'test:greeting', isTest: true });
  await sendAll(world, [message]);
  await sendAll(world, [message]);
  expect(world.sent).toHaveLength(1);
  expect(world.statistics.sumAll()).toEqual({});
  expect(world.events).toEqual([]);
});
