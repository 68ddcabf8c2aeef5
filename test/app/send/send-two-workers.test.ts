import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import type { MessageSenderPorts } from '../../../app/send/message-sender.ts';
import type { MessageClass } from '../../../engine/model/effects.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import {
  countTotal,
  createSendingSetup,
  makeMessage,
  type SendingSetup,
} from '../../harness/sending-setup.ts';
import { createSmsSender } from '../../harness/sms-sender.ts';

/** Every call waits until the scheduler lets it go on: any order of the workers' steps can happen. */
function interleave(ports: SendingSetup['ports'], scheduler: fc.Scheduler): SendingSetup['ports'] {
  const slow = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...parameters: unknown[]) => {
          await scheduler.schedule(Promise.resolve(String(name)));
          return Reflect.apply(member, target, parameters);
        };
      },
    });
  return new Proxy(ports, {
    get: (target, name: keyof MessageSenderPorts<never>) => slow(target[name] ?? {}),
  });
}

describe.each(['promotional', 'transactional'] as const)('a %s message', (kind: MessageClass) => {
  it('that several workers receive is sent once and counted once, in any order of their steps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (scheduler, workers) => {
        const setup = await createSendingSetup();
        const ports = interleave(setup.ports, scheduler);
        const message = makeMessage({ class: kind });
        const record = {
          receiptHandle: 'r',
          body: JSON.stringify(message),
          attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0' },
        };
        const runs = Array.from({ length: workers }, (_, index) =>
          createSmsSender(setup, { ports })([{ ...record, messageId: `w${index}` }], {
            requestId: `worker-${index}`,
            telemetry: silentTelemetry,
          }),
        );
        const responses = await scheduler.waitFor(Promise.all(runs));
        const left = responses.flatMap(({ batchItemFailures }) => batchItemFailures).map(() => message);
        setup.postponed.clear();
        const { dead } = await drainQueue(setup, createSmsSender(setup), left);
        expect(setup.sent).toHaveLength(1);
        expect(countTotal(setup)).toBe(1);
        expect(dead).toEqual([]);
        expect(await setup.ledger.read('P1', message.id)).toMatchObject({ state: 'sent', attempt: 1 });
      }),
      { numRuns: 100 },
    );
  });

  it('that is in one batch several times is sent once', async () => {
    const setup = await createSendingSetup();
    const message = makeMessage({ class: kind });
    const reordered = Object.fromEntries(Object.entries(message).reverse());
    await drainQueue(setup, createSmsSender(setup), [message, message, reordered]);
    expect(setup.sent).toHaveLength(1);
    expect(countTotal(setup)).toBe(1);
  });
});
