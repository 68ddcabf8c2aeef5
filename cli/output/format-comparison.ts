/** What a draft would change for people, in words and numbers. */

import type { ProgramChanges } from '../../engine/config/snapshot/list-changes.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { MessageDifference } from '../../engine/simulate/compare-messages.ts';
import type { PersonComparison } from '../../engine/simulate/compare-person.ts';
import type { CommandResult } from '../command-result.ts';
import { nameOrigin } from './describe-trace.ts';
import { formatMoment } from './format-moment.ts';
import { formatChanges } from './format-report.ts';
import { formatCount, formatTable } from './format-table.ts';

export interface ComparedPerson extends PersonComparison {
  readonly profileId: string;
  /** Messages in that time that the timeline says were sent, and how many of them the replay of the live program sends. */
  readonly recorded: number;
  readonly reproduced: number;
  readonly readsFrom: number;
  readonly isCut: boolean;
  readonly lost: number;
}

export interface Comparison {
  readonly live: ProgramSnapshot;
  readonly changes: ProgramChanges;
  readonly notes: readonly string[];
  readonly people: readonly ComparedPerson[];
  /** Epoch ms. */
  readonly since: number;
  readonly now: number;
  readonly limit: number;
  readonly unreadable: readonly string[];
  readonly isOne: boolean;
}

const shownPeople = 5;
const shownDifferences = 6;

export function formatComparison(comparison: Comparison): CommandResult {
  const { live, changes, notes, people, since, now } = comparison;
  const different = people.filter(({ differences }) => differences.length > 0);
  const counts = countByTemplate(people);
  const caveats = listCaveats(comparison);
  const hasChanges = [changes.added, changes.changed, changes.removed].some(({ length }) => length > 0);
  return {
    exitCode: 0,
    json: {
      live: live.version,
      changes,
      since: toText(since),
      until: toText(now),
      people: people.length,
      different: different.length,
      templates: Object.fromEntries(counts),
      persons: different.map(({ profileId, differences }) => ({
        profileId,
        differences: differences.map(toJson),
      })),
      caveats,
    },
    lines: [
      ...notes,
      `Draft against version ${live.version} in force, on what ${describePeople(people.length)} did, ${formatMoment(since)} to ${formatMoment(now)}.`,
      ...(hasChanges ? formatChanges(changes) : ['  The files change nothing that is in force.']),
      '',
      `${different.length} of ${describePeople(people.length)} would be treated differently.`,
      ...formatCounts(counts),
      ...different.slice(0, shownPeople).flatMap(formatPerson),
      ...(different.length > shownPeople
        ? [`  ... and ${different.length - shownPeople} more (all with --json)`]
        : []),
      '',
      'What this cannot tell:',
      ...caveats.map((caveat) => `  - ${caveat}`),
    ],
  };
}

type Counts = Map<string, Record<MessageDifference['kind'], number>>;

function countByTemplate(people: readonly ComparedPerson[]): Counts {
  const counts: Counts = new Map();
  for (const { kind, template } of people.flatMap(({ differences }) => differences)) {
    const count = counts.get(template) ?? { only_draft: 0, only_live: 0, other_time: 0 };
    counts.set(template, count);
    count[kind] += 1;
  }
  return counts;
}

function formatCounts(counts: Counts): string[] {
  if (counts.size === 0) return [];
  const rows = [...counts].map(([template, count]) => [
    `"${template}"`,
    String(count.only_draft),
    String(count.only_live),
    String(count.other_time),
  ]);
  return formatTable([['message', 'only in the draft', 'only live', 'at another time'], ...rows], '  ');
}

function formatPerson({ profileId, differences }: ComparedPerson): string[] {
  const rest = differences.length - shownDifferences;
  return [
    `  ${profileId}`,
    ...differences.slice(0, shownDifferences).map((difference) => `    ${describe(difference)}`),
    ...(rest > 0 ? [`    ... and ${rest} more`] : []),
  ];
}

function describe({ kind, template, origin, draftAt = 0, liveAt = 0 }: MessageDifference): string {
  const what = `"${template}" (${nameOrigin(origin)})`;
  if (kind === 'only_draft') return `+ ${formatMoment(draftAt)}  ${what}, only in the draft`;
  if (kind === 'only_live') return `- ${formatMoment(liveAt)}  ${what}, only live`;
  return `~ ${formatMoment(draftAt)}  ${what}, live ${formatMoment(liveAt)}`;
}

function listCaveats({ people, limit, since, unreadable, isOne, live }: Comparison): string[] {
  const sum = (read: (person: ComparedPerson) => number) =>
    people.reduce((total, person) => total + read(person), 0);
  const cut = people.filter(({ isCut }) => isCut).length;
  const lost = sum((person) => person.lost);
  const oldest = people.reduce(
    (least, { readsFrom }) => Math.min(least, readsFrom),
    Number.POSITIVE_INFINITY,
  );
  const [recorded, reproduced] = [sum((person) => person.recorded), sum((person) => person.reproduced)];
  return [
    `Everybody starts empty where their timeline begins, the earliest ${formatMoment(oldest)}: what expired before is not known to the replay.`,
    describeFaith(recorded, reproduced, since),
    ...(cut === 0 ? [] : [`Of ${describePeople(cut)} only the newest entries were read.`]),
    ...(lost === 0
      ? []
      : [
          `Left out, for their touchpoint was not kept: ${lost.toLocaleString('en-US')} entries of timelines.`,
        ]),
    ...(live.campaigns.some(({ schedule }) => schedule.timeZone === 'recipient')
      ? ['Campaigns at each person’s own time are played when they reached the person, not at that time.']
      : []),
    'Only messages are compared, as handed to their channel; not updates, events and webhooks.',
    'Reactions are as they were recorded: nobody opens or buys because of a message that was never sent.',
    ...(isOne || people.length < limit
      ? []
      : [`${describePeople(people.length)} were looked at, in no order; more with --people.`]),
    ...(unreadable.length === 0 ? [] : [`${formatCount(unreadable.length, 'profile')} could not be read.`]),
  ];
}

function describeFaith(recorded: number, reproduced: number, since: number): string {
  if (recorded === 0)
    return `No message is recorded since ${formatMoment(since)} to hold the replay against.`;
  const start = `The replay of the live program sends ${reproduced} of the ${formatCount(recorded, 'message')} that really were sent then`;
  if (recorded === reproduced) return `${start}.`;
  return `${start}; the rest came of other versions, or of what is not recorded.`;
}

function describePeople(count: number): string {
  return count === 1 ? '1 person' : `${count.toLocaleString('en-US')} people`;
}

function toJson({ draftAt, liveAt, ...difference }: MessageDifference): object {
  return {
    ...difference,
    ...(draftAt === undefined ? {} : { draftAt: toText(draftAt) }),
    ...(liveAt === undefined ? {} : { liveAt: toText(liveAt) }),
  };
}

function toText(at: number): string {
  return new Date(at).toISOString();
}
