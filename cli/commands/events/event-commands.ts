/** The commands that send touchpoints: put-event, enter, replay. */
import { Option } from 'commander';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { connect } from '../../cloud/connect.ts';
import { openConfig } from '../../cloud/open-config.ts';
import { withSender } from '../../cloud/open-sender.ts';
import { readNow } from '../../cloud/read-now.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { UsageError } from '../../terminal/command-result.ts';
import { collectValues, parseWholeNumber } from '../../terminal/option-values.ts';
import { type EnterOptions, enterJourney } from './enter.ts';
import { addImportCommand } from './import-commands.ts';
import { composeEvent, type PutEventOptions, putEvents, readEvents } from './put-event.ts';
import { type ReplayCommandOptions, replayFile } from './replay.ts';

/** The options that commander omits when they are not given. */
type Unless<Options, Key extends keyof Options> = Omit<Options, Key> & Partial<Pick<Options, Key>>;
type GivenPutEventOptions = Unless<PutEventOptions, 'property' | 'trait' | 'consent'>;
type GivenReplayOptions = Unless<ReplayCommandOptions, 'packed' | 'followClock'>;

export function addEventCommands({ program, terminal, run }: CommandContext): void {
  program
    .command('put-event')
    .argument('[name]', 'event name (default: read events as JSON from standard input)')
    .option('--source <system>', 'emitting system', 'cli')
    .addOption(
      new Option('--type <type>', 'kind of event').choices([
        'track',
        'identify',
        'page',
        'screen',
        'alias',
        'group',
      ]),
    )
    .option('--user <id>', 'userId')
    .option('--anonymous <id>', 'anonymousId')
    .option('--account <id>', 'groupId: the account that the event is about')
    .option('--property <name=value>', 'a property; repeatable', collectValues)
    .option(
      '--trait <name=value>',
      'a trait of the person, with --type group of the account; repeatable',
      collectValues,
    )
    .option('--consent <channel=boolean>', 'consent, such as email=true; repeatable', collectValues)
    .option('--message-id <id>', 'id for deduplication')
    .option('--timestamp <time>', 'when it happened, ISO 8601 with time zone')
    .option('--no-check', 'send it even if it would be rejected')
    .description('put touchpoints on the event bus')
    .action((name: string | undefined, given: GivenPutEventOptions) =>
      run(async () => {
        const options: PutEventOptions = { property: [], trait: [], consent: [], ...given };
        const values =
          name === undefined ? readEvents(await terminal.readInput()) : [composeEvent(name, options)];
        if (values.length === 0)
          throw new UsageError('No event given.', 'Give an event name, or pass JSON on standard input.');
        const connection = connect(program.opts(), terminal);
        return withSender(program.opts(), terminal, async (sender) =>
          putEvents(values, options, sender, await readNow(connection, terminal)),
        );
      }),
    );

  addEnterCommand({ program, terminal, run });
  addImportCommand({ program, terminal, run });

  program
    .command('replay')
    .argument('<file>', 'JSONL: one touchpoint per line')
    .option('--from <line>', 'first line to send', parseWholeNumber, 1)
    .option('--parallel <calls>', 'parallel API calls', parseWholeNumber, 4)
    .option('--source <system>', 'source of lines that name none', 'replay')
    .option('--packed', 'put up to 100 touchpoints into one event: EventBridge bills per 64 KB')
    .option('--follow-clock', 'move the local cloud’s clock along with the events')
    .option('--every <duration>', 'with --follow-clock: minimum interval between runs of a schedule', 'P1D')
    .description('send the touchpoints of a file')
    .action((file: string, given: GivenReplayOptions) =>
      run(() => replayFile(file, { packed: false, followClock: false, ...given }, program.opts(), terminal)),
    );
}

function addEnterCommand({ program, terminal, run }: CommandContext): void {
  program
    .command('enter')
    .argument('<journey>', 'id of a journey with the trigger { api: true }')
    .option('--user <id>', 'userId')
    .option('--anonymous <id>', 'anonymousId')
    .option(
      '--property <name=value>',
      'a property, which the journey reads as event.properties; repeatable',
      collectValues,
    )
    .option('--message-id <id>', 'id for deduplication')
    .option('--source <system>', 'requesting system', 'cli')
    .description('enter a person into a journey')
    .action((journey: string, given: Unless<EnterOptions, 'property'>) =>
      run(async () => {
        const connection = connect(program.opts(), terminal);
        const { programs } = await openConfig(program.opts(), terminal);
        return withSender(program.opts(), terminal, async (sender) => {
          const [published, now] = [await loadPublished(programs), await readNow(connection, terminal)];
          return enterJourney(journey, { property: [], ...given }, { program: published, sender, now });
        });
      }),
    );
}
