/** The commands that look at people: timeline, why, people, profile, consent, segment. */
import { resolve } from 'node:path';
import { Option } from 'commander';
import { nameCaller } from '../../../adapters/operator/name-caller.ts';
import { timelineKinds } from '../../../app/inspect/timeline-page.ts';
import { connect } from '../../cloud/connect.ts';
import { openRuns } from '../../cloud/open-runs.ts';
import { openStores } from '../../cloud/open-stores.ts';
import { type SensitiveOption, sensitiveOption } from '../../cloud/read-hidden.ts';
import { openLooks } from '../../cloud/record-look.ts';
import { openSegmentExport } from '../../files/segment-export.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { parseDayOption, parseMomentOption, parseWholeNumber } from '../../terminal/option-values.ts';
import { createCounter } from '../../terminal/progress.ts';
import { showAccount } from './accounts.ts';
import { showConsents, showSharing, showWording } from './consent.ts';
import { type LooksOptions, showLooks } from './looks.ts';
import { showMerges } from './merges.ts';
import { showPeople } from './people.ts';
import { showProfile } from './profile.ts';
import { showMembership, showSegment } from './segment.ts';
import { showTimeline, type TimelineOptions } from './timeline.ts';
import { unmerge } from './unmerge.ts';
import { showWhy } from './why.ts';

interface ConsentCommandOptions extends SensitiveOption {
  readonly limit: number;
  readonly wording?: string;
  readonly sharing?: string;
}

interface SegmentCommandOptions extends SensitiveOption {
  readonly person?: string;
  readonly sample: number;
  readonly export?: string;
}

const personHelp = 'profile id, or userId:..., anonymousId:..., email:..., phone:...';

