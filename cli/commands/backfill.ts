/** `percorso backfill`: brings new segments and computed traits to the people who are already there. */
import type { Run } from '../../app/ports/ports.ts';
import { segmentsSubject } from '../../app/runs/run-origins.ts';
import {
  backfillSubject,
  listPendingTraits,
  SegmentUnknownError,
  startBackfill,
  TraitUnknownError,
} from '../../app/runs/start-backfill.ts';
import { listHistoryNeeds, listSegmentsInNeed } from '../../engine/config/snapshot/list-history-needs.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { describeRun, readProgress, runToJson } from '../campaigns/describe-run.ts';
import { listRuns } from '../campaigns/find-campaign.ts';
import type { RunStores } from '../campaigns/open-runs.ts';
import { type CommandResult, UsageError } from '../command-result.ts';
import { loadPublished } from '../open-stores.ts';
import { describeHistory, nameHistory } from '../output/describe-history.ts';
import { formatMoment } from '../output/format-moment.ts';

export interface BackfillOptions {
  /** Those to count anew from the timeline; empty: what is new or changed since the last backfill. */
  readonly traits: readonly string[];
  readonly triggers: boolean;
  /** With `triggers`: whose members from before enter now; empty: those that need what is counted again. */
  readonly segments: readonly string[];
}

type World = Pick<RunStores, 'programs' | 'runs' | 'timelineDays'>;

const shownRuns = 5;

/** `now` in epoch ms. Throws UsageError. */
export async function beginBackfill(
  { programs, runs, timelineDays }: World,
  { traits, triggers, segments }: BackfillOptions,
  now: number,
): Promise<CommandResult> {
  const snapshot = await loadPublished(programs);
  if (snapshot === undefined)
    throw new UsageError('Nothing is published.', 'Publish first: `percorso publish`.');
  if (segments.length > 0 && !triggers) {
    throw new UsageError(
      '--segment does nothing without --triggers: every segment is evaluated for everybody.',
      'Leave it out, or add --triggers: then the members from before of these segments enter them.',
    );
  }
  const active = (await listRuns(runs, backfillSubject, shownRuns)).find(isActive);
  if (active !== undefined) {
    const problem = `A backfill is under way since ${formatMoment(active.run)}. Follow it with \`percorso backfill status\`.`;
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
      `Started: every segment of version ${snapshot.version} is evaluated again for everybody, beginning within a minute.`,
      ...describeTraits(snapshot, recounted, timelineDays),
      ...describeTriggers(triggers, entered),
      'How far it is: `percorso backfill status`.',
    ],
  };
}

export async function showBackfills({
  programs,
  runs,
}: Pick<World, 'programs' | 'runs'>): Promise<CommandResult> {
  const snapshot = await loadPublished(programs);
  const [backfills, runsOfSegments, pending] = await Promise.all([
    listRuns(runs, backfillSubject, shownRuns),
    listRuns(runs, segmentsSubject, 1),
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
        ? ['Nothing that is counted is newer than what people’s profiles hold.']
        : describeHistory(needs)),
      ...(segments.length === 0 ? [] : [`Segments that are incomplete until then: ${segments.join(', ')}.`]),
    ],
  };
}

async function start(
  runs: World['runs'],
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
  return names.length === 0 ? 'None is published.' : `There are: ${names.join(', ')}.`;
}

function describeTraits(
  snapshot: ProgramSnapshot,
  traits: readonly string[],
  timelineDays: number,
): readonly string[] {
  if (traits.length === 0)
    return ['Nothing is counted again: nothing is new or changed since the last backfill.'];
  return [
    `Counted again from each person’s timeline, ${timelineDays} days back at most; what lies before is not counted:`,
    ...listHistoryNeeds(snapshot, traits).map((need) => `  ${nameHistory(need)}`),
  ];
}

function describeTriggers(triggers: boolean, segments: readonly string[]): readonly string[] {
  if (!triggers) return ['Segments that change trigger nothing (with --triggers they do).'];
  const members = `The people who were in it when it was published enter it now: ${segments.join(', ')}.`;
  return ['Segments that change trigger rules and journeys.', ...(segments.length === 0 ? [] : [members])];
}

function isActive({ status }: Run): boolean {
  return status === 'running' || status === 'paused';
}
