/** Reports that name a message only by the provider's own id: their person, and reports without a known person. */
import { describe, expect, it } from 'vitest';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { createActor } from '../../harness/actor.ts';
import { makeMailReport, makeTextReport } from '../../harness/events.ts';
import { createFeedbackWorker } from '../../harness/feedback-worker.ts';
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
  const record = createFeedbackWorker(stack, { telemetry });
  const actor = createActor(stack);
  const queue = stack.queues.get('feedback');
  for (const text of texts) queue.sendText(text);
  return {
    stack,
    metrics,
    queue,
    keep: () =>
      stack.ports.receipts.keep('sms-voice', 'v-1', { profileId, messageId, address: message.to }, 2e9),
    /** One delivery of what waits: the ids of what comes back. */
    async deliver() {
      const records = queue.receive();
      const unfinished = await record(records);
      queue.settle(records, unfinished);
      return [...unfinished];
    },
    advance: () => actor.advance(),
    readProfile: () => stack.ports.profiles.load(profileId, { consistent: true }),
  };
}

describe('a report on a text message of ours', () => {
  it('finds its person by the provider’s id, and blames the number of the message', async () => {
    const { keep, deliver, advance, readProfile, stack } = await openStack(
      makeTextReport('v-1', 'TEXT_INVALID', now),
    );
    await keep();
    expect(await deliver()).toEqual([]);
    await advance();
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
      makeMailReport('Delivery', { id: 'M1', profileId, at: now }),
    );
    await stack.ports.ledger.claim({ ...message, id: 'M1', channel: 'email' }, 'batch-1', now, 2_000_000_000);
    expect(await deliver()).toEqual(['feedback-1']);
    expect((await stack.ports.ledger.read(profileId, 'M1'))?.outcomes).toEqual({ delivered: now });
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

describe('a failure that names a message of another channel', () => {
  it.each(['Bounce', 'Complaint'] as const)(
    '%s of an email counts nothing on a text message',
    async (type) => {
      const report = makeMailReport(type, { id: messageId, profileId, at: now });
      const { deliver, stack } = await openStack(report);
      expect(await deliver()).toEqual([]);
      expect(stack.queues.get('profile').peek()).toEqual([]);
      expect((await stack.ports.ledger.read(profileId, messageId))?.outcomes).toEqual({});
    },
  );

  it('counts on the person when the message is no longer in the ledger', async () => {
    const report = makeMailReport('Complaint', { id: 'expired', profileId, at: now });
    const { deliver, stack } = await openStack(report);
    expect(await deliver()).toEqual([]);
    expect(stack.queues.get('profile').peek()).toHaveLength(1);
  });
});
