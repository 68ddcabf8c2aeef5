/** Reports that name a message only by the provider's own id: their person, and reports without a known person. */
import { describe, expect, it } from 'vitest';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { createProcess } from '../../harness/actor.ts';
import { makeOrder, makeTextReport } from '../../harness/events.ts';
import { createMemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { makeMessage } from '../../harness/sending-setup.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const message: SendMessage = makeMessage({ to: '+390611111111' });
const { profileId, id: messageId } = message;

async function openStack(...texts: readonly string[]) {
  const stack = createMemoryStack({ now });
  await publishSnapshot(stack.ports.programStore, sampleSnapshot);
  const traits = { phone: { value: '+390699999999', at: 1 } };
  await stack.ports.profiles.save({ ...createProfile(profileId, 1), version: 1, traits });
  await stack.ports.ledger.claim(message, 'batch-1', now, 2_000_000_000);
  const metrics: string[] = [];
  const telemetry = { ...silentTelemetry, count: (name: string) => void metrics.push(name) };
  const process = createProcess(stack.ports, { telemetry });
  const queue = stack.queues.get('profile');
  for (const text of texts) queue.sendText(text);
  return {
    stack,
    metrics,
    queue,
    keep: () =>
      stack.ports.receipts.keep('sms-voice', 'v-1', { profileId, messageId, address: message.to }, 2e9),
    /** One delivery of what waits: the ids and delays of what comes back. */
    async deliver() {
      const records = queue.receive();
      const unfinished = await advanceProfiles(process, records, now);
      queue.settle(records, new Set(unfinished.map(({ record }) => record.messageId)));
      return unfinished.map(({ record, retryAfter }) => [record.messageId, retryAfter] as const);
    },
    readProfile: () => stack.ports.profiles.load(profileId, { consistent: true }),
  };
}

describe('a report on a text message of ours', () => {
  it('finds its person by the provider’s id, and blames the number of the message', async () => {
    const { keep, deliver, readProfile, stack } = await openStack(makeTextReport('v-1', 'TEXT_INVALID', now));
    await keep();
    expect(await deliver()).toEqual([]);
    expect((await readProfile())?.suppressions).toEqual({
      sms: { address: '+390611111111', reason: 'invalid', at: now },
    });
    expect((await stack.ports.ledger.read(profileId, messageId))?.outcomes).toEqual({ failed: now });
  });

  it('counts once, whether the carrier reports once or twice', async () => {
    const texts = ['TEXT_SUCCESSFUL', 'TEXT_DELIVERED', 'TEXT_DELIVERED'];
    const { keep, deliver, stack } = await openStack(
      ...texts.map((type, i) => makeTextReport('v-1', type, now + i)),
    );
    await keep();
    expect(await deliver()).toEqual([]);
    expect(stack.ports.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.delivered': 1 } });
    expect(stack.queues.get('rejected').length).toBe(0);
  });

  it('that is faster than its receipt waits for it, and delays no other report', async () => {
    const { keep, deliver, queue, stack, metrics } = await openStack(
      makeTextReport('v-1', 'TEXT_DELIVERED', now),
      makeOrder('o-1', 'anna', now, 5),
    );
    const [[id, delay] = []] = await deliver();
    expect({ id, isLater: (delay ?? 0) > 0 }).toEqual({ id: 'profile-1', isLater: true });
    expect(stack.ports.profiles.listIds()).toHaveLength(2);
    await keep();
    expect(await deliver()).toEqual([]);
    expect(queue.length).toBe(0);
    expect(metrics).not.toContain('ReportsUnclaimed');
    expect((await stack.ports.ledger.read(profileId, messageId))?.outcomes).toEqual({ delivered: now });
  });
});

describe('a report on a text message that is not ours', () => {
  it('is dropped after some deliveries: no dead letter, no rejection, only a metric', async () => {
    const { deliver, queue, stack, metrics } = await openStack(
      makeTextReport('of-another-stage', 'TEXT_DELIVERED', now),
    );
    let deliveries = 0;
    for (; queue.length > 0; deliveries++) await deliver();
    // Before the ten after which the queue gives up.
    expect(deliveries).toBe(5);
    expect(metrics).toEqual(['ReportsUnclaimed']);
    expect(stack.queues.get('rejected').length).toBe(0);
    expect(stack.ports.profiles.listIds()).toEqual([profileId]);
  });
});
