/**
 * Virtual time: real time plus an offset that only grows.
 *
 * Deadlines (queue visibility, delays, batching windows) and recurring schedules depend on it. They fire when time
 * passes them, or in order on the way when the clock is moved (see `advance.ts`).
 */

import { type Deadline, DeadlineHeap } from './deadline-heap.ts';

export interface Recurring {
  readonly id: string;
  /** First tick strictly after `time`, epoch ms; undefined when there is none. */
  nextAfter(time: number): number | undefined;
  /** Runs one tick; resolves when its direct effect (the invocation) is finished. */
  run(tick: number): Promise<void>;
}

export interface ScheduleState {
  readonly recurring: Recurring;
  next: number | undefined;
  lastRun: number;
}

const longestTimerMs = 2_000_000_000;

export class VirtualClock {
  /** `[offset]` in ms, shared with every worker so that all see one time. */
  readonly shared = new Float64Array(new SharedArrayBuffer(8));
  readonly schedules: ScheduleState[] = [];
  readonly #deadlines = new DeadlineHeap();
  #timer: NodeJS.Timeout | undefined;
  #isHeld = false;
  #isClosed = false;

  now(): number {
    return Date.now() + (this.shared[0] ?? 0);
  }

  /** Sets the start of time, before anything depends on it: also to the past, for a replay. */
  startAt(time: number): void {
    this.shared[0] = time - Date.now();
  }

  /** Moves time forward to `time`; never back. Fires nothing by itself. */
  moveTo(time: number): void {
    const gap = time - this.now();
    if (gap > 0) this.shared[0] = (this.shared[0] ?? 0) + gap;
  }

  /** Calls `run` once when virtual time reaches `at` (epoch ms). */
  setDeadline(at: number, run: () => void): Deadline {
    const deadline = this.#deadlines.add(at, run);
    if (this.#deadlines.first() === deadline) this.#arm();
    return deadline;
  }

  clearDeadline(deadline: Deadline): void {
    this.#deadlines.remove(deadline);
  }

  addSchedule(recurring: Recurring): void {
    const now = this.now();
    this.schedules.push({ recurring, next: recurring.nextAfter(now), lastRun: Number.NEGATIVE_INFINITY });
    this.#arm();
  }

  nextDeadline(): number | undefined {
    return this.#deadlines.first()?.at;
  }

  /** Fires every deadline due at the present moment, earliest first. */
  fireDueDeadlines(): number {
    let fired = 0;
    for (;;) {
      const first = this.#deadlines.first();
      if (first === undefined || first.at > this.now()) return fired;
      this.#deadlines.remove(first);
      first.run();
      fired += 1;
    }
  }

  /** While held, time fires nothing by itself: the caller that moves the clock fires deadlines in order. */
  hold(): void {
    this.#isHeld = true;
    clearTimeout(this.#timer);
  }

  release(): void {
    this.#isHeld = false;
    this.#arm();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    if (this.#isHeld || this.#isClosed) return;
    clearTimeout(this.#timer);
    let next = this.nextDeadline() ?? Number.POSITIVE_INFINITY;
    for (const schedule of this.schedules) next = Math.min(next, schedule.next ?? Number.POSITIVE_INFINITY);
    if (next === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.max(next - this.now(), 0), longestTimerMs);
    this.#timer = setTimeout(() => this.#flow(), wait);
    this.#timer.unref();
  }

  #flow(): void {
    this.fireDueDeadlines();
    const now = this.now();
    for (const schedule of this.schedules) {
      if (schedule.next === undefined || schedule.next > now) continue;
      const tick = schedule.next;
      schedule.lastRun = tick;
      // From now, not from the tick: a laptop that slept does not replay the ticks of its sleep.
      schedule.next = schedule.recurring.nextAfter(now);
      void schedule.recurring.run(tick);
    }
    this.#arm();
  }
}
