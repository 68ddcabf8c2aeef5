/** The commands that try out what would happen: simulate, preview, send-test. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { UsageError } from '../command-result.ts';
import { openConfig } from '../open-config.ts';
import { openMessageQueues } from '../open-message-queues.ts';
import { openStores } from '../open-stores.ts';
import { createCounter } from '../output/progress.ts';
import { parseWholeNumber } from '../parse-whole-number.ts';
import {
  type PersonOptions,
  readFileSource,
  readPreviewPerson,
  readStageSource,
} from '../preview/preview-source.ts';
import type { Run } from '../run-percorso.ts';
import type { Terminal } from '../terminal.ts';
import { type CompareOptions, compareWithLive } from './compare.ts';
import { type PreviewOptions, previewTemplate } from './preview.ts';
import { sendTest } from './send-test.ts';
import { type SimulateOptions, simulateFiles } from './simulate.ts';

type GivenOptions = SimulateOptions & Partial<CompareOptions> & { readonly compare?: boolean };

const defaultPeople = 200;
const defaultSince = 'P30D';

export function addSimulationCommands(program: Command, terminal: Terminal, run: Run): void {
  program
    .command('simulate')
    .argument('<files...>', 'YAML or JSON files, folders, or quoted globs')
    .option('--events <file>', 'JSONL: what happens to the person, one touchpoint per line')
    .option('--profile <file>', 'JSON: userId, traits and consent that the person starts with')
    .option('--user <id>', 'whose events of the file to take; with --compare, the only person to look at')
    .option('--from <moment>', 'show the walk from then on; what lies before happens unshown')
    .option('--until <moment>', 'let time pass until then; 180 days after the last event unless said')
    .option('--bodies', 'show what each message says in full, not its subject alone')
    .option('--compare', 'hold the files against what is in force, on recorded timelines')
    .option('--people <count>', 'with --compare: so many people at most (200 unless said)', parseWholeNumber)
    .option('--since <duration>', 'with --compare: messages of the last so long (P30D unless said)')
    .description(
      'walk a person through documents over virtual time; or compare a draft with what is in force',
    )
    .action((files: string[], options: GivenOptions) =>
      run(async () => {
        checkOptions(options);
        if (options.compare !== true) {
          return simulateFiles(files, options, terminal.directory, terminal.now());
        }
        const { people = defaultPeople, since = defaultSince, user } = options;
        const wanted = { people, since, ...(user === undefined ? {} : { user }) };
        const stores = await openStores(program.opts(), terminal);
        const config = await openConfig(program.opts(), terminal);
        const counter = createCounter(terminal, 'people replayed');
        try {
          const now = await stores.readNow();
          const settings = { directory: terminal.directory, now, onProgress: counter.show };
          return await compareWithLive(files, wanted, { ...stores, config }, settings);
        } finally {
          counter.stop();
        }
      }),
    );
  addPreviewCommand(program, terminal, run);
  addSendTestCommand(program, terminal, run);
}

interface GivenPreview extends PreviewOptions, PersonOptions {}

function addPreviewCommand(program: Command, terminal: Terminal, run: Run): void {
  program
    .command('preview')
    .argument('<template>', 'its id')
    .argument('[files...]', 'documents in files; what is in force on the stage when left out')
    .option('--user <id>', 'a person of the stage: user id, profile id, or email:..., phone:...')
    .option('--profile <file>', 'JSON: userId, traits and consent of a person')
    .option('--event <file>', 'JSON lines: the last touchpoint is what `event` shows')
    .option('--locale <tag>', 'language instead of the person\u2019s own')
    .option('--out <folder>', 'where to write the HTML and text of an email (preview unless said)')
    .description('show what a template says to a person, without sending it')
    .action((template: string, files: string[], options: GivenPreview) =>
      run(async () => {
        checkPerson(options);
        const { directory } = terminal;
        const needsStage = files.length === 0 || options.user !== undefined;
        const stores = needsStage ? await openStores(program.opts(), terminal) : undefined;
        const source =
          files.length > 0 || stores === undefined
            ? await readFileSource(template, files, directory)
            : await readStageSource(template, stores.programs);
        if ('refusal' in source) return source.refusal;
        const now = stores === undefined ? terminal.now() : await stores.readNow();
        const person = await readPreviewPerson(options, stores, { directory, now });
        return previewTemplate(source, person, options, directory);
      }),
    );
}

function addSendTestCommand(program: Command, terminal: Terminal, run: Run): void {
  program
    .command('send-test')
    .argument('<template>', 'its id, as in force on the stage')
    .requiredOption(
      '--to <address>',
      'an address of the team: email, phone, or push service and token (required)',
    )
    .option('--user <id>', 'whose values it shows: user id, profile id, or email:..., phone:...')
    .option('--profile <file>', 'JSON: userId, traits and consent of a person')
    .option('--event <file>', 'JSON lines: the last touchpoint is what `event` shows')
    .option('--locale <tag>', 'language instead of the person\u2019s own')
    .description('send a template to an address of the team; it counts nowhere')
    .action((template: string, options: PersonOptions & { to: string; locale?: string }) =>
      run(async () => {
        checkPerson(options);
        const stores = await openStores(program.opts(), terminal);
        const source = await readStageSource(template, stores.programs);
        const now = await stores.readNow();
        const person = await readPreviewPerson(options, stores, { directory: terminal.directory, now });
        const settings = { ...options, token: randomUUID(), now };
        return sendTest(source, person, settings, (channel) =>
          openMessageQueues(channel, program.opts(), terminal),
        );
      }),
    );
}

function checkPerson({ user, profile }: PersonOptions): void {
  if (user !== undefined && profile !== undefined) {
    throw new UsageError('Both --user and --profile name the person.', 'Leave out one of them.');
  }
}

function checkOptions(options: GivenOptions): void {
  const ofWalk = (['events', 'profile', 'from', 'until', 'bodies'] as const).find(
    (name) => options[name] !== undefined,
  );
  const ofComparison = (['people', 'since'] as const).find((name) => options[name] !== undefined);
  if (options.compare === true && ofWalk !== undefined) {
    const remedy = `Leave out --${ofWalk}: recorded timelines say what happened.`;
    throw new UsageError(`--${ofWalk} does not go with --compare.`, remedy);
  }
  if (options.compare === true) return;
  if (ofComparison !== undefined) {
    throw new UsageError(
      `--${ofComparison} goes with --compare only.`,
      `Add --compare, or leave out --${ofComparison}.`,
    );
  }
  if (options.events === undefined && options.profile === undefined) {
    const remedy = 'Give --events events.jsonl, --profile person.json, or both; or --compare.';
    throw new UsageError('Nobody to simulate.', remedy);
  }
}
