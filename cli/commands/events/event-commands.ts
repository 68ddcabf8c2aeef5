/** The commands that send touchpoints: put-event, enter, replay. */
import { Option } from 'commander';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { type CloudOptions, connect } from '../../cloud/connect.ts';
import { openConfig } from '../../cloud/open-config.ts';
import { openRuns } from '../../cloud/open-runs.ts';
import { withSender } from '../../cloud/open-sender.ts';
import { readNow } from '../../cloud/read-now.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';
import { collectValues, parseWholeNumber } from '../../terminal/option-values.ts';
import { type EnterOptions, enterJourney } from './enter.ts';
import { type ImportCommandOptions, importFile } from './import.ts';
import { composeEvent, type PutEventOptions, putEvents, readEvents } from './put-event.ts';
import { type ReplayCommandOptions, replayFile } from './replay.ts';
import { type UndoCommandOptions, undoFile } from './undo-import.ts';

/** The options that commander omits when they are not given. */
type Unless<Options, Key extends keyof Options> = Omit<Options, Key> & Partial<Pick<Options, Key>>;
type GivenPutEventOptions = Unless<PutEventOptions, 'property' | 'trait' | 'consent'>;
type GivenImportOptions = Omit<Unless<ImportCommandOptions, 'dryRun' | 'propose' | 'restart'>, 'compare'>;
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
    .option('--property <name=value>', 'a property; repeatable', collectValues)
    .option('--trait <name=value>', 'a trait of the person; repeatable', collectValues)
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

/** Of `--compare` without a number. */
const comparedRows = 1000;

interface GivenImport extends GivenImportOptions {
  readonly compare?: number | true;
  readonly file?: string;
}

function addImportCommand({ program, terminal, run }: CommandContext): void {
  program
    .command('import')
    .argument('<file>', 'CSV or JSON lines (.jsonl), also .gz: a path, or s3://bucket/key; or `undo`')
    .argument('[import]', 'with `undo`: id that the import printed')
    .option('--map <file>', 'YAML: what the columns mean')
    .option('--propose', 'print a mapping from the headers and the first rows, and do nothing else')
    .option('--event <name>', 'with --propose: each row is an event of this name')
    .option('--dry-run', 'print what would be sent or undone, and the first rejected rows; send nothing')
    .option(
      '--compare [rows]',
      'with --dry-run: what the first rows would change in the stored profiles',
      parseWholeNumber,
    )
    .option('--restart', 'do not continue an earlier attempt: send all rows again')
    .option('--parallel <calls>', 'parallel API calls', parseWholeNumber, 4)
    .option(
      '--file <file>',
      'with `undo`: the imported file, where its checkpoint is not in the current folder',
    )
    .description('import people, events and consents of another system as history, or undo an import')
    .action((place: string, id: string | undefined, { compare, file, ...given }: GivenImport) =>
      run(async () => {
        const { dryRun = false, map } = given;
        const cloud = program.opts<CloudOptions>();
        if (place === 'undo' && id !== undefined)
          return undo(id, { dryRun, ...omitAbsent({ file, map }) }, cloud, terminal);
        if (id !== undefined || file !== undefined)
          throw new UsageError(
            'One file is imported at a time.',
            'To undo one: percorso import undo IMPORT.',
          );
        const rows = compare === true ? comparedRows : compare;
        const options = { propose: false, restart: false, ...given, dryRun };
        return importFile(place, { ...options, ...omitAbsent({ compare: rows }) }, cloud, terminal);
      }),
    );
}

async function undo(
  id: string,
  options: UndoCommandOptions,
  cloud: CloudOptions,
  terminal: CommandContext['terminal'],
): Promise<CommandResult> {
  const stores = await openRuns(cloud, terminal);
  const queues = options.dryRun ? undefined : await stores.openQueues();
  const ports = { ...stores, timeline: stores.touchpoints, ...omitAbsent({ queues }) };
  return undoFile(id, options, ports, await stores.readNow(), cloud, terminal);
}
