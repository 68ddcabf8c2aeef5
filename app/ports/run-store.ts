/** Runs, their checkpoints and plans. */
import type { RunTask } from './run-task.ts';

export type RunStatus = 'running' | 'paused' | 'cancelled' | 'done' | 'missed';

/**
 * Why a run is paused: by an operator, by its document, until its audience is counted, or because the audience is
 * larger than the policy's `maxRecipients` and no operator has approved it yet.
 */
export type RunHold = 'operator' | 'document' | 'count' | 'approval';

/** One run over profiles: of a campaign at one time, of a backfill, or of the people in a journey. */
export interface Run {
  /**
   * Campaign id, `journey:<id>` for a journey on a schedule, `count:` and one of these, `backfill`, `segments`, or
   * `wake:<journey id>`.
   */
  readonly name: string;
  /** Start (epoch ms): identifies the run. */
  readonly run: number;
  readonly task: RunTask;
  readonly audience: RunAudience;
  readonly scanSegments: number;
  /** Maximum number of people per minute, over all segments and all active runs of the name. */
  readonly perMinute?: number;
  /** When it was created (epoch ms): later than `run` when it started late. */
  readonly createdAt: number;
  readonly programVersion: number;
  readonly status: RunStatus;
  readonly pausedBy?: RunHold;
  /** Counts the audience and queues no tasks. */
  readonly isCount?: true;
  /** When its unfinished segments were last put on the queue (epoch ms). */
  readonly queuedAt?: number;
  readonly finishedAt?: number;
  /** Present when it is done. */
  readonly totals?: RunTotals;
}

export type RunAudience =
  | { readonly kind: 'segment'; readonly segment: string }
  | { readonly kind: 'journey'; readonly journey: string }
  /** The people whose segments change since this program version, and for whom no decision was made with it yet. */
  | { readonly kind: 'definitions'; readonly since: number }
  | { readonly kind: 'everybody' };

export interface RunTotals {
  readonly scanned: number;
  /** People of the audience whose tasks were queued. */
  readonly targeted: number;
  /** Unreadable items. */
  readonly unreadable: number;
}

/** The progress of one segment. */
export interface SegmentCheckpoint extends RunTotals {
  readonly name: string;
  readonly run: number;
  readonly segment: number;
  /** Number of writes. Each replaces exactly the one before. */
  readonly step: number;
  /** The invocation that wrote it. */
  readonly owner: string;
  readonly ticket: number;
  readonly cursor?: string;
  readonly isDone: boolean;
  /** Epoch ms. */
  readonly updatedAt: number;
}

/** State of a schedule or a journey between two invocations of start-runs. */
export interface RunPlan {
  readonly name: string;
  /** Hash of its source: the schedule, or the journey's status and newest step map. */
  readonly hash: string;
  /** Start of the next run (epoch ms); absent when none is left. */
  readonly next?: number;
  /** Of the plan `definitions`: the hash of each computed trait or counter. */
  readonly definitions?: Readonly<Record<string, string>>;
  /** Those of them that a backfill must count again from the timeline, and since when (epoch ms). */
  readonly pending?: Readonly<Record<string, number>>;
}

export interface RunChange {
  /** Applies only if the run is in one of these. */
  readonly from: readonly RunStatus[];
  readonly status: RunStatus;
  readonly pausedBy?: RunHold;
  readonly finishedAt?: number;
  readonly totals?: RunTotals;
}

export interface RunStore {
  /** False: the run exists already. */
  createRun(run: Run): Promise<boolean>;
  readRun(name: string, run: number): Promise<Run | undefined>;
  /** One page of the runs that are running or paused; about a second behind. */
  listActive(cursor: string | undefined): Promise<RunPage>;
  /** One page, newest first. */
  listRuns(name: string, cursor: string | undefined): Promise<RunPage>;
  /** Also clears when its segments were queued: a resumed run queues them again. False: it has another status. */
  changeRun(name: string, run: number, change: RunChange): Promise<boolean>;
  /** Applies if it is still running. */
  noteQueued(name: string, run: number, at: number): Promise<void>;
  readSegment(name: string, run: number, segment: number): Promise<SegmentCheckpoint | undefined>;
  /** Writes it if the stored step is `step - 1` (absent when that is 0). False: another worker wrote. */
  saveSegment(checkpoint: SegmentCheckpoint): Promise<boolean>;
  /** One page. */
  listSegments(name: string, run: number, cursor: string | undefined): Promise<SegmentPage>;
  /** Adds to the minute's count (epoch minutes) and returns the sum. Atomic, not idempotent. */
  acquireTokens(name: string, minute: number, wanted: number): Promise<number>;
  /** One page. */
  listPlans(cursor: string | undefined): Promise<PlanPage>;
  savePlan(plan: RunPlan): Promise<void>;
}

export interface RunPage {
  readonly runs: readonly Run[];
  readonly cursor?: string;
}

export interface SegmentPage {
  readonly segments: readonly SegmentCheckpoint[];
  readonly cursor?: string;
}

export interface PlanPage {
  readonly plans: readonly RunPlan[];
  readonly cursor?: string;
}
