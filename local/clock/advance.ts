/** Moves the clock on request: runs all due work on the way in time order, and waits for each. */

import type { Activity } from '../activity.ts';
import type { ScheduleState, VirtualClock } from './virtual-clock.ts';

export interface AdvanceReport {
  readonly now: string;
  readonly scheduleRuns: number;
  readonly deadlinesFired: number;
}

/**
 * Moves time to `target` (epoch ms). With `everyMs`, a schedule runs at most once per interval on the way, and always at
 * its last due tick. Returns once the queue work that it caused is finished.
 */
export async function advanceClock(
  clock: VirtualClock,
  activity: Activity,
  target: number,
  everyMs = 0,
): Promise<AdvanceReport> {
  clock.hold();
  let scheduleRuns = 0;
  let deadlinesFired = 0;
  try {
    await activity.whenSettled();
    for (;;) {
      const schedule = pickEarliest(clock.schedules);
      const deadline = clock.nextDeadline() ?? Number.POSITIVE_INFINITY;
      const tick = schedule?.next ?? Number.POSITIVE_INFINITY;
      if (Math.min(tick, deadline) > target) break;
      if (schedule === undefined || deadline <= tick) {
        clock.moveTo(deadline);
        deadlinesFired += clock.fireDueDeadlines();
      } else if (tick < schedule.lastRun + everyMs && hasTickBetween(schedule, tick, target)) {
        schedule.next = skipTicks(schedule, tick, target, everyMs);
        continue;
      } else {
        clock.moveTo(tick);
        schedule.lastRun = tick;
        schedule.next = schedule.recurring.nextAfter(tick);
        scheduleRuns += 1;
        await schedule.recurring.run(tick);
      }
      await activity.whenSettled();
    }
    clock.moveTo(target);
  } finally {
    clock.release();
  }
  return { now: new Date(clock.now()).toISOString(), scheduleRuns, deadlinesFired };
}

function pickEarliest(schedules: readonly ScheduleState[]): ScheduleState | undefined {
  let earliest: ScheduleState | undefined;
  for (const schedule of schedules) {
    if (schedule.next === undefined) continue;
    if (earliest?.next === undefined || schedule.next < earliest.next) earliest = schedule;
  }
  return earliest;
}

function hasTickBetween(schedule: ScheduleState, tick: number, target: number): boolean {
  const next = schedule.recurring.nextAfter(tick);
  return next !== undefined && next <= target;
}

/** First tick a full interval after the last run, or else the last tick before the target. */
function skipTicks(schedule: ScheduleState, tick: number, target: number, everyMs: number): number {
  const far = schedule.recurring.nextAfter(schedule.lastRun + everyMs - 1);
  if (far !== undefined && far <= target) return far;
  let last = tick;
  for (;;) {
    const next = schedule.recurring.nextAfter(last);
    if (next === undefined || next > target) return last;
    last = next;
  }
}
