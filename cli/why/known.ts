/** All that is known of a person, and how to look through it. */

import type { HeldRun } from '../../app/inspect/campaigns/held-runs.ts';
import type { LedgerMessage } from '../../app/ports/ports.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { TimelineEntry, Trace } from '../../engine/model/timeline-entry.ts';
import { describeHeldRun } from '../output/describe-run.ts';

export interface Known {
  readonly profileId: string;
  /** Absent when the profile is not stored (any more). */
  readonly profile?: Profile;
  /** By the moment of decision, oldest first. */
  readonly entries: readonly TimelineEntry[];
  /** By id. */
  readonly messages: ReadonlyMap<string, LedgerMessage>;
  /** When the timeline read begins (epoch ms): older entries were left out, or expired. */
  readonly readsFrom?: number;
  /** What is in force; absent when nothing is published. */
  readonly program?: ProgramSnapshot;
  /** Segments that are incomplete for people from before their publication until a backfill; see HistoryNeed. */
  readonly incomplete?: readonly string[];
  /** Runs that wait for approval or for their count. */
  readonly heldRuns?: readonly HeldRun[];
  /** Epoch ms. */
  readonly now: number;
}

/** One decision, and what it was made at. */
export interface Evidence {
  readonly entry: TimelineEntry;
  readonly trace: Trace;
}

/** Oldest first. */
export function findEvidence(known: Known, isWanted: (trace: Trace) => boolean): Evidence[] {
  return known.entries.flatMap((entry) => entry.traces.filter(isWanted).map((trace) => ({ entry, trace })));
}

/** Of a message: the note names its template, sometimes with more behind a colon. */
export function readTemplate({ action, note }: Trace): string | undefined {
  return action === 'send' ? note?.split(':')[0] : undefined;
}

/** `origin`: campaign id, or `journey:<id>` of a journey on a schedule. */
export function describeHeldRuns({ heldRuns = [] }: Known, origin: string): string[] {
  return heldRuns.filter((held) => held.name === origin).map(describeHeldRun);
}
