/** Counts a person's entries into a journey, per key and across versions: reentry depends on them. */

import { type EntryCount, nameEntryCount } from '../model/journey-position.ts';
import { maxEntries, maxKeyedEntries } from '../model/limits.ts';
import type { Profile } from '../model/profile.ts';
import { addDuration } from '../time/duration.ts';
import type { Turn } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';
import type { CompiledJourney } from './compiled-journey.ts';

export function countEntries(turn: Turn, { id }: CompiledJourney, key: string | undefined): number {
  return readCount(turn, nameEntryCount(id, key))?.[0] ?? 0;
}

/** `at`: time of the requested entry (epoch ms). */
export function mayReenter(
  turn: Turn,
  { id, document, interval }: CompiledJourney,
  key: string | undefined,
  at: number,
): boolean {
  const count = readCount(turn, nameEntryCount(id, key));
  if (count === undefined) return true;
  const [times, lastAt] = count;
  if (document.reentry === undefined || times >= (document.reentry.limit ?? Number.POSITIVE_INFINITY)) {
    return false;
  }
  return interval === undefined || at >= addDuration(lastAt, interval);
}

/**
 * Counts also when reentry has no limit: a limit that is set later applies to past entries. A count beyond the limit of
 * the profile goes to the archive, the oldest first.
 */
export function noteEntry(turn: Turn, { id }: CompiledJourney, key: string | undefined, at: number): void {
  const name = nameEntryCount(id, key);
  const [times, lastAt] = readCount(turn, name) ?? [0, 0];
  const entered = writeRecord(turn, 'journeyEntries');
  entered[name] = [times + 1, Math.max(lastAt, at)];
  archiveOldest(turn, entered, name);
}

/** Undefined: never entered. While the profile holds fewer than the limit, none can be in the archive. */
function readCount({ profile, archive }: Turn, name: string): EntryCount | undefined {
  const { journeyEntries } = profile;
  if (Object.hasOwn(journeyEntries, name)) return journeyEntries[name];
  if (listAlike(journeyEntries, name).length < findLimit(name)) return undefined;
  const { known, missing, archived } = archive;
  // Counts that this decision archives are not in the archive yet, so a read would not find them.
  const leaving = archived.find(([other]) => other === name);
  if (leaving !== undefined) return leaving[1];
  if (!known.has(name) && !missing.includes(name)) missing.push(name);
  return known.get(name);
}

/** Archives only counts as they are stored: this decision's own counts are not valid before the profile is saved. */
function archiveOldest({ given, archive }: Turn, entered: Record<string, EntryCount>, name: string): void {
  const names = listAlike(entered, name);
  const stored = given.journeyEntries;
  const oldestFirst = names
    .filter((other) => Object.hasOwn(stored, other) && stored[other] === entered[other])
    .sort((left, right) => (entered[left]?.[1] ?? 0) - (entered[right]?.[1] ?? 0));
  for (const oldest of oldestFirst.slice(0, Math.max(0, names.length - findLimit(name)))) {
    const count = entered[oldest];
    if (count !== undefined) archive.archived.push([oldest, count]);
    delete entered[oldest];
  }
}

/** Counts with a key and counts without one have separate limits. */
function listAlike(entered: Profile['journeyEntries'], name: string): readonly string[] {
  return Object.keys(entered).filter((other) => isKeyed(other) === isKeyed(name));
}

function findLimit(name: string): number {
  return isKeyed(name) ? maxKeyedEntries : maxEntries;
}

function isKeyed(name: string): boolean {
  return name.includes('/');
}
