/** One person's life through the real shell: published documents, single deliveries, and processes that can differ. */

import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import type { AdvanceDependencies } from '../../app/advance/dependencies.ts';
import type { QueueRecord, UnfinishedRecord } from '../../app/runtime/sqs-batch.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { createProcess } from './actor.ts';
import { makeProgram } from './make-program.ts';
import { createMemoryStack, type MemoryStack, publishSnapshot } from './memory-stack.ts';

export interface Life {
  readonly stack: MemoryStack;
  /** The process that delivers unless another is named. */
  readonly process: AdvanceDependencies;
  /** Replaces the program in force. */
  publish(yaml: string): Promise<void>;
  /** One invocation at the stack's time; `receives` is the records' delivery count. */
  deliver(texts: readonly string[], options?: DeliveryOptions): Promise<readonly UnfinishedRecord[]>;
  /** Wakes people at every due moment up to `until` (epoch ms), which is the stack's time afterwards. */
  wakeUntil(until: number): Promise<void>;
  /** The person of this life. Throws when there is not exactly one. */
  load(): Promise<Profile>;
  /** Distinct messages of all channels, by id. */
  listMessages(): readonly SendMessage[];
}

export interface DeliveryOptions {
  readonly process?: AdvanceDependencies;
  readonly receives?: number;
  /** When the records were put on their queue (epoch ms); now unless given. */
  readonly sentAt?: number;
  /** Of the first record; the others follow. A redelivery has the id of the first delivery. */
  readonly id?: string;
}

export async function openLife(
  yaml: string,
  now: number,
  overrides: Partial<AdvanceDependencies> = {},
): Promise<Life> {
  const stack = createMemoryStack({ now });
  let snapshot: ProgramSnapshot | undefined;
  let deliveries = 0;
  const publish = async (documents: string) => {
    snapshot = await makeProgram(documents, snapshot);
    await publishSnapshot(stack.ports.programStore, snapshot);
  };
  await publish(yaml);
  const process = createProcess(stack.ports, overrides);

  const makeRecord = (
    body: string,
    messageId: string,
    { receives = 1, sentAt = stack.clock.now }: DeliveryOptions,
  ): QueueRecord => ({
    messageId,
    receiptHandle: `${messageId}/${receives}`,
    body,
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(sentAt) },
  });
  const deliver: Life['deliver'] = (texts, options = {}) => {
    deliveries += 1;
    const { id = `delivery-${deliveries}` } = options;
    const records = texts.map((text, index) =>
      makeRecord(text, index === 0 ? id : `${id}-${index}`, options),
    );
    return advanceProfiles(options.process ?? process, records, stack.clock.now);
  };

  return {
    stack,
    process,
    publish,
    deliver,
    async wakeUntil(until) {
      for (let rounds = 0; ; rounds++) {
        if (rounds > 5_000) throw new RangeError('The person is woken again and again');
        const pages = [0, 1, 2, 3].map((shard) => stack.ports.profiles.listDue(shard, until, undefined));
        const [next] = (await Promise.all(pages)).flatMap(({ due }) => due);
        if (next === undefined) break;
        stack.clock.now = Math.max(stack.clock.now, next.wakeAt);
        const wake = JSON.stringify({ kind: 'WakeProfile', profileId: next.profileId });
        const [unfinished] = await deliver([wake]);
        if (unfinished !== undefined) throw new RangeError('A wake-up was not finished');
      }
      stack.clock.now = Math.max(stack.clock.now, until);
    },
    async load() {
      const [id, ...others] = stack.ports.profiles.listIds();
      if (id === undefined || others.length > 0) throw new RangeError(`${others.length} people too many`);
      const profile = await stack.ports.profiles.load(id, { consistent: true });
      if (profile === undefined) throw new RangeError(`Profile ${id} cannot be loaded`);
      return profile;
    },
    listMessages() {
      const channels = ['email', 'sms', 'push'] as const;
      const queues = channels.flatMap((channel) => [channel, `${channel}-transactional`] as const);
      const bodies = queues.flatMap((queue) => stack.queues.get(queue).peek());
      const messages = bodies as unknown as readonly SendMessage[];
      return [...new Map(messages.map((message) => [message.id, message])).values()];
    },
  };
}
