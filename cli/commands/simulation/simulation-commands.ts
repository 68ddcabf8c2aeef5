/** The commands that show what would happen: simulate, preview, send-test. */

import { randomUUID } from 'node:crypto';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { openConfig } from '../../cloud/open-config.ts';
import { readPublicUrl } from '../../cloud/open-doctor.ts';
import { openMessageQueues } from '../../cloud/open-message-queues.ts';
import { openStores } from '../../cloud/open-stores.ts';
import {
  findPersonSource,
  type PersonOptions,
  readFileSource,
  readPreviewPerson,
  readStageSource,
} from '../../preview/preview-source.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { UsageError } from '../../terminal/command-result.ts';
import { parseWholeNumber } from '../../terminal/option-values.ts';
import { createCounter } from '../../terminal/progress.ts';
import { type CompareOptions, compareWithLive } from './compare.ts';
import { type PreviewOptions, previewTemplate } from './preview.ts';
import { sendTemplateTest } from './send-test.ts';
import { type SimulateOptions, simulateFiles } from './simulate.ts';

type GivenOptions = SimulateOptions & Partial<CompareOptions> & { readonly compare?: boolean };

const defaultPeople = 200;
const defaultSince = 'P30D';

export function addSimulationCommands({ program, terminal, run }: CommandContext): void {
  program
    .command('simulate')
    .argument('<files...>', 'YAML or JSON files, folders, or quoted globs')
    .option('--events <file>', "JSONL: the person's events, one touchpoint per line")
    .option('--profile <file>', 'JSON: userId, traits and consent at the start')
    .option('--user <id>', 'the person whose events to use; with --compare, compare this person only')
    .option('--from <moment>', 'first moment to show; earlier steps run without being shown')
    .option('--until <moment>', 'end of the simulation (default: 180 days after the last event)')
    .option('--bodies', 'show the full content of each message, not only its subject')
    .option('--compare', 'compare the files with what is published, on recorded timelines')
    .option('--people <count>', 'with --compare: maximum number of people (default 200)', parseWholeNumber)
    .option('--since <duration>', 'with --compare: only messages from the last <duration> (default P30D)')
    .description('simulate one person over virtual time, or compare a draft with what is published')
    .action((files: string[], options: GivenOptions) =>
      run(async () => {
        checkOptions(options);
        if (options.compare !== true) {
          return simulateFiles(files, options, terminal.directory, terminal.now());
        }
        const { people = defaultPeople, since = defaultSince, user } = options;
        const wanted = { people, since, ...omitAbsent({ user }) };
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
  addPreviewCommand({ program, terminal, run });
  addSendTestCommand({ program, terminal, run });
}

interface GivenPreview extends PreviewOptions, PersonOptions {}

function addPreviewCommand({ program, terminal, run }: CommandContext): void {
  program
    .command('preview')
    .argument('<template>', 'its id')
    .argument('[files...]', 'files with documents (default: what is published on the stage)')
    .option('--user <id>', 'a person of the stage: user id, profile id, or email:..., phone:...')
    .option('--profile <person>', 'a person: a JSON file with userId, traits and consent, or as --user')
    .option('--event <file>', 'JSONL: the last touchpoint is the value of `event`')
    .option('--locale <tag>', 'locale instead of the person\u2019s own')
    .option('--out <folder>', 'folder for the HTML and text of an email (default: preview)')
    .option('--png <folder>', 'folder for screenshots of an email at 360 and 1280 pixels; needs Chromium')
    .description('render a template for a person, without sending it')
    .action((template: string, files: string[], given: GivenPreview) =>
      run(async () => {
        checkPerson(given);
        const { directory } = terminal;
        const options = findPersonSource(given, directory);
        const needsStage = files.length === 0 || options.user !== undefined;
        const stores = needsStage ? await openStores(program.opts(), terminal) : undefined;
        const source =
          files.length > 0 || stores === undefined
            ? await readFileSource(template, files, directory)
            : await readStageSource(template, stores.programs);
        if ('refusal' in source) return source.refusal;
        const now = stores === undefined ? terminal.now() : await stores.readNow();
        const person = await readPreviewPerson(options, stores, { directory, now });
        const publicUrl = needsStage ? await readPublicUrl(program.opts(), terminal) : undefined;
        return previewTemplate({ ...source, publicUrl }, person, options, terminal);
      }),
    );
}

function addSendTestCommand({ program, terminal, run }: CommandContext): void {
  program
    .command('send-test')
    .argument('<template>', 'template id, as published on the stage')
    .requiredOption(
      '--to <address>',
      'an address of your team: email, phone, or push service and token (required)',
    )
    .option('--user <id>', 'the person whose values it shows: user id, profile id, or email:..., phone:...')
    .option('--profile <person>', 'a person: a JSON file with userId, traits and consent, or as --user')
    .option('--event <file>', 'JSONL: the last touchpoint is the value of `event`')
    .option('--locale <tag>', 'locale instead of the person\u2019s own')
    .description('send a template to an address of your team; excluded from caps and statistics')
    .action((template: string, given: PersonOptions & { to: string; locale?: string }) =>
      run(async () => {
        checkPerson(given);
        const options = findPersonSource(given, terminal.directory);
        const stores = await openStores(program.opts(), terminal);
        const source = await readStageSource(template, stores.programs);
        const now = await stores.readNow();
        const person = await readPreviewPerson(options, stores, { directory: terminal.directory, now });
        const settings = { ...options, token: randomUUID(), now };
        return sendTemplateTest(source, person, settings, (channel) =>
          openMessageQueues(channel, program.opts(), terminal),
        );
      }),
    );
}

function checkPerson({ user, profile }: PersonOptions): void {
  if (user !== undefined && profile !== undefined) {
    throw new UsageError('--user and --profile both name a person.', 'Give only one of them.');
  }
}

function checkOptions(options: GivenOptions): void {
  const conflicting = (['events', 'profile', 'from', 'until', 'bodies'] as const).find(
    (name) => options[name] !== undefined,
  );
  const ofComparison = (['people', 'since'] as const).find((name) => options[name] !== undefined);
  if (options.compare === true && conflicting !== undefined) {
    const remedy = `Remove --${conflicting}: --compare reads events from recorded timelines.`;
    throw new UsageError(`--${conflicting} cannot be combined with --compare.`, remedy);
  }
  if (options.compare === true) return;
  if (ofComparison !== undefined) {
    throw new UsageError(
      `--${ofComparison} requires --compare.`,
      `Add --compare, or remove --${ofComparison}.`,
    );
  }
  if (options.events === undefined && options.profile === undefined) {
    const remedy = 'Give --events events.jsonl, --profile person.json, or both; or --compare.';
    throw new UsageError('No person to simulate.', remedy);
  }
}
