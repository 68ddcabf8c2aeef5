/** `percorso dead-letters`: what exhausted its retries, and moving it back once the cause is fixed. */
import {
  redriveDeadLetters,
  showDeadLetters,
  type UnknownQueue,
} from '../../../app/dead-letters/dead-letters.ts';
import type { DeadLetters } from '../../../app/ports/dead-letters.ts';
import { formatDeadLetterQueues, formatDeadLetters } from '../../output/format-dead-letters.ts';
import { formatCount } from '../../output/format-table.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export async function printDeadLetterQueues(deadLetters: DeadLetters): Promise<CommandResult> {
  const queues = await deadLetters.list();
  return { exitCode: 0, json: queues, lines: formatDeadLetterQueues(queues) };
}

/** Bodies hold personal data, so they are printed only when asked for. Throws UsageError. */
export async function printDeadLetters(
  deadLetters: DeadLetters,
  name: string,
  options: { readonly limit: number; readonly isWhole: boolean },
): Promise<CommandResult> {
  const shown = await showDeadLetters(deadLetters, name, options);
  if (shown.outcome === 'unknown_queue') throw describeUnknown(name, shown);
  return {
    exitCode: 0,
    shows: { count: shown.letters.length, parts: options.isWhole ? ['bodies'] : [] },
    json: shown.letters.map(({ id, sentAt, facts, attributes, ...whole }) => ({
      messageId: id,
      sentAt: new Date(sentAt).toISOString(),
      ...facts,
      attributes,
      ...whole,
    })),
    lines: formatDeadLetters(shown),
  };
}

/** Throws UsageError. */
export async function startRedrive(deadLetters: DeadLetters, name: string): Promise<CommandResult> {
  const result = await redriveDeadLetters(deadLetters, name);
  switch (result.outcome) {
    case 'unknown_queue':
      throw describeUnknown(name, result);
    case 'no_source_queue':
      throw new UsageError(
        'Messages in "undelivered" have no queue to go back to.',
        'docs/runbook.md, section "undelivered", says what to do with each kind.',
      );
    case 'redriven': {
      const { name: queue, arn, waiting } = result.queue;
      return {
        exitCode: 0,
        json: { queue, arn, waiting },
        lines: [`SQS moves about ${formatCount(waiting, 'message')} of ${queue} back to its queue.`],
      };
    }
  }
}

function describeUnknown(name: string, { known }: UnknownQueue): UsageError {
  return new UsageError(`There is no dead-letter queue "${name}".`, `There are: ${known.join(', ')}.`);
}
