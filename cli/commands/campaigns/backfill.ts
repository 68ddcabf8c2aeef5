/** `percorso backfill`: applies new segments and computed traits to existing profiles. */

import { inspectBackfills } from '../../../app/inspect/inspect-backfills.ts';
import { requestBackfill } from '../../../app/runs/request-backfill.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { RunStores } from '../../cloud/open-runs.ts';
import { describeBackfills, describeStartedBackfill } from '../../output/describe-backfill.ts';
import { runToJson } from '../../output/describe-run.ts';
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

/** `now` in epoch ms. Throws UsageError. */
export async function beginBackfill(
  stores: Stores,
  { traits, triggers, segments }: BackfillOptions,
  now: number,
): Promise<CommandResult> {
  if (segments.length > 0 && !triggers) {
    throw new UsageError(
      '--segment has no effect without --triggers: a backfill always evaluates every segment for every profile.',
      'Remove it, or add --triggers: then the earlier members of these segments enter them.',
    );
  }
  const result = await requestBackfill(stores, {
    ...omitAbsent({
      traits: traits.length === 0 ? undefined : traits,
      segments: segments.length === 0 ? undefined : segments,
    }),
    triggers,
    now,
  });
  switch (result.outcome) {
    case 'nothing_published':
      throw new UsageError('Nothing is published.', 'Publish documents first: `percorso publish`.');
    case 'unknown_trait':
      throw new UsageError(`No computed trait "${result.trait}" is published.`, listNames(result.known));
    case 'unknown_segment':
      throw new UsageError(`No segment "${result.segment}" is published.`, listNames(result.known));
    case 'already_active': {
      const problem = `A backfill has been running since ${formatMoment(result.since)}. Follow it with \`percorso backfill status\`.`;
      return { exitCode: 1, json: { error: { code: 'backfill_running', problem } }, lines: [problem] };
    }
    case 'started': {
      const { run, version } = result;
      return {
        exitCode: 0,
        json: {
          run: new Date(run).toISOString(),
          version,
          traits: result.traits,
          triggers,
          segments: result.segments,
        },
        lines: describeStartedBackfill(result, stores.timelineDays),
      };
    }
  }
}

export async function showBackfills(stores: Pick<Stores, 'programs' | 'runs'>): Promise<CommandResult> {
  const inspected = await inspectBackfills(stores);
  const { backfills, evaluations, pending, segments, history } = inspected;
  return {
    exitCode: 0,
    json: {
      runs: backfills.map(({ run, progress }) => runToJson(run, progress)),
      newSegments: evaluations.map(({ run, progress }) => runToJson(run, progress)),
      pending,
      segments,
      needs: history,
    },
    lines: describeBackfills(inspected),
  };
}

function listNames(names: readonly string[]): string {
  return names.length === 0 ? 'None is published.' : `Published: ${names.join(', ')}.`;
}
