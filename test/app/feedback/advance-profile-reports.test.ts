/** Reports that name a message only by the provider's own id: their person, and reports without a known person. */
import { describe, expect, it } from 'vitest';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { createProcess } from '../../harness/actor.ts';
import { makeOrder, makeTextReport } from '../../harness/events.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { makeMessage } from '../../harness/sending-world.ts';
import { createWorld, publishSnapshot } from '../../harness/world.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const message: SendMessage = makeMessage({ to: '+390611111111' });
const { profileId, id: messageId } = message;

async function openWorld(...texts: readonly string[]) {
  const world = createWorld({ now });
  await publishSnapshot(world.ports.programStore, sampleSnapshot);
  const traits = { phone: { value: '+390699999999', at: 1 } };
  await world.ports.profiles.save({ ...createProfile(profileId, 1), version: 1, traits });
  await world.ports.ledger.claim(message, 'batch-1', now, 2_000_000_000);
  const metrics: string[] = [];
  const telemetry = { ...silentTelemetry, count: (name: string) => void metrics.push(name) };
  const process = createProcess(world.ports, { telemetry });
  const queue = world.queues.get('profile');
  for (const text of texts) queue.sendText(text);
  return {
    world,
    metrics,
    queue,
    keep: () =>
      world.ports.receipts.keep('sms-voice', 'v-1', { profileId, messageId, address: message.to }, 2e9),
    /** One delivery of what waits: the ids and delays of what comes back. */
    async deliver() {
      const records = queue.receive();
      const unfinished = await advanceProfiles(process, records, now);
      queue.settle(records, new Set(unfinished.map(({ record }) => record.messageId)));
      return unfinished.map(({ record, retryAfter }) => [record.messageId, retryAfter] as const);
    },
    readProfile: () => world.ports.profiles.load(profileId, { consistent: true }),
  };
}

describe('a report on a text message of ours', () => {
  it('finds its person by the provider’s id, and blames the number of the message', async () => {
    const { keep, deliver, readProfile, world } = await openWorld(makeTextReport('v-1', 'TEXT_INVALID', now));
    await keep();
    expect(await deliver()).toEqual([]);
    expect((await readProfile())?.suppressions).toEqual({
      sms: { address: '+390611111111', reason: 'invalid', at: now },
    });
    expect((await world.ports.ledger.read(profileId, messageId))?.outcomes).toEqual({ failed: now });
  });

  it('counts once, whether the carrier reports once or twice', async () => {
    const texts = ['TEXT_SUCCESSFUL', 'TEXT_DELIVERED', 'TEXT_DELIVERED'];
    const { keep, deliver, world } = await openWorld(
      ...texts.map((type, i) => makeTextReport('v-1', type, now + i)),
    );
    await keep();
    expect(await deliver()).toEqual([]);
    expect(world.ports.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.delivered': 1 } });
    expect(world.queues.get('rejected').length).toBe(0);
  });

  it('that is faster than its receipt waits for it, and delays no other report', async () => {
    const { keep, deliver, queue, world, metrics } = await openWorld(
      makeTextReport('v-1', 'TEXT_DELIVERED', now),
      makeOrder('o-1', 'anna', now, 5),
    );
    const [[id, delay] = []] = await deliver();
    expect({ id, isLater: (delay ?? 0) > 0 }).toEqual({ id: 'profile-1', isLater: true });
    expect(world.ports.profiles.listIds()).toHaveLength(2);
    await keep();
    expect(await deliver()).toEqual([]);
    expect(queue.length).toBe(0);
    expect(metrics).not.toContain('ReportsUnclaimed');
    expect((await world.ports.ledger.read(profileId, messageId))?.outcomes).toEqual({ delivered: now });
  });
});

describe('a report on a text message that is not ours', () => {
  it('is dropped after some deliveries: no dead letter, no rejection, only a metric', async () => {
    const { deliver, queue, world, metrics } = await openWorld(
      makeTextReport('of-another-stage', 'TEXT_DELIVERED', now),
    );
    let deliveries = 0;
    for (; queue.length > 0; deliveries++) await deliver();
    // Before the ten after which the queue gives up.
    expect(deliveries).toBe(5);
    expect(metrics).toEqual(['ReportsUnclaimed']);
    expect(world.queues.get('rejected').length).toBe(0);
    expect(world.ports.profiles.listIds()).toEqual([profileId]);
  });
});
