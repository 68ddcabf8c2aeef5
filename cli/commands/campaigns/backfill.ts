/** `percorso backfill`: applies new segments and computed traits to existing profiles. */
import { listRuns, readProgress } from '../../../app/inspect/campaigns/run-progress.ts';
import type { Run } from '../../../app/ports/run-store.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { segmentsRunName } from '../../../app/runs/run-origins.ts';
import {
  backfillRunName,
  listPendingTraits,
  SegmentUnknownError,
  startBackfill,
  TraitUnknownError,
} from '../../../app/runs/start-backfill.ts';
import { listHistoryNeeds, listSegmentsInNeed } from '../../../engine/config/snapshot/list-history-needs.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { RunStores } from '../../cloud/open-runs.ts';
import { describeHistory, nameHistory } from '../../output/describe-history.ts';
import { describeRun, runToJson } from '../../output/describe-run.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export interface BackfillOptions {
  /** Computed traits to recompute from the timeline; empty: those new or changed since the last backfill. */
  readonly traits: readonly string[];
  readonly triggers: boolean;
  /** With `triggers`: segments whose earlier members enter now; empty: those that read a recomputed trait. */
  readonly segments: readonly string[];
}

type Stores = Pick<RunStores, 'programs' | 'runs' | 'timelineDays'>;

const shownRuns = 5;

/** `now` in epoch ms. Throws UsageError. */
export async function beginBackfill(
  { programs, runs, timelineDays }: Stores,
  { traits, triggers, segments }: BackfillOptions,
  now: number,
): Promise<CommandResult> {
  const snapshot = await loadPublished(programs);
  if (snapshot === undefined)
    throw new UsageError('Nothing is published.', 'Publish documents first: `percorso publish`.');
  if (segments.length > 0 && !triggers) {
    throw new UsageError(
      '--segment has no effect without --triggers: a backfill always evaluates every segment for every profile.',
      'Remove it, or add --triggers: then the earlier members of these segments enter them.',
    );
  }
  const active = (await listRuns(runs, backfillRunName, shownRuns)).find(isActive);
  if (active !== undefined) {
    const problem = `A backfill has been running since ${formatMoment(active.run)}. Follow it with \`percorso backfill status\`.`;
    return { exitCode: 1, json: { error: { code: 'backfill_running', problem } }, lines: [problem] };
  }
  const run = await start(runs, snapshot, { traits, triggers, segments }, now);
  const { task } = run;
  const recounted = task.kind === 'backfill' ? task.traits : [];
  const entered = task.kind === 'backfill' ? (task.segments ?? []) : [];
  return {
    exitCode: 0,
    json: {
      run: new Date(run.run).toISOString(),
      version: snapshot.version,
      traits: recounted,
      triggers,
      segments: entered,
    },
    lines: [
      `Started: every segment of version ${snapshot.version} is re-evaluated for every profile, beginning within a minute.`,
      ...describeTraits(snapshot, recounted, timelineDays),
      ...describeTriggers(triggers, entered),
      'Progress: `percorso backfill status`.',
    ],
  };
}

export async function showBackfills({
  programs,
  runs,
}: Pick<Stores, 'programs' | 'runs'>): Promise<CommandResult> {
  const snapshot = await loadPublished(programs);
  const [backfills, runsOfSegments, pending] = await Promise.all([
    listRuns(runs, backfillRunName, shownRuns),
    listRuns(runs, segmentsRunName, 1),
    snapshot === undefined ? [] : listPendingTraits(runs, snapshot),
  ]);
  const [shown, evaluated] = await Promise.all(
    [backfills, runsOfSegments].map((list) =>
      Promise.all(list.map(async (run) => ({ run, progress: await readProgress(runs, run) }))),
    ),
  );
  const needs = snapshot === undefined ? [] : listHistoryNeeds(snapshot, pending);
  const segments = snapshot === undefined ? [] : listSegmentsInNeed(snapshot, pending);
  return {
    exitCode: 0,
    json: {
      runs: (shown ?? []).map(({ run, progress }) => runToJson(run, progress)),
      newSegments: (evaluated ?? []).map(({ run, progress }) => runToJson(run, progress)),
      pending,
      segments,
      needs,
    },
    lines: [
      ...(backfills.length === 0
        ? ['No backfill yet.']
        : (shown ?? []).map(({ run, progress }) => describeRun(run, progress))),
      ...(evaluated ?? []).map(
        ({ run, progress }) =>
          `New and changed segments, evaluated after publishing: ${describeRun(run, progress)}`,
      ),
      ...(pending.length === 0
        ? ['All computed traits and event counts are up to date in the existing profiles.']
        : describeHistory(needs)),
      ...(segments.length === 0 ? [] : [`Incomplete until then: ${segments.join(', ')}.`]),
    ],
  };
}

async function start(
  runs: Stores['runs'],
  snapshot: ProgramSnapshot,
  { traits, triggers, segments }: BackfillOptions,
  now: number,
): Promise<Run> {
  try {
    return await startBackfill(runs, snapshot, {
      ...(traits.length === 0 ? {} : { traits }),
      ...(segments.length === 0 ? {} : { segments }),
      triggers,
      now,
    });
  } catch (error) {
    if (error instanceof TraitUnknownError) {
      throw new UsageError(
        `No computed trait "${error.trait}" is published.`,
        listNames(snapshot.traits.map(({ id }) => id)),
      );
    }
    if (error instanceof SegmentUnknownError) {
      throw new UsageError(
        `No segment "${error.segment}" is published.`,
        listNames(snapshot.segments.map(({ id }) => id)),
      );
    }
    throw error;
  }
}

function listNames(names: readonly string[]): string {
  return names.length === 0 ? 'None is published.' : `Published: ${names.join(', ')}.`;
}

function describeTraits(
  snapshot: ProgramSnapshot,
  traits: readonly string[],
  timelineDays: number,
): readonly string[] {
  if (traits.length === 0)
    return ['Nothing is recomputed: no computed trait or count is new or changed since the last backfill.'];
  return [
    `Recomputed from each person’s timeline, which keeps at most ${timelineDays} days; older events are not counted:`,
    ...listHistoryNeeds(snapshot, traits).map((need) => `  ${nameHistory(need)}`),
  ];
}

function describeTriggers(triggers: boolean, segments: readonly string[]): readonly string[] {
  if (!triggers) return ['Segment changes trigger nothing (use --triggers to change that).'];
  const members = `Members at the time of publication enter now: ${segments.join(', ')}.`;
  return ['Segment changes trigger rules and journeys.', ...(segments.length === 0 ? [] : [members])];
}

function isActive({ status }: Run): boolean {
  return status === 'running' || status === 'paused';
}
