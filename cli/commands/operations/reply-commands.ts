/** `percorso replies list`: what people replied that looks like a wish to stop, and `replies done`: a person decided about it. */
import { createDynamoAddresses } from '../../../adapters/dynamodb/address-book.ts';
import { createDynamoClient } from '../../../adapters/dynamodb/client.ts';
import { createDynamoDoubtfulReplies } from '../../../adapters/dynamodb/doubtful-replies.ts';
import { nameCaller } from '../../../adapters/operator/name-caller.ts';
import { decideReply, inspectReplies } from '../../../app/inspect/inspect-replies.ts';
import { connect, findNames } from '../../cloud/connect.ts';
import { readNow } from '../../cloud/read-now.ts';
import { describeDecided, formatReplies } from '../../output/format-replies.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { parseWholeNumber } from '../../terminal/option-values.ts';

export function addReplyCommands({ program, terminal, run }: CommandContext): void {
  const open = async () => {
    const connection = connect(program.opts(), terminal);
    const wanted = ['IdentitiesTable', 'TimelineTable'] as const;
    const names = await findNames(wanted, program.opts(), connection, terminal.env);
    const database = createDynamoClient(connection.client);
    return {
      connection,
      doubtful: createDynamoDoubtfulReplies(database, names.TimelineTable),
      addresses: createDynamoAddresses(database, names.IdentitiesTable),
    };
  };

  const replies = program.command('replies').description('replies that look like a wish to stop');

  replies
    .command('list', { isDefault: true })
    .option('--limit <count>', 'maximum number of replies', parseWholeNumber, 50)
    .option('--all', 'also those that someone decided about, or whose number has stopped since', false)
    .description('list the open ones of 90 days (also: `percorso replies`)')
    .action(({ limit, all: isAll }: { limit: number; all: boolean }) =>
      run(async () => {
        const listing = await inspectReplies(await open(), { limit, isAll });
        const shows = { count: listing.replies.length };
        return { exitCode: 0, shows, json: listing, lines: formatReplies(listing, isAll) };
      }),
    );

  replies
    .command('done')
    .argument('<id>', 'id as in the list')
    .description('record that a person decided about a reply: it leaves the list of the open ones')
    .action((id: string) =>
      run(async () => {
        const { connection, doubtful } = await open();
        const decision = {
          by: await nameCaller(connection.client),
          at: await readNow(connection, terminal),
        };
        const { reply, decided } = await decideReply(id, decision, doubtful);
        const shows = reply.profileId === undefined ? { count: 1 } : { people: [reply.profileId] };
        return { exitCode: 0, shows, json: { reply }, lines: [describeDecided(reply, decided)] };
      }),
    );
}
