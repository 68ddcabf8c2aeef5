/** `percorso replies`: what people replied that looks like a wish to stop. */
import { createDynamoAddresses } from '../../../adapters/dynamodb/address-book.ts';
import { createDynamoClient } from '../../../adapters/dynamodb/client.ts';
import { createDynamoDoubtfulReplies } from '../../../adapters/dynamodb/doubtful-replies.ts';
import { inspectReplies } from '../../../app/inspect/inspect-replies.ts';
import { connect, findNames } from '../../cloud/connect.ts';
import { formatReplies } from '../../output/format-replies.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { parseWholeNumber } from '../../terminal/option-values.ts';

export function addReplyCommands({ program, terminal, run }: CommandContext): void {
  program
    .command('replies')
    .option('--limit <count>', 'maximum number of replies', parseWholeNumber, 50)
    .description('list the replies of 90 days that look like a wish to stop, and did not act')
    .action(({ limit }: { limit: number }) =>
      run(async () => {
        const connection = connect(program.opts(), terminal);
        const wanted = ['IdentitiesTable', 'TimelineTable'] as const;
        const names = await findNames(wanted, program.opts(), connection, terminal.env);
        const database = createDynamoClient(connection.client);
        const replies = await inspectReplies(
          {
            doubtful: createDynamoDoubtfulReplies(database, names.TimelineTable),
            addresses: createDynamoAddresses(database, names.IdentitiesTable),
          },
          limit,
        );
        return { exitCode: 0, json: { replies }, lines: formatReplies(replies) };
      }),
    );
}
