/** `percorso backfill`: brings new segments and computed traits to the people who are already there. */
import type { WalkRun } from '../../adapters/ports.ts';
import {
  backfillSubject,
  listPendingTraits,
  startBackfill,
  TraitUnknownError,
} from '../../adapters/walking/start-backfill.ts';
import { describeRun, readProgress, runToJson } from '../campaigns/describe-run.ts';
import { listRuns } from '../campaigns/find-campaign.ts';
import type { WalkWorld } from '../campaigns/open-walks.ts';
import { type CommandResult, UsageError } from '../command-result.ts';
import { loadPublished } from '../open-stores.ts';
import { formatMoment } from '../output/format-moment.ts';

export interface BackfillOptions {
  /** Those to count anew from the timeline; empty: what is new or changed since the last backfill. */
  readonly traits: readonly string[];
  readonly triggers: boolean;
}

type World = Pick<WalkWorld, 'programs' | 'walks' | 'timelineDays'>;

const shownRuns = 5;

/** `now` in epoch ms. Throws UsageError. */
export async function beginBackfill(
  { programs, walks, timelineDays }: World,
  { traits, triggers }: BackfillOptions,
  now: number,
): Promise<CommandResult> {
  const snapshot = await loadPublished(programs);
  if (snapshot === undefined)
    throw new UsageError('Nothing is published.', 'Publish first: `percorso publish`.');
  const active = (await listRuns(walks, backfillSubject, shownRuns)).find(isActive);
  if (active !== undefined) {
    const problem = `A backfill is under way since ${formatMoment(active.run)}. Follow it with \`percorso backfill status\`.`;
    return { exitCode: 1, json: { error: { code: 'backfill_running', problem } }, lines: [problem] };
  }
  const run = await start(walks, snapshot, traits, triggers, now);
  const recounted = run.visit.kind === 'backfill' ? run.visit.traits : [];
  return {
    exitCode: 0,
    json: { run: new Date(run.run).toISOString(), version: snapshot.version, traits: recounted, triggers },
    lines: [
      `Started: every segment of version ${snapshot.version} is judged again for everybody, beginning within a minute.`,
      describeTraits(recounted, timelineDays),
      triggers
        ? 'Segments that change set off rules and journeys.'
        : 'Segments that change set off nothing (--triggers would).',
      'How far it is: `percorso backfill status`.',
    ],
  };
}

export async function showBackfills({
  programs,
  walks,
}: Pick<World, 'programs' | 'walks'>): Promise<CommandResult> {
  const snapshot = await loadPublished(programs);
  const [runs, pending] = await Promise.all([
    listRuns(walks, backfillSubject, shownRuns),
    snapshot === undefined ? [] : listPendingTraits(walks, snapshot),
  ]);
  const told = await Promise.all(
    runs.map(async (run) => ({ run, progress: await readProgress(walks, run) })),
  );
  return {
    exitCode: 0,
    json: { runs: told.map(({ run, progress }) => runToJson(run, progress)), pending },
    lines: [
      ...(told.length === 0
        ? ['No backfill yet.']
        : told.map(({ run, progress }) => describeRun(run, progress))),
      pending.length === 0
        ? 'No computed trait is newer than what people’s profiles hold.'
        : `New or changed, and not yet brought to those already there: ${pending.map(nameTrait).join(', ')}.`,
    ],
  };
}

async function start(
  walks: World['walks'],
  snapshot: Parameters<typeof startBackfill>[1],
  traits: readonly string[],
  triggers: boolean,
  now: number,
): Promise<WalkRun> {
  try {
    return await startBackfill(walks, snapshot, {
      ...(traits.length === 0 ? {} : { traits }),
      triggers,
      now,
    });
  } catch (error) {
    if (!(error instanceof TraitUnknownError)) throw error;
    const known = snapshot.traits.map(({ id }) => id);
    const names = known.length === 0 ? 'None is published.' : `There are: ${known.join(', ')}.`;
    throw new UsageError(`No computed trait "${error.trait}" is published.`, names);
  }
}

function describeTraits(traits: readonly string[], timelineDays: number): string {
  if (traits.length === 0) {
    return 'No computed trait is counted anew: none is new or changed since the last backfill.';
  }
  return `Counted anew from each person’s timeline, ${timelineDays} days back at most: ${traits.map(nameTrait).join(', ')}. What lies before is not counted.`;
}

/** Counters of `did` conditions have made-up names. */
function nameTrait(id: string): string {
  return id.startsWith('did:') ? `a count that a condition needs (${id})` : id;
}

function isActive({ status }: WalkRun): boolean {
  return status === 'running' || status === 'paused';
}