export function addPeopleCommands({ program, terminal, run }: CommandContext): void {
  program
    .command('timeline')
    .argument('<person>', personHelp)
    .option('--limit <count>', 'show the newest <count> entries', parseWholeNumber, 100)
    .option('--cursor <cursor>', 'continue with older entries, as the last output says')
    .addOption(new Option('--kind <kind>', 'only events, or only messages').choices(timelineKinds))
    .option('--name <event>', 'only events of this name')
    .option('--since <moment>', 'from this day or moment on (UTC)', parseMomentOption)
    .option('--until <moment>', 'before this day or moment (UTC)', parseMomentOption)
    .option(...sensitiveOption)
    .description('show what happened to one person, and why')
    .action((person: string, options: TimelineOptions) =>
      run(async () => showTimeline(person, options, await openStores(program.opts(), terminal))),
    );

  program
    .command('why')
    .argument('<person>', personHelp)
    .argument('[about]', 'message id, template, journey:x, campaign:x, rule:x, segment:x; or its id alone')
    .option('--limit <count>', 'read the newest <count> timeline entries', parseWholeNumber, 1000)
    .option(...sensitiveOption)
    .description('explain why a person got a message or not, or is at a step')
    .action((person: string, about: string | undefined, options: { limit: number } & SensitiveOption) =>
      run(async () => {
        const stores = await openRuns(program.opts(), terminal);
        return showWhy(person, about, stores, { ...options, now: await stores.readNow() });
      }),
    );

  program
    .command('people')
    .argument('<journey>', 'its id')
    .description('count the people at each step of a journey, and since when')
    .action((journey: string) =>
      run(async () => {
        const stores = await openStores(program.opts(), terminal);
        const counter = createCounter(terminal, 'profiles read');
        try {
          const now = await stores.readNow();
          return await showPeople(journey, stores, { now, onProgress: counter.show });
        } finally {
          counter.stop();
        }
      }),
    );

  program
    .command('accounts')
    .description('look at accounts, which group calls state')
    .command('show')
    .argument('<account>', 'its id')
    .description('show the traits of one account')
    .action((account: string) =>
      run(async () => showAccount(account, await openStores(program.opts(), terminal))),
    );

  program
    .command('profile')
    .argument('<person>', personHelp)
    .option(...sensitiveOption)
    .description('show everything that is stored about one person')
    .action((person: string, options: SensitiveOption) =>
      run(async () => {
        const stores = await openStores(program.opts(), terminal);
        return showProfile(person, stores, { ...options, now: await stores.readNow() });
      }),
    );

  program
    .command('looks')
    .argument('[person]', personHelp)
    .option('--by <id>', 'only looks by this key or operator')
    .option('--day <day>', 'only looks of this day (UTC), such as 2026-11-29', parseDayOption)
    .option('--limit <count>', 'show the newest <count> looks', parseWholeNumber, 100)
    .description('show who looked at a person, through the Profile API or a command')
    .action((person: string | undefined, options: LooksOptions) =>
      run(async () => {
        const looks = await openLooks(program.opts(), terminal);
        return showLooks(person, options, looks, await openStores(program.opts(), terminal));
      }),
    );

  program
    .command('merges')
    .argument('[person]', `${personHelp} (default: the newest merges of all people)`)
    .option('--days <count>', 'of all people: look this many days back', parseWholeNumber, 30)
    .option('--limit <count>', 'show the newest <count> merges', parseWholeNumber, 20)
    .description('show which profiles were merged, when, by which event, and which merges were undone')
    .action((person: string | undefined, limits: { readonly days: number; readonly limit: number }) =>
      run(async () => showMerges(person, limits, await openStores(program.opts(), terminal))),
    );

  program
    .command('unmerge')
    .argument('<profile>', 'the profile that ended: its id, or an id that led to it, such as anonymousId:...')
    .option('--dry-run', 'show what each of the two would have, and change nothing')
    .option('--allow', 'allow events to merge the profile again')
    .description('undo a merge: two profiles again, which no event merges')
    .action((profile: string, options: { readonly dryRun?: true; readonly allow?: true }) =>
      run(async () => {
        const stores = await openStores(program.opts(), terminal);
        const { openQueues } = await openRuns(program.opts(), terminal);
        const { client } = connect(program.opts(), terminal);
        return unmerge(profile, options, { ...stores, openQueues, nameCaller: () => nameCaller(client) });
      }),
    );

  program
    .command('consent')
    .argument('<person>', personHelp)
    .option('--limit <count>', 'show the newest <count> statements', parseWholeNumber, 100)
    .option('--wording <version>', 'show the text of this version of a page, as people saw it')
    .option('--sharing <channel>', "list all profiles with the person's address of the channel")
    .option(...sensitiveOption)
    .description('show what a person agreed to, and every statement of it')
    .action((person: string, { wording, sharing, ...options }: ConsentCommandOptions) =>
      run(async () => {
        const stores = await openStores(program.opts(), terminal);
        if (wording !== undefined) return showWording(wording, stores);
        if (sharing === undefined) return showConsents(person, options, stores);
        const counter = createCounter(terminal, 'profiles read');
        try {
          return await showSharing(person, sharing, stores, counter.show);
        } finally {
          counter.stop();
        }
      }),
    );

  program
    .command('segment')
    .argument('<id>', 'its id')
    .option(
      '--person <person>',
      'explain why this person is a member or not: profile id, userId:..., email:..., ...',
    )
    .option('--sample <count>', 'number of members to show', parseWholeNumber, 5)
    .option('--export <file>', 'write all members to this CSV file')
    .option(...sensitiveOption)
    .description('count the members of a segment, or explain the membership of one person')
    .action((id: string, { person, sample, export: file, showSensitive }: SegmentCommandOptions) =>
      run(async () => {
        const stores = await openStores(program.opts(), terminal);
        const now = await stores.readNow();
        if (person !== undefined) return showMembership(id, person, stores, { now, showSensitive });
        const target = file === undefined ? undefined : openSegmentExport(resolve(terminal.directory, file));
        const counter = createCounter(terminal, 'profiles read');
        try {
          return await showSegment(id, stores, { now, sample, target, onProgress: counter.show });
        } finally {
          counter.stop();
          target?.close();
        }
      }),
    );
}
