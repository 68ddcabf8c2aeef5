/** `percorso dead-letters`: list, show, redrive. */
import { connect, findStackName } from '../../cloud/connect.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { parseWholeNumber } from '../../terminal/option-values.ts';
import { printDeadLetterQueues, printDeadLetters, startRedrive } from './dead-letters.ts';

export function addDeadLetterCommands({ program, terminal, run }: CommandContext): void {
  const open = async () => {
    const connection = connect(program.opts(), terminal);
    const stackName = await findStackName(program.opts(), connection, terminal.env);
    const { createSqsClient } = await import('../../../adapters/sqs/client.ts');
    const { createDeadLetters } = await import('../../../adapters/operator/dead-letters.ts');
    return createDeadLetters(createSqsClient(connection.client), stackName);
  };
  const deadLetters = program.command('dead-letters').description('messages that exhausted their retries');

  deadLetters
    .command('list')
    .description('list the dead-letter queues of the stage with message counts and ARNs')
    .action(() => run(async () => printDeadLetterQueues(await open())));

  deadLetters
    .command('show')
    .argument('<queue>', 'queue name as in the list: profile, email, ...')
    .option('--limit <count>', 'maximum number of messages', parseWholeNumber, 10)
    .option('--bodies', 'print whole messages, which contain personal data')
    .description('show dead letters without removing them')
    .action((queue: string, { limit, bodies = false }: { limit: number; bodies?: boolean }) =>
      run(async () => printDeadLetters(await open(), queue, { limit, isWhole: bodies })),
    );

  deadLetters
    .command('redrive')
    .argument('<queue>', 'queue name as in the list')
    .description(
      'move all messages of a dead-letter queue back to its source queue, after the cause is fixed',
    )
    .action((queue: string) => run(async () => startRedrive(await open(), queue)));
}
