/** Formats what a draft would change for people. */

import type { ComparedPerson } from '../../app/simulate/compare-people.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { ProgramChanges } from '../../engine/config/snapshot/list-changes.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { MessageDifference } from '../../engine/simulate/compare-messages.ts';
import type { CommandResult } from '../terminal/command-result.ts';
import { nameOrigin } from './describe-trace.ts';
import { formatMoment } from './format-moment.ts';
import { formatChanges } from './format-report.ts';
import { formatCount, formatPeople, formatTable } from './format-table.ts';

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
  const { live, changes, notes, people, since, now, isOne } = comparison;
  const different = people.filter(({ differences }) => differences.length > 0);
  const counts = countByTemplate(people);
  const caveats = listCaveats(comparison);
  const hasChanges = [changes.added, changes.changed, changes.removed].some(({ length }) => length > 0);
  return {
    exitCode: 0,
    shows: isOne ? { people: people.map(({ profileId }) => profileId) } : { count: different.length },
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
      `Draft compared with published version ${live.version}, on the events of ${formatPeople(people.length)}, ${formatMoment(since)} to ${formatMoment(now)}.`,
      ...(hasChanges ? formatChanges(changes) : ['  The files change nothing that is published.']),
      '',
      `${different.length} of ${formatPeople(people.length)} would be treated differently.`,
      ...formatCounts(counts),
      ...different.slice(0, shownPeople).flatMap(formatPerson),
      ...(different.length > shownPeople
        ? [`  ... and ${different.length - shownPeople} more (all with --json)`]
        : []),
      '',
      'Limits of this comparison:',
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
    `Every person starts with an empty profile at the beginning of their timeline, the earliest at ${formatMoment(oldest)}: the replay does not know expired entries.`,
    describeFaith(recorded, reproduced, since),
    ...(cut === 0 ? [] : [`Of ${formatPeople(cut)} only the newest entries were read.`]),
    ...(lost === 0
      ? []
      : [`Skipped ${lost.toLocaleString('en-US')} timeline entries whose touchpoint was not stored.`]),
    ...(live.campaigns.some(({ schedule }) => schedule.timeZone === 'recipient')
      ? ['Campaigns at each person’s local time are replayed at the recorded time, not at that local time.']
      : []),
    'Only messages sent to a channel are compared; not updates, events and webhooks.',
    'Reactions are as recorded: no person opens or buys because of a message that was never sent.',
    ...(isOne || people.length < limit
      ? []
      : [`${formatPeople(people.length)} were compared, in no particular order; use --people for more.`]),
    ...(unreadable.length === 0 ? [] : [`${formatCount(unreadable.length, 'profile')} could not be read.`]),
  ];
}

function describeFaith(recorded: number, reproduced: number, since: number): string {
  if (recorded === 0) return `No recorded message since ${formatMoment(since)} to compare the replay with.`;
  const start = `The replay of the live program sends ${reproduced} of the ${formatCount(recorded, 'message')} that were sent in this time`;
  if (recorded === reproduced) return `${start}.`;
  return `${start}; other versions, or unrecorded inputs, caused the rest.`;
}

function toJson({ draftAt, liveAt, ...difference }: MessageDifference): object {
  return {
    ...difference,
    ...omitAbsent({
      draftAt: draftAt === undefined ? undefined : toText(draftAt),
      liveAt: liveAt === undefined ? undefined : toText(liveAt),
    }),
  };
}

function toText(at: number): string {
  return new Date(at).toISOString();
}
