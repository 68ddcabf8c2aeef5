/** Counts the people on each step of a journey. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { PublishedJourney } from '../../engine/model/program-snapshot.ts';
import type { ProfileScanner } from '../ports/profile-scanner.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { scanProfiles } from './scan-profiles.ts';

export interface StepCount {
  readonly version: number;
  readonly step: string;
  readonly people: number;
  /** Since when the first, the median and the last of them are there (epoch ms). */
  readonly oldest: number;
  readonly median: number;
  readonly newest: number;
}

export type JourneyCount =
  /** `known`: ids of the published journeys. */
  { readonly outcome: 'unknown_journey'; readonly known: readonly string[] } | CountedJourney;

export interface CountedJourney {
  readonly outcome: 'counted';
  readonly published: PublishedJourney;
  readonly people: number;
  /** A person who is in it several times (one instance per key) counts each time. */
  readonly instances: number;
  /** The newest version first; its steps as the document lists them. */
  readonly steps: readonly StepCount[];
  readonly profilesRead: number;
  /** Ids of profiles that could not be read. */
  readonly unreadable: readonly string[];
}

/** `id`: `win-back` or `journey:win-back`. Reads all profiles, unless the journey is unknown. */
export async function countJourney(
  id: string,
  { scanner, programs }: { readonly scanner: ProfileScanner; readonly programs: ProgramStore },
  onProgress?: (read: number) => void,
): Promise<JourneyCount> {
  const journeys = (await loadPublished(programs))?.journeys ?? [];
  const published = journeys.find(({ document }) => document.id === id.replace(/^journey:/, ''));
  // A mistyped id is reported before all profiles are read. A journey with people in it cannot leave the program.
  if (published === undefined)
    return { outcome: 'unknown_journey', known: journeys.map(({ document }) => document.id) };
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
    omitAbsent({ onProgress }),
  );
  const steps = [...since]
    .map(([place, moments]) => summarize(place, moments))
    .sort(compareCounts(published));
  return {
    outcome: 'counted',
    published,
    people,
    instances: steps.reduce((sum, count) => sum + count.people, 0),
    steps,
    profilesRead: scan.read,
    unreadable: scan.unreadable,
  };
}

/** A step map took the version out of the program: the people in it move to the new one at their next event or timer. */
export function isMoving(version: number, published: PublishedJourney): boolean {
  return version < published.version && !published.earlier.some((scan) => scan.version === version);
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
