/** Prints dead-letter queues and their messages. */
import type { ShownDeadLetter, ShownDeadLetters } from '../../app/dead-letters/dead-letters.ts';
import type { DeadLetterQueue } from '../../app/ports/dead-letters.ts';
import { formatMoment } from './format-moment.ts';
import { formatCount, formatTable } from './format-table.ts';

export function formatDeadLetterQueues(queues: readonly DeadLetterQueue[]): string[] {
  const total = queues.reduce((sum, { waiting }) => sum + waiting, 0);
  return [
    ...formatTable(
      queues.map(({ name, waiting, arn }) => [name, waiting.toLocaleString('en-US'), arn]),
      '  ',
    ),
    total === 0
      ? 'No dead letters.'
      : `${formatCount(total, 'message')}. To look at them: \`percorso dead-letters show QUEUE\`.`,
  ];
}

export function formatDeadLetters({ queue, letters }: ShownDeadLetters): string[] {
  return [
    ...letters.flatMap((letter) => [
      formatDeadLetter(letter),
      ...('body' in letter ? JSON.stringify(letter.body, null, 2).split('\n') : []),
    ]),
    letters.length === 0
      ? `No dead letters in ${queue.name}.`
      : `${formatCount(letters.length, 'message')} of about ${queue.waiting.toLocaleString('en-US')}. Once the cause is fixed: \`percorso dead-letters redrive ${queue.name}\`.`,
  ];
}

function formatDeadLetter({ id, sentAt, facts, attributes }: ShownDeadLetter): string {
  const { kind, ...others } = facts;
  const parts = Object.entries({ ...others, ...attributes }).map(([field, value]) => `${field} ${value}`);
  return [`${formatMoment(sentAt)}  ${id}  ${kind ?? ''}`, ...parts].join(', ');
}
