/** What runs over all profiles need: campaigns, backfills and counts of positions. */
import type { CampaignReach } from '../../engine/model/decision.ts';
import type { Profile } from '../../engine/model/profile.ts';

/** One of `total` equal parts of all profiles; `index` from 0. A run keeps its `total` to the end. */
export interface ScanSegment {
  readonly index: number;
  readonly total: number;
}

export interface ProfilePage {
  /** In no order that means anything. May be empty though more pages follow. */
  readonly profiles: readonly Profile[];
  /** Ids of items that this version of the code cannot read: damaged, or written by a newer one. */
  readonly unreadable: readonly string[];
  /** Where the next page of the same segment begins; absent after the last. Opaque text, good for as long as you like. */
  readonly cursor?: string;
}

export interface ProfileScanner {
  /**
   * One page, eventually consistent: half a read unit per 4 KB read. A profile that exists when the run begins and
   * stays is met exactly once; who comes or goes meanwhile may be met or not. `limit`: items per page, 1 MB at most.
   */
  scan(segment: ScanSegment, cursor?: string, limit?: number): Promise<ProfilePage>;
  /** Where a page begins that goes on right after this profile of the segment. No call. */
  makeCursor(profileId: string): string;
}

/** What a run does to each person that it finds. */
export type RunTask =
  | CampaignReach
  /** `traits`: those to make anew from the timeline. */
  | {
      readonly kind: 'backfill';
      readonly version: number;
      readonly traits: readonly string[];
      readonly triggers: boolean;
      /** With `triggers`: who was in one of these when it was published enters it now. */
      readonly segments?: readonly string[];
    }
  | { readonly kind: 'wake' };

/** On the bulk queue: the same for several people. */
export interface RunTaskBatch {
  readonly kind: 'RunTaskBatch';
  readonly profileIds: readonly string[];
  readonly task: RunTask;
  /** Program version that the people were found by: who still goes by an older one hands them back. */
  readonly version?: number;
}

/** On the fan-out queue: one segment of a run has pages left. */
export interface RunSegment {
  readonly kind: 'RunSegment';
  readonly name: string;
  readonly run: number;
  readonly segment: number;
  /** When it was queued from outside (epoch ms): of two chains of messages for a segment, only the newer continues. */
  readonly ticket: number;
}

export type RunStatus = 'running' | 'paused' | 'cancelled' | 'done' | 'missed';

/**
 * Why a run is paused: by hand, because its document says so, until its audience is counted, or because the audience
 * is larger than the policy's `maxRecipients` and nobody has approved it yet.
 */
export type RunHold = 'operator' | 'document' | 'count' | 'approval';

/** One run over the people: of a campaign at a moment, of a backfill, of the people in a journey. */
export interface Run {
  /** Campaign id, `journey:<id>` for a journey on a schedule, `count:` and one of these, `backfill`, `segments`, or `wake:<journey id>`. */
  readonly name: string;
  /** Start (epoch ms): names it. */
  readonly run: number;
  readonly task: RunTask;
  readonly audience: RunAudience;
  readonly scanSegments: number;
  /** Maximum of people per minute, over all segments and all active runs of the name. */
  readonly perMinute?: number;
  /** When it was made (epoch ms): later than `run` when it started late. */
  readonly createdAt: number;
  readonly programVersion: number;
  readonly status: RunStatus;
  readonly pausedBy?: RunHold;
  /** Counts the audience and hands nobody out. */
  readonly isCount?: true;
  /** When its unfinished segments were last put on the queue (epoch ms). */
  readonly queuedAt?: number;
  readonly finishedAt?: number;
  /** Once it is done. */
  readonly totals?: RunTotals;
}

export type RunAudience =
  | { readonly kind: 'segment'; readonly segment: string }
  | { readonly kind: 'journey'; readonly journey: string }
  /** Those for whom segments change that are as new as this program version, and whom no decision has met with yet. */
  | { readonly kind: 'definitions'; readonly since: number }
  | { readonly kind: 'everybody' };

export interface RunTotals {
  readonly scanned: number;
  /** Found in the audience and handed to the profile queue. */
  readonly targeted: number;
  /** Items that could not be read. */
  readonly unreadable: number;
}

/** The progress of one segment. */
export interface SegmentCheckpoint extends RunTotals {
  readonly name: string;
  readonly run: number;
  readonly segment: number;
  /** Writes so far: each replaces exactly the one before. */
  readonly step: number;
  /** Invocation that wrote it. */
  readonly owner: string;
  readonly ticket: number;
  readonly cursor?: string;
  readonly isDone: boolean;
  /** Epoch ms. */
  readonly updatedAt: number;
}

/** What is remembered of a schedule or a journey between two looks. */
export interface RunPlan {
  readonly name: string;
  /** Of what it was made of: the schedule, or the journey's status and newest step map. */
  readonly hash: string;
  /** Start of the next run (epoch ms); absent = none is left. */
  readonly next?: number;
  /** Of the plan `definitions`: hash by computed trait or counter. */
  readonly definitions?: Readonly<Record<string, string>>;
  /** Those of them that are to be made anew from the timeline, and since when (epoch ms). */
  readonly pending?: Readonly<Record<string, number>>;
}

export interface RunChange {
  /** Happens only if the run is in one of these. */
  readonly from: readonly RunStatus[];
  readonly status: RunStatus;
  readonly pausedBy?: RunHold;
  readonly finishedAt?: number;
  readonly totals?: RunTotals;
}

export interface RunStore {
  /** False: the run is there already. */
  createRun(run: Run): Promise<boolean>;
  readRun(name: string, run: number): Promise<Run | undefined>;
  /** One page of the runs that are running or paused; a second or so behind. */
  listActive(cursor: string | undefined): Promise<RunPage>;
  /** One page, newest first. */
  listRuns(name: string, cursor: string | undefined): Promise<RunPage>;
  /** Also forgets when its segments were queued, so that a resumed run queues them again. False: in another status. */
  changeRun(name: string, run: number, change: RunChange): Promise<boolean>;
  /** If it is still running. */
  noteQueued(name: string, run: number, at: number): Promise<void>;
  readSegment(name: string, run: number, segment: number): Promise<SegmentCheckpoint | undefined>;
  /** Writes it if the one stored is `step - 1` (absent when that is 0). False: somebody else wrote. */
  saveSegment(checkpoint: SegmentCheckpoint): Promise<boolean>;
  /** One page. */
  listSegments(name: string, run: number, cursor: string | undefined): Promise<SegmentPage>;
  /** Adds to what was asked for in that minute (epoch minutes); the sum, this included. Atomic, not idempotent. */
  takeTokens(name: string, minute: number, wanted: number): Promise<number>;
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
