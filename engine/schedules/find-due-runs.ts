/** Which runs of a schedule are due: what is started, what was missed, and when to look again. Pure. */
import { HOUR } from '../base/time-units.ts';
import type { AudienceSchedule } from '../model/documents/document-base.ts';
import type { CompiledSchedule } from './schedule.ts';

/** A run this late starts all the same; a later one would surprise everybody. */
export const latestStart = 24 * HOUR;
/** A campaign published this long after its one moment starts at once. */
const lateBy = HOUR;
/** From the first zone on earth to the last. */
const daySpan = 26 * HOUR;
/** Missed runs that are told one by one. */
const toldAtMost = 20;

export interface DueRuns {
  /** Start of the one run to start now (epoch ms). */
  readonly start?: number;
  /** Starts of runs that nobody started in time, the newest; never run again. */
  readonly missed: readonly number[];
  /** Start of the run after them; undefined = none is left. */
  readonly next: number | undefined;
}

/**
 * Start of the first run of a schedule that was not seen before. One at each person's own time counts as due while it
 * is not over everywhere, a single moment for an hour, a recurring one from now on.
 */
export function findFirstRun(
  schedule: CompiledSchedule,
  { repeat }: AudienceSchedule,
  now: number,
): number | undefined {
  // One at each person's own time that ends this very moment is over.
  if (schedule.isByRecipient) return schedule.firstRun(now + 1);
  return schedule.firstRun(repeat === undefined ? now - lateBy : now);
}

/** What is known when a schedule that has run before was edited. Epoch milliseconds. */
export interface ScheduleEdit {
  readonly now: number;
  /** When the edit was published, or later. */
  readonly publishedAt: number;
  /** The next run by the schedule as it was. */
  readonly planned?: number | undefined;
}

/**
 * Start of the first run after a schedule was edited: what lies behind the edit stays behind. A run that is due by
 * both, or came due between the edit and now, is not lost for it.
 */
export function findNextRun(
  schedule: CompiledSchedule,
  { now, publishedAt, planned }: ScheduleEdit,
): number | undefined {
  if (planned !== undefined && planned <= now && schedule.next(planned - 1) === planned) return planned;
  return schedule.next(Math.min(now, publishedAt));
}

/** Of several runs that came due while nobody looked, the newest alone starts: nobody wants yesterday's six at once. */
export function findDueRuns(schedule: CompiledSchedule, next: number, now: number): DueRuns {
  const due: number[] = [];
  let following: number | undefined = next;
  while (following !== undefined && following <= now) {
    due.push(following);
    if (due.length > toldAtMost) due.shift();
    // Whoever was away for very long need not count every minute of it.
    const isLongAgo = following < now - latestStart - daySpan && due.length === toldAtMost;
    following = schedule.next(isLongAgo ? now - latestStart - daySpan : following);
  }
  const newest = due.at(-1);
  const isInTime = newest !== undefined && now - schedule.endsAt(newest) <= latestStart;
  return {
    ...(newest !== undefined && isInTime ? { start: newest } : {}),
    missed: isInTime ? due.slice(0, -1) : due,
    next: following,
  };
}
