/** One walk over the people, in words: how far it is, whom it found. */
import type { ShardCheckpoint, WalkRun, WalkStore, WalkTotals } from '../../adapters/ports.ts';
import { formatMoment } from '../output/format-moment.ts';

export interface RunProgress extends WalkTotals {
  /** Shards that are through. */
  readonly done: number;
}

export async function readProgress(walks: Pick<WalkStore, 'listShards'>, run: WalkRun): Promise<RunProgress> {
  const shards: ShardCheckpoint[] = [];
  let cursor: string | undefined;
  do {
    const page = await walks.listShards(run.subject, run.run, cursor);
    shards.push(...page.shards);
    cursor = page.cursor;
  } while (cursor !== undefined);
  const done = shards.filter(({ isDone }) => isDone).length;
  // Checkpoints expire earlier than runs.
  if (run.totals !== undefined) return { ...run.totals, done: run.shards };
  const sum = (field: keyof WalkTotals) => shards.reduce((total, shard) => total + shard[field], 0);
  return { scanned: sum('scanned'), targeted: sum('targeted'), unreadable: sum('unreadable'), done };
}

const statusWords: Record<WalkRun['status'], string> = {
  running: 'under way',
  paused: 'paused',
  cancelled: 'cancelled',
  done: 'done',
  missed: 'missed: nobody started it in time, and it is not made up for',
};

export function describeRun(run: WalkRun, progress: RunProgress): string {
  const { status, pausedBy, shards, finishedAt, perMinute } = run;
  const by = pausedBy === undefined ? '' : ` by ${pausedBy === 'operator' ? 'hand' : 'its document'}`;
  const words = `run ${formatMoment(run.run)}: ${statusWords[status]}${by}`;
  if (status === 'missed') return words;
  const part =
    finishedAt === undefined
      ? `, ${progress.done} of ${shards} parts walked`
      : `, ended ${formatMoment(finishedAt)}`;
  const throttle = perMinute === undefined ? '' : `, ${perMinute.toLocaleString('en-US')} a minute at most`;
  const unreadable = progress.unreadable === 0 ? '' : `, ${progress.unreadable} unreadable`;
  return `${words}${part}: ${progress.scanned.toLocaleString('en-US')} profiles looked at, ${progress.targeted.toLocaleString('en-US')} targeted${unreadable}${throttle}`;
}

export function runToJson(run: WalkRun, progress: RunProgress): object {
  const { totals: _totals, visit: _visit, ...rest } = run;
  return { ...rest, run: new Date(run.run).toISOString(), ...progress };
}
