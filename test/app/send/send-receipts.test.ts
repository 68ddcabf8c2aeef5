/** Whose a provider's id is, noted before the settlement: what that proves, and when it cannot be noted. */
import { describe, expect, it } from 'vitest';
import type { ProviderReceipts } from '../../../app/ports/provider-receipts.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup, makeMessage, start } from '../../harness/sending-setup.ts';
import { createSmsSender, readState } from '../../harness/sms-sender.ts';

const message = makeMessage({ class: 'transactional' });

describe('a receipt', () => {
  it('lets a report prove that a message was sent whose process died before it settled', async () => {
    const clean = await createSendingSetup();
    await drainQueue(clean, createSmsSender(clean), [message]);
    const call = clean.injector.calls.indexOf('receipts.keep') + 1;
    const setup = await createSendingSetup([{ call, kind: 'dies after' }]);
    const reporting: ProviderReceipts = {
      ...setup.receipts,
      async keep(provider, providerId, owner, expiresAt) {
        const kept = setup.ports.receipts.keep(provider, providerId, owner, expiresAt);
        await kept.catch(() => undefined);
        // The report comes at once; it knows the provider's id and nothing else.
        const found = await setup.receipts.find(provider, providerId);
        if (found !== undefined) {
          await setup.ledger.recordOutcome(found.profileId, found.messageId, 'delivered', start);
        }
        return kept;
      },
    };
    await drainQueue(setup, createSmsSender(setup, { ports: { ...setup.ports, receipts: reporting } }), [
      message,
    ]);
    expect(setup.sent).toHaveLength(1);
    expect(await readState(setup, message)).toEqual({ state: 'sent', reason: undefined });
    expect(setup.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.sent': 1 } });
  });

  it('that cannot be written does not release the message: it is written when the record is retried', async () => {
    const setup = await createSendingSetup();
    let failures = 5;
    const failing: ProviderReceipts = {
      ...setup.receipts,
      keep: async (...receipt) => {
        if (failures-- > 0) throw new Error('no capacity');
        await setup.receipts.keep(...receipt);
      },
    };
    const neighbour = makeMessage({ id: 'NEIGHBOUR' });
    const send = createSmsSender(setup, { ports: { ...setup.ports, receipts: failing } });
    await drainQueue(setup, send, [message, neighbour]);
    expect(setup.sent.map(({ id }) => id)).toEqual([message.id, neighbour.id]);
    expect(setup.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.sent': 2 } });
    const owner = { profileId: 'P1', messageId: message.id, address: message.to };
    expect(await setup.receipts.find('sms-voice', 'p-0')).toEqual(owner);
    expect(await setup.receipts.find('sms-voice', 'p-1')).toEqual({ ...owner, messageId: neighbour.id });
  });

  it('is not stored for a message that was not sent', async () => {
    const setup = await createSendingSetup();
    setup.answers.push(() => ({ kind: 'refused', reason: 'no', fault: 'message' }));
    await drainQueue(setup, createSmsSender(setup), [message]);
    expect(setup.injector.calls).not.toContain('receipts.keep');
  });
});
