/** Finds the due runs of a schedule: which one starts, which were missed, and when to check again. Pure. */
import { omitAbsent } from '../base/omit-absent.ts';
import { HOUR } from '../base/time-units.ts';
import type { AudienceSchedule } from '../model/documents/document-base.ts';
import type { CompiledSchedule } from './schedule.ts';

/** A run this late still starts; a later one would surprise people. */
export const latestStart = 24 * HOUR;
/** A campaign published this long after its one moment starts at once. */
const lateBy = HOUR;
/** From the first zone on earth to the last. */
const daySpan = 26 * HOUR;
/** Maximum number of missed runs that are reported individually. */
const maxReported = 20;

export interface DueRuns {
  /** Start of the one run to start now (epoch ms). */
  readonly start?: number;
  /** Starts of runs that were not started in time, the newest; they never run. */
  readonly missed: readonly number[];
  /** Start of the run after them; undefined = none is left. */
  readonly next: number | undefined;
}

/**
 * Start of the first run of a new schedule. A run at each person's own time counts as due while it
 * is not over everywhere, a single moment for an hour, a recurring one from now on.
 */
export function findFirstRun(
  schedule: CompiledSchedule,
  { repeat }: AudienceSchedule,
  now: number,
): number | undefined {
  // A run at each person's own time that ends at this moment is over.
  if (schedule.isByRecipient) return schedule.firstRun(now + 1);
  return schedule.firstRun(repeat === undefined ? now - lateBy : now);
}

/** The known moments of an edited schedule that has run before. Epoch milliseconds. */
export interface ScheduleEdit {
  readonly now: number;
  /** When the edit was published, or later. */
  readonly publishedAt: number;
  /** The next run by the previous schedule. */
  readonly planned?: number | undefined;
}

/**
 * Start of the first run after a schedule was edited: runs before the edit are not run. A run that is due by
 * both schedules, or became due between the edit and now, is not lost.
 */
export function findNextRun(
  schedule: CompiledSchedule,
  { now, publishedAt, planned }: ScheduleEdit,
): number | undefined {
  if (planned !== undefined && planned <= now && schedule.next(planned - 1) === planned) return planned;
  return schedule.next(Math.min(now, publishedAt));
}

/** Of several runs that became due between two checks, only the newest starts: no one wants yesterday's six at once. */
export function findDueRuns(schedule: CompiledSchedule, next: number, now: number): DueRuns {
  const due: number[] = [];
  let following: number | undefined = next;
  while (following !== undefined && following <= now) {
    due.push(following);
    if (due.length > maxReported) due.shift();
    // After a very long absence, not every missed run is counted.
    const isLongAgo = following < now - latestStart - daySpan && due.length === maxReported;
    following = schedule.next(isLongAgo ? now - latestStart - daySpan : following);
  }
  const newest = due.at(-1);
  const isInTime = newest !== undefined && now - schedule.endsAt(newest) <= latestStart;
  return {
    ...omitAbsent({ start: isInTime ? newest : undefined }),
    missed: isInTime ? due.slice(0, -1) : due,
    next: following,
  };
}
