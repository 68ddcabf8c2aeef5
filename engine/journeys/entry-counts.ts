/** How often a person entered a journey, per key: what reentry is decided by, across versions. */
import { writeRecord } from '../draft.ts';
import { hashText } from '../hash.ts';
import { maxEntries, maxKeyedEntries } from '../limits.ts';
import { addDuration } from '../patterns/duration.ts';
import type { Turn } from '../turn.ts';
import type { CompiledJourney } from './compiled-journey.ts';
import type { EntryCount } from './journey-position.ts';

export function countEntries(turn: Turn, { id }: CompiledJourney, key: string | undefined): number {
  return readCount(turn, nameCount(id, key))?.[0] ?? 0;
}

/** `at`: of the entry that is wanted (epoch ms). */
export function mayReenter(
  turn: Turn,
  { id, document, interval }: CompiledJourney,
  key: string | undefined,
  at: number,
): boolean {
  const count = readCount(turn, nameCount(id, key));
  if (count === undefined) return true;
  const [times, lastAt] = count;
  if (document.reentry === undefined || times >= (document.reentry.limit ?? Number.POSITIVE_INFINITY)) {
    return false;
  }
  return interval === undefined || at >= addDuration(lastAt, interval);
}

/** Counted also where reentry has no limit: one set later looks back. */
export function noteEntry(turn: Turn, { id }: CompiledJourney, key: string | undefined, at: number): void {
  const entered = writeRecord(turn.draft, 'entered') as Record<string, EntryCount>;
  const name = nameCount(id, key);
  const [times, lastAt] = readCount(turn, name) ?? [0, 0];
  entered[name] = [times + 1, Math.max(lastAt, at)];
  if (times === 0) dropOldest(entered, key !== undefined);
}

function nameCount(journey: string, key: string | undefined): string {
  return key === undefined ? journey : `${journey}/${hashText(key)}`;
}

function readCount(turn: Turn, name: string): EntryCount | undefined {
  const { entered } = turn.profile;
  return Object.hasOwn(entered, name) ? entered[name] : undefined;
}

function dropOldest(entered: Record<string, EntryCount>, isKeyed: boolean): void {
  const names = Object.keys(entered).filter((name) => name.includes('/') === isKeyed);
  if (names.length <= (isKeyed ? maxKeyedEntries : maxEntries)) return;
  let oldest = names[0] ?? '';
  for (const name of names) if ((entered[name]?.[1] ?? 0) < (entered[oldest]?.[1] ?? 0)) oldest = name;
  delete entered[oldest];
}
