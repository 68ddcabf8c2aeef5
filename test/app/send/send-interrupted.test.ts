/** A delivery that breaks off after its message was settled must not pass for counted because its neighbours were. */
import { expect, it } from 'vitest';
import type { MessageLedger } from '../../../app/ports/message-ledger.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { countTotal, createSendingSetup, makeMessage } from '../../harness/sending-setup.ts';
import { createSmsSender, readState } from '../../harness/sms-sender.ts';

it('counts a message whose settlement succeeded without an answer, and the others of its batch, once each', async () => {
  const setup = await createSendingSetup();
  const [lost, ...neighbours] = ['A', 'B', 'C'].map((id) => makeMessage({ id }));
  if (lost === undefined) throw new Error('no message');
  const { ledger } = setup.ports;
  // Both tries of the write.
  let unanswered = 2;
  const settle: MessageLedger['settle'] = async (profileId, messageId, ...rest) => {
    const isOurs = await ledger.settle(profileId, messageId, ...rest);
    if (messageId === lost.id && unanswered-- > 0) throw new Error('timed out');
    return isOurs;
  };
  const ports = { ...setup.ports, ledger: { ...ledger, settle } };

  const { dead } = await drainQueue(setup, createSmsSender(setup, { ports }), [lost, ...neighbours]);

  expect(dead).toEqual([]);
  expect(await readState(setup, lost)).toMatchObject({ state: 'sent' });
  expect(setup.sent.map(({ id }) => id).sort()).toEqual(['A', 'B', 'C']);
  expect(countTotal(setup)).toBe(3);
});
