/** What becomes known late: a report after the claim was given up, a count that two take over, a message from long ago. */
import { describe, expect, it } from 'vitest';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import {
  countTotal,
  createSendingSetup,
  makeMessage,
  type SendingSetup,
} from '../../harness/sending-setup.ts';
import { createSmsSender, readState, sendAll } from '../../harness/sms-sender.ts';

const minute = 60_000;
const day = 86_400_000;

function deliver(setup: SendingSetup, body: unknown, requestId: string, receives = 1) {
  const attributes = { ApproximateReceiveCount: String(receives), SentTimestamp: '0' };
  const record = { messageId: 'm', receiptHandle: 'm', body: JSON.stringify(body), attributes };
  return createSmsSender(setup)([record], { requestId, telemetry: silentTelemetry });
}

/** Settled as sent by `run-0`, which died before it counted. */
async function settleUncounted(setup: SendingSetup, message = makeMessage()): Promise<void> {
  await setup.ledger.claim(message, 'run-0', setup.clock.now, 2_000_000_000);
  const settlement = { state: 'sent', providerId: 'p', batch: 'run-0', at: setup.clock.now } as const;
  await setup.ledger.settle('P1', message.id, 1, settlement);
}

describe('a message', () => {
  it('that was released is settled and not sent again after a report on an earlier attempt', async () => {
    const setup = await createSendingSetup();
    const message = makeMessage({ class: 'transactional' });
    const released = { state: 'released', reason: 'throttled', batch: 'run-0', at: setup.clock.now } as const;
    await setup.ledger.claim(message, 'run-0', setup.clock.now, 2_000_000_000);
    await setup.ledger.settle('P1', message.id, 1, released);
    await setup.ledger.recordOutcome('P1', message.id, 'delivered', setup.clock.now);
    await sendAll(setup, [message]);
    expect(setup.sent).toEqual([]);
    expect((await readState(setup, message))?.state).toBe('sent');
    expect(countTotal(setup)).toBe(1);
  });

  it('is not sent again when its report arrives between the read and the new claim', async () => {
    const setup = await createSendingSetup();
    const message = makeMessage({ class: 'transactional' });
    await setup.ledger.claim(message, 'run-0', setup.clock.now, 2_000_000_000);
    setup.clock.now += 11 * minute;
    const { ledger } = setup;
    const ports: SendingSetup['ports'] = {
      ...setup.ports,
      ledger: {
        ...ledger,
        async read(profileId, id) {
          const stored = await ledger.read(profileId, id);
          await ledger.recordOutcome(profileId, id, 'delivered', setup.clock.now);
          return stored;
        },
      },
    };
    await drainQueue(setup, createSmsSender(setup, { ports }), [message]);
    expect(setup.sent).toEqual([]);
    expect((await readState(setup, message))?.state).toBe('sent');
  });

  it('that was settled and not counted is counted once, although two workers take it over in turn', async () => {
    const setup = await createSendingSetup();
    const message = makeMessage();
    await settleUncounted(setup, message);
    setup.clock.now += 6 * minute;
    // The first has taken it over and is still at work: it has not counted yet.
    await setup.ledger.recount('P1', message.id, 'run-0', 'run-1', setup.clock.now);
    setup.clock.now += 10_000;
    expect((await deliver(setup, message, 'run-2')).batchItemFailures).toHaveLength(1);
    expect(countTotal(setup)).toBe(0);
    await setup.statistics.put({
      batch: 'run-1',
      day: new Date(setup.clock.now).toISOString().slice(0, 10),
      counts: { 'rule:greet': { 'sms.sent': 1 } },
    });
    setup.clock.now += 6 * minute;
    expect((await deliver(setup, message, 'run-3')).batchItemFailures).toEqual([]);
    expect(countTotal(setup)).toBe(1);
  });

  it('refused for its address is reported again when the first report was lost', async () => {
    const setup = await createSendingSetup();
    const message = makeMessage();
    await setup.ledger.claim(message, 'run-0', setup.clock.now, 2_000_000_000);
    await setup.ledger.settle('P1', message.id, 1, {
      state: 'failed',
      reason: 'invalid_address',
      batch: 'run-0',
      at: setup.clock.now,
    });
    setup.clock.now += 6 * minute;
    await deliver(setup, message, 'run-1');
    const [event] = setup.events;
    expect(event).toMatchObject({ name: 'Message Failed' });
    expect(event?.properties).toMatchObject({ fault: 'address', address: message.to });
  });

  it('older than the ledger’s records is not sent: its outcome is unknown', async () => {
    const setup = await createSendingSetup();
    const old = makeMessage({ id: 'OLD', decidedAt: setup.clock.now - 30 * day });
    const young = makeMessage({ id: 'YOUNG', decidedAt: setup.clock.now - 30 * day + minute });
    await sendAll(setup, [old, young]);
    expect(setup.sent.map(({ id }) => id)).toEqual(['YOUNG']);
    expect(await readState(setup, old)).toEqual({ state: 'suppressed', reason: 'expired' });
  });
});
