/** A paced sender that the provider throttles: every call fails or dies once, and the promises of sending hold. */
import { describe, expect, it } from 'vitest';
import type { ProviderAnswer } from '../../../app/ports/providers.ts';
import type { MessageClass } from '../../../engine/model/effects.ts';
import { type Fault, faultKinds } from '../../harness/faults.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { countTotal, createSendingSetup, makeMessage, renderInProcess } from '../../harness/sending-setup.ts';
import { createSmsSender } from '../../harness/sms-sender.ts';

const throttled: ProviderAnswer = { kind: 'deferred', reason: 'throttled', isThrottled: true };
const sandbox = renderInProcess();

/** One message; the provider throttles its first two calls. */
async function sendThrottled(kind: MessageClass, faults: readonly Fault[]) {
  const setup = await createSendingSetup(faults);
  setup.answers.push(
    () => throttled,
    () => throttled,
  );
  const sleep = async (milliseconds: number) => {
    setup.clock.now += milliseconds;
  };
  const rates = { promotional: 2, transactional: 2 };
  const send = createSmsSender(setup, { ports: setup.ports, sandbox, pace: { rates, sleep } });
  const message = makeMessage({ class: kind });
  const { dead } = await drainQueue(setup, send, [message]);
  const stored = await setup.ledger.read(message.profileId, message.id);
  return { setup, dead, stored };
}

async function listFaults(kind: MessageClass): Promise<readonly Fault[]> {
  const { setup } = await sendThrottled(kind, []);
  return setup.injector.calls.flatMap((name, index) =>
    faultKinds
      .filter((fault) => fault !== 'is repeated' || name !== 'provider.send')
      .map((fault) => ({ call: index + 1, kind: fault })),
  );
}

describe.each(['promotional', 'transactional'] as const)('a throttled %s message', (kind) => {
  it('is sent without a fault, once, after three calls', async () => {
    const { setup, stored, dead } = await sendThrottled(kind, []);
    expect(setup.injector.calls.filter((name) => name === 'provider.send')).toHaveLength(3);
    // A promotional message returns to its queue each time; a transactional one keeps its claim.
    expect(stored).toMatchObject({ state: 'sent', attempt: kind === 'promotional' ? 3 : 1 });
    expect(setup.sent).toHaveLength(1);
    expect(dead).toEqual([]);
  });

  it('is settled and counted once, and sent again only where its outcome was unknown', async () => {
    const broken: string[] = [];
    for (const fault of await listFaults(kind)) {
      const { setup, stored, dead } = await sendThrottled(kind, [fault]);
      const isSettled = stored?.state === 'sent' || stored?.state === 'unknown';
      const most = kind === 'promotional' ? 1 : 2;
      const isSent = setup.sent.length > 0 || (kind === 'promotional' && stored?.state === 'unknown');
      const holds = isSettled && isSent && setup.sent.length <= most && countTotal(setup) === 1;
      if (!setup.injector.hasStruck() || !holds || dead.length > 0) {
        broken.push(`${fault.kind} at ${setup.injector.calls[fault.call - 1]}: ${stored?.state}`);
      }
    }
    expect(broken).toEqual([]);
  });
});
