/** Two senders of email for a crowd, each with one message at a time: when its last check of the person began is known. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { shapeEmail } from '../../adapters/content/shape-content.ts';
import type { ProviderAnswer } from '../../app/ports/providers.ts';
import type { QueueRecord } from '../../app/runtime/sqs-batch.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { createMessageSender } from '../../app/send/message-sender.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { Random } from '../simulation/random.ts';
import type { CrowdQueues } from './crowd-queues.ts';
import type { MemoryStack } from './memory-stack.ts';
import { renderInProcess } from './sending-setup.ts';
import { listSenderPorts } from './whole-run.ts';

export interface MailerHooks {
  /** The provider. `begunAt`: the step at which the last check of the person began. */
  call(message: SendMessage, begunAt: number): Promise<ProviderAnswer>;
  /** After the claim of a message. */
  onClaim(message: SendMessage): Promise<void>;
}

export function addMailers(
  stack: MemoryStack,
  crowd: CrowdQueues,
  random: Random,
  { call, onClaim }: MailerHooks,
): { countUnsettled(): number } {
  const { clock, ports } = stack;
  let unsettled = 0;
  const checks = new AsyncLocalStorage<{ begunAt: number }>();
  const mail = listSenderPorts(stack);
  let batches = 0;
  for (let worker = 0; worker < 2; worker++) {
    const postponed = new Map<string, number>();
    const steps = {
      profiles: {
        load: (...parameters: Parameters<typeof ports.profiles.load>) => {
          const check = checks.getStore();
          if (check !== undefined) check.begunAt = crowd.readStep();
          return ports.profiles.load(...parameters);
        },
      },
      ledger: {
        ...ports.ledger,
        async claim(...parameters: Parameters<typeof ports.ledger.claim>) {
          const isClaimed = await ports.ledger.claim(...parameters);
          const [effect] = parameters;
          if (effect.kind === 'SendMessage') await onClaim(effect);
          return isClaimed;
        },
        async settle(...parameters: Parameters<typeof ports.ledger.settle>) {
          const isSettled = await ports.ledger.settle(...parameters);
          if (!isSettled) unsettled += 1;
          return isSettled;
        },
      },
    };
    const send = createMessageSender({
      channel: 'email',
      ports: {
        ...crowd.slow({ ...mail, ...steps }),
        visibility: {
          async extend(all) {
            for (const { receiptHandle, seconds } of all) postponed.set(receiptHandle, seconds);
          },
        },
        provider: { send: (message) => call(message, checks.getStore()?.begunAt ?? 0) },
      },
      sandbox: renderInProcess(),
      shape: shapeEmail,
      timelineDays: 400,
      now: () => clock.now,
      random: () => random.next(),
    });
    const handle = (records: readonly QueueRecord[]) =>
      checks.run({ begunAt: 0 }, async () => {
        const requestId = `mail-${++batches}`;
        const { batchItemFailures } = await send(records, { requestId, telemetry: silentTelemetry });
        const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        return records
          .filter(({ messageId }) => failed.has(messageId))
          .map((record) => ({ record, retryAfter: postponed.get(record.receiptHandle) ?? 30 }));
      });
    crowd.add(['email', 'email-transactional'], 1, handle);
  }

  return { countUnsettled: () => unsettled };
}
