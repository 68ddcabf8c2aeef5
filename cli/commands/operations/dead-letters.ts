/** `percorso dead-letters`: what exhausted its retries, and moving it back once the cause is fixed. */
import type { DeadLetter, DeadLetterQueue, DeadLetters } from '../../../adapters/operator/dead-letters.ts';
import { readBody, readFacts } from '../../../app/inspect/read-dead-letter.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatCount, formatTable } from '../../output/format-table.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export async function listDeadLetters(deadLetters: DeadLetters): Promise<CommandResult> {
  const queues = await deadLetters.list();
  const total = queues.reduce((sum, { waiting }) => sum + waiting, 0);
  return {
    exitCode: 0,
    json: queues,
    lines: [
      ...formatTable(
        queues.map(({ name, waiting, arn }) => [name, waiting.toLocaleString('en-US'), arn]),
        '  ',
      ),
      total === 0
        ? 'No dead letters.'
        : `${formatCount(total, 'message')}. To look at them: \`percorso dead-letters show QUEUE\`.`,
    ],
  };
}

/** Bodies hold personal data, so they are printed only when asked for. */
export async function showDeadLetters(
  deadLetters: DeadLetters,
  name: string,
  { limit, isWhole }: { readonly limit: number; readonly isWhole: boolean },
): Promise<CommandResult> {
  const queue = await findQueue(deadLetters, name);
  const messages = await deadLetters.peek(queue, limit);
  return {
    exitCode: 0,
    json: messages.map((message) => ({
      ...toFacts(message),
      ...(isWhole ? { body: readBody(message.body) } : {}),
    })),
    lines: [
      ...messages.flatMap((message) => [
        describeMessage(message),
        ...(isWhole ? JSON.stringify(readBody(message.body), null, 2).split('\n') : []),
      ]),
      messages.length === 0
        ? `No dead letters in ${queue.name}.`
        : `${formatCount(messages.length, 'message')} of about ${queue.waiting.toLocaleString('en-US')}. Once the cause is fixed: \`percorso dead-letters redrive ${queue.name}\`.`,
    ],
  };
}

export async function redriveDeadLetters(deadLetters: DeadLetters, name: string): Promise<CommandResult> {
  const queue = await findQueue(deadLetters, name);
  if (queue.name === 'undelivered')
    throw new UsageError(
      'Messages in "undelivered" have no queue to go back to.',
      'docs/runbook.md, section "undelivered", says what to do with each kind.',
    );
  await deadLetters.redrive(queue);
  return {
    exitCode: 0,
    json: { queue: queue.name, arn: queue.arn, waiting: queue.waiting },
    lines: [`SQS moves about ${formatCount(queue.waiting, 'message')} of ${queue.name} back to its queue.`],
  };
}

async function findQueue(deadLetters: DeadLetters, name: string): Promise<DeadLetterQueue> {
  const queues = await deadLetters.list();
  const queue = queues.find((each) => each.name === name);
  if (queue !== undefined) return queue;
  const names = queues.map((each) => each.name).join(', ');
  throw new UsageError(`There is no dead-letter queue "${name}".`, `There are: ${names}.`);
}

function toFacts({ id, sentAt, attributes, body }: DeadLetter): Readonly<Record<string, unknown>> {
  return { messageId: id, sentAt: new Date(sentAt).toISOString(), ...readFacts(body), attributes };
}

function describeMessage({ id, sentAt, attributes, body }: DeadLetter): string {
  const { kind, ...facts } = readFacts(body);
  const parts = Object.entries({ ...facts, ...attributes }).map(([field, value]) => `${field} ${value}`);
  return [`${formatMoment(sentAt)}  ${id}  ${kind ?? ''}`, ...parts].join(', ');
}
