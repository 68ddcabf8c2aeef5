/** What becomes known late: a report after the claim was given up, a count that two take over, a message from long ago. */
import { describe, expect, it } from 'vitest';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { countTotal, createWorld, makeMessage, type World } from '../../harness/sending-world.ts';
import { createSmsSender, readState, sendAll } from '../../harness/sms-sender.ts';

const minute = 60_000;
const day = 86_400_000;

function deliver(world: World, body: unknown, requestId: string, receives = 1) {
  const attributes = { ApproximateReceiveCount: String(receives), SentTimestamp: '0' };
  const record = { messageId: 'm', receiptHandle: 'm', body: JSON.stringify(body), attributes };
  return createSmsSender(world)([record], { requestId, telemetry: silentTelemetry });
}

/** Settled as sent by `run-0`, which died before it counted. */
async function settleUncounted(world: World, message = makeMessage()): Promise<void> {
  await world.ledger.claim(message, 'run-0', world.clock.now, 2_000_000_000);
  const settlement = { state: 'sent', providerId: 'p', batch: 'run-0', at: world.clock.now } as const;
  await world.ledger.settle('P1', message.id, 1, settlement);
}

describe('a message', () => {
  it('that was released is settled and not sent again after a report on an earlier attempt', async () => {
    const world = await createWorld();
    const message = makeMessage({ class: 'transactional' });
    const released = { state: 'released', reason: 'throttled', batch: 'run-0', at: world.clock.now } as const;
    await world.ledger.claim(message, 'run-0', world.clock.now, 2_000_000_000);
    await world.ledger.settle('P1', message.id, 1, released);
    await world.ledger.recordOutcome('P1', message.id, 'delivered', world.clock.now);
    await sendAll(world, [message]);
    expect(world.sent).toEqual([]);
    expect((await readState(world, message))?.state).toBe('sent');
    expect(countTotal(world)).toBe(1);
  });

  it('is not sent again when its report arrives between the read and the new claim', async () => {
    const world = await createWorld();
    const message = makeMessage({ class: 'transactional' });
    await world.ledger.claim(message, 'run-0', world.clock.now, 2_000_000_000);
    world.clock.now += 11 * minute;
    const { ledger } = world;
    const ports: World['ports'] = {
      ...world.ports,
      ledger: {
        ...ledger,
        async read(profileId, id) {
          const standing = await ledger.read(profileId, id);
          await ledger.recordOutcome(profileId, id, 'delivered', world.clock.now);
          return standing;
        },
      },
    };
    await drainQueue(world, createSmsSender(world, { ports }), [message]);
    expect(world.sent).toEqual([]);
    expect((await readState(world, message))?.state).toBe('sent');
  });

  it('that was settled and not counted is counted once, although two workers take it over in turn', async () => {
    const world = await createWorld();
    const message = makeMessage();
    await settleUncounted(world, message);
    world.clock.now += 6 * minute;
    // The first has taken it over and is still at work: it has not counted yet.
    await world.ledger.recount('P1', message.id, 'run-0', 'run-1', world.clock.now);
    world.clock.now += 10_000;
    expect((await deliver(world, message, 'run-2')).batchItemFailures).toHaveLength(1);
    expect(countTotal(world)).toBe(0);
    await world.statistics.put({
      batch: 'run-1',
      day: new Date(world.clock.now).toISOString().slice(0, 10),
      counts: { 'rule:greet': { 'sms.sent': 1 } },
    });
    world.clock.now += 6 * minute;
    expect((await deliver(world, message, 'run-3')).batchItemFailures).toEqual([]);
    expect(countTotal(world)).toBe(1);
  });

  it('refused for its address is reported again when the first report was lost', async () => {
    const world = await createWorld();
    const message = makeMessage();
    await world.ledger.claim(message, 'run-0', world.clock.now, 2_000_000_000);
    await world.ledger.settle('P1', message.id, 1, {
      state: 'failed',
      reason: 'invalid_address',
      batch: 'run-0',
      at: world.clock.now,
    });
    world.clock.now += 6 * minute;
    await deliver(world, message, 'run-1');
    const [event] = world.events;
    expect(event).toMatchObject({ name: 'Message Failed' });
    expect(event?.properties).toMatchObject({ fault: 'address', address: message.to });
  });

  it('older than the ledger’s records is not sent: its outcome is unknown', async () => {
    const world = await createWorld();
    const old = makeMessage({ id: 'OLD', decidedAt: world.clock.now - 30 * day });
    const young = makeMessage({ id: 'YOUNG', decidedAt: world.clock.now - 30 * day + minute });
    await sendAll(world, [old, young]);
    expect(world.sent.map(({ id }) => id)).toEqual(['YOUNG']);
    expect(await readState(world, old)).toEqual({ state: 'suppressed', reason: 'expired' });
  });
});
