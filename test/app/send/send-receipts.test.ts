/** Whose a provider's id is, noted before the settlement: what that proves, and when it cannot be noted. */
import { describe, expect, it } from 'vitest';
import type { ProviderReceipts } from '../../../app/ports/provider-receipts.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createWorld, makeMessage, start } from '../../harness/sending-world.ts';
import { createSmsSender, readState } from '../../harness/sms-sender.ts';

const message = makeMessage({ class: 'transactional' });

describe('a receipt', () => {
  it('lets a report prove that a message was sent whose process died before it settled', async () => {
    const clean = await createWorld();
    await drainQueue(clean, createSmsSender(clean), [message]);
    const call = clean.injector.calls.indexOf('receipts.keep') + 1;
    const world = await createWorld([{ call, kind: 'dies after' }]);
    const reporting: ProviderReceipts = {
      ...world.receipts,
      async keep(provider, providerId, owner, expiresAt) {
        const kept = world.ports.receipts.keep(provider, providerId, owner, expiresAt);
        await kept.catch(() => undefined);
        // The report comes at once; it knows the provider's id and nothing else.
        const found = await world.receipts.find(provider, providerId);
        if (found !== undefined) {
          await world.ledger.recordOutcome(found.profileId, found.messageId, 'delivered', start);
        }
        return kept;
      },
    };
    await drainQueue(world, createSmsSender(world, { ports: { ...world.ports, receipts: reporting } }), [
      message,
    ]);
    expect(world.sent).toHaveLength(1);
    expect(await readState(world, message)).toEqual({ state: 'sent', reason: undefined });
    expect(world.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.sent': 1 } });
  });

  it('that cannot be written does not release the message: it is written when the record is retried', async () => {
    const world = await createWorld();
    let failures = 5;
    const failing: ProviderReceipts = {
      ...world.receipts,
      keep: async (...receipt) => {
        if (failures-- > 0) throw new Error('no capacity');
        await world.receipts.keep(...receipt);
      },
    };
    const neighbour = makeMessage({ id: 'NEIGHBOUR' });
    const send = createSmsSender(world, { ports: { ...world.ports, receipts: failing } });
    await drainQueue(world, send, [message, neighbour]);
    expect(world.sent.map(({ id }) => id)).toEqual([message.id, neighbour.id]);
    expect(world.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.sent': 2 } });
    const owner = { profileId: 'P1', messageId: message.id, address: message.to };
    expect(await world.receipts.find('sms-voice', 'p-0')).toEqual(owner);
    expect(await world.receipts.find('sms-voice', 'p-1')).toEqual({ ...owner, messageId: neighbour.id });
  });

  it('is not stored for a message that was not sent', async () => {
    const world = await createWorld();
    world.answers.push(() => ({ kind: 'refused', reason: 'no', fault: 'message' }));
    await drainQueue(world, createSmsSender(world), [message]);
    expect(world.injector.calls).not.toContain('receipts.keep');
  });
});
