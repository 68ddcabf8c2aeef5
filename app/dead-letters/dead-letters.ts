/** What exhausted its retries: shown without personal data, and moved back to its queue. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { DeadLetterQueue, DeadLetters } from '../ports/dead-letters.ts';
import { type Facts, readBody, readFacts } from './read-dead-letter.ts';

/** `known`: names of the queues. */
export interface UnknownQueue {
  readonly outcome: 'unknown_queue';
  readonly known: readonly string[];
}

export interface ShownDeadLetter {
  /** SQS message id. */
  readonly id: string;
  /** Epoch ms. */
  readonly sentAt: number;
  readonly facts: Facts;
  /** `ERROR_CODE`, `RULE_ARN`, ... of events that EventBridge could not deliver. */
  readonly attributes: Readonly<Record<string, string>>;
  /** With personal data; only when it is asked for. */
  readonly body?: unknown;
}

export interface ShownDeadLetters {
  readonly outcome: 'shown';
  readonly queue: DeadLetterQueue;
  readonly letters: readonly ShownDeadLetter[];
}

/** `isWhole`: with the bodies, which contain personal data. The messages stay in their queue. */
export async function showDeadLetters(
  deadLetters: DeadLetters,
  name: string,
  { limit, isWhole }: { readonly limit: number; readonly isWhole: boolean },
): Promise<UnknownQueue | ShownDeadLetters> {
  const queue = await findQueue(deadLetters, name);
  if ('outcome' in queue) return queue;
  const letters = await deadLetters.peek(queue, limit);
  return {
    outcome: 'shown',
    queue,
    letters: letters.map(({ id, sentAt, attributes, body }) => ({
      id,
      sentAt,
      facts: readFacts(body),
      attributes,
      ...omitAbsent({ body: isWhole ? readBody(body) : undefined }),
    })),
  };
}

export type RedriveResult =
  | UnknownQueue
  /** What EventBridge or Lambda could not deliver has no source queue. */
  | { readonly outcome: 'no_source_queue' }
  | { readonly outcome: 'redriven'; readonly queue: DeadLetterQueue };

/** Starts to move all messages of a queue back to their source queue. */
export async function redriveDeadLetters(deadLetters: DeadLetters, name: string): Promise<RedriveResult> {
  const queue = await findQueue(deadLetters, name);
  if ('outcome' in queue) return queue;
  if (queue.name === 'undelivered') return { outcome: 'no_source_queue' };
  await deadLetters.redrive(queue);
  return { outcome: 'redriven', queue };
}

async function findQueue(deadLetters: DeadLetters, name: string): Promise<DeadLetterQueue | UnknownQueue> {
  const queues = await deadLetters.list();
  const queue = queues.find((each) => each.name === name);
  return queue ?? { outcome: 'unknown_queue', known: queues.map((each) => each.name) };
}
