/** What a run does to each person, and the queue messages of a run. */
import type { CampaignReach } from '../../engine/model/decision.ts';

/** The task of a run for each person of its audience. */
export type RunTask = CampaignReach | BackfillTask | { readonly kind: 'wake' };

/** A task for one profile, of a run or of an operator. */
export type ProfileTask = RunTask | UnmergeTask | RejoinTask;

/** An operator undoes a merge; the task is for the profile that ended. */
export interface UnmergeTask {
  readonly kind: 'unmerge';
  /** When the profile was marked (epoch ms): identifies the merge. */
  readonly at: number;
  /** The ARN of the operator. */
  readonly by: string;
}

/** An operator allows events to merge the profile again with those that it was separated from. */
export interface RejoinTask {
  readonly kind: 'rejoin';
}

export interface BackfillTask {
  readonly kind: 'backfill';
  readonly version: number;
  /** Traits and `did` counters to count again from the timeline. */
  readonly traits: readonly string[];
  readonly triggers: boolean;
  /** With `triggers`: people who were in one of these segments when it was published enter it now. */
  readonly segments?: readonly string[];
  /** Takes back what the import of this id stated; `traits` is empty then. */
  readonly undo?: string;
}

/** On the bulk queue: one task for several people. */
export interface RunTaskBatch {
  readonly kind: 'RunTaskBatch';
  readonly profileIds: readonly string[];
  readonly task: ProfileTask;
  /** Program version that the audience was evaluated with. A worker with an older program returns the record. */
  readonly version?: number;
}

/** On the fan-out queue: one segment of a run that has pages left. */
export interface RunSegment {
  readonly kind: 'RunSegment';
  readonly name: string;
  readonly run: number;
  readonly segment: number;
  /** When start-runs queued it (epoch ms): of two chains of messages for a segment, only the newer continues. */
  readonly ticket: number;
}
