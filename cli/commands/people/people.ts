/** `percorso people`: how many stand on each step of a journey, by version, and since when. */

import { scanProfiles } from '../../../app/inspect/scan-profiles.ts';
import type { ProfileScanner, ProgramStore } from '../../../app/ports/ports.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import type { PublishedJourney } from '../../../engine/model/program-snapshot.ts';
import { describeUnreadable } from '../../output/describe-unreadable.ts';
import { formatLength, formatMoment } from '../../output/format-moment.ts';
import { formatCount, formatPeople, formatTable } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

export interface StepCount {
  readonly version: number;
  readonly step: string;
  readonly people: number;
  /** Since when the first, the middle and the last of them stand there (epoch ms). */
  readonly oldest: number;
  readonly median: number;
  readonly newest: number;
}

/** Somebody who is in it several times (one instance per key) counts each time. */
export async function countPeople(
  id: string,
  { scanner, programs }: { readonly scanner: ProfileScanner; readonly programs: ProgramStore },
  { now, onProgress }: { readonly now: number; readonly onProgress?: (read: number) => void },
): Promise<CommandResult> {
  const journeys = (await loadPublished(programs))?.journeys ?? [];
  const published = journeys.find(({ document }) => document.id === id.replace(/^journey:/, ''));
  // Told before all profiles are read for a slip of the pen. What people stand in cannot leave the program.
  if (published === undefined) return describeUnknown(id, journeys);
  const journey = published.document.id;
  const since = new Map<string, number[]>();
  let people = 0;
  const scan = await scanProfiles(
    scanner,
    (profile) => {
      const positions = profile.journeys.filter((position) => position.journey === journey);
      if (positions.length > 0) people += 1;
      for (const position of positions) {
        const place = JSON.stringify([position.version, position.step]);
        const moments = since.get(place) ?? [];
        since.set(place, moments);
        moments.push(position.since);
      }
      return true;
    },
    onProgress === undefined ? {} : { onProgress },
  );
  const counts = [...since]
    .map(([place, moments]) => summarize(place, moments))
    .sort(compareCounts(published));
  const instances = counts.reduce((sum, count) => sum + count.people, 0);
  return {
    exitCode: scan.unreadable.length === 0 ? 0 : 1,
    json: {
      journey,
      version: published.version,
      status: published.document.status,
      people,
      instances,
      profilesRead: scan.read,
      unreadable: scan.unreadable,
      steps: counts.map(toJson),
    },
    lines: [
      describeJourney(published),
      ...formatSteps(counts, published, now),
      ...explainMoves(counts, published),
      `${formatPeople(people)} inside${instances === people ? '' : `, ${formatCount(instances, 'instance')}`}; ${formatCount(scan.read, 'profile')} read.`,
      ...describeUnreadable(scan.unreadable),
    ],
  };
}

function summarize(place: string, moments: readonly number[]): StepCount {
  const [version, step] = JSON.parse(place) as [number, string];
  const sorted = Float64Array.from(moments).sort();
  const at = (index: number) => sorted[index] ?? 0;
  return {
    version,
    step,
    people: sorted.length,
    oldest: at(0),
    median: at(Math.floor((sorted.length - 1) / 2)),
    newest: at(sorted.length - 1),
  };
}

/** The newest version first; its steps as the document lists them. */
function compareCounts(published: PublishedJourney) {
  const order = Object.keys(published.document.steps);
  const placeOf = (step: string) => (order.includes(step) ? order.indexOf(step) : order.length);
  return (left: StepCount, right: StepCount): number =>
    right.version - left.version ||
    placeOf(left.step) - placeOf(right.step) ||
    (left.step < right.step ? -1 : 1);
}

function describeJourney({ document, version }: PublishedJourney): string {
  const name = document.name === undefined ? '' : ` (${document.name})`;
  return `Journey ${document.id}${name}: ${document.status}, version ${version}.`;
}

function formatSteps(counts: readonly StepCount[], published: PublishedJourney, now: number): string[] {
  if (counts.length === 0) return ['Nobody is inside.'];
  const rows = counts.map(({ version, step, people, oldest, median, newest }) => [
    `version ${version}${nameVersion(version, published)}`,
    step,
    people.toLocaleString('en-US'),
    `${formatMoment(oldest)} (${formatLength(now - oldest)})`,
    formatMoment(median),
    formatMoment(newest),
  ]);
  return formatTable([['', 'step', 'people', 'oldest since', 'median', 'newest'], ...rows], '  ');
}

function nameVersion(version: number, published: PublishedJourney): string {
  if (version === published.version) return '';
  return isMoving(version, published) ? ' (being moved)' : ' (earlier)';
}

/** A step map took the version out of the program: who stands in it goes to the new one when next looked at. */
function isMoving(version: number, published: PublishedJourney): boolean {
  return version < published.version && !published.earlier.some((scan) => scan.version === version);
}

function explainMoves(counts: readonly StepCount[], published: PublishedJourney): string[] {
  if (!counts.some(({ version }) => isMoving(version, published))) return [];
  return ['Those being moved are brought over within minutes, sooner where an event comes first.'];
}

function describeUnknown(journey: string, journeys: readonly PublishedJourney[]): CommandResult {
  const problem = `No journey "${journey}" is published.`;
  const ids = journeys.map(({ document }) => document.id);
  const remedy =
    ids.length === 0
      ? 'No journey is published: `percorso push FILES --publish`.'
      : `There are: ${ids.join(', ')}.`;
  return {
    exitCode: 1,
    json: { error: { code: 'unknown_journey', problem, remedy } },
    lines: [`${problem} ${remedy}`],
  };
}

function toJson({ version, step, people, oldest, median, newest }: StepCount): object {
  const toText = (at: number) => new Date(at).toISOString();
  return { version, step, people, oldest: toText(oldest), median: toText(median), newest: toText(newest) };
}
