/** One walk over the people, in words: how far it is, whom it found. */
import type { RunHold, ShardCheckpoint, WalkRun, WalkStore, WalkTotals } from '../../adapters/ports.ts';
import { nameCount } from '../../adapters/walking/name-count.ts';
import { formatMoment } from '../output/format-moment.ts';

export interface RunProgress extends WalkTotals {
  /** Shards that are through. */
  readonly done: number;
  /** Everybody in the audience, of a run that waits for approval. */
  readonly counted?: number;
}

export async function readProgress(
  walks: Pick<WalkStore, 'listShards' | 'readRun'>,
  run: WalkRun,
): Promise<RunProgress> {
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
  const counted = run.pausedBy === 'approval' ? await readCount(walks, run) : undefined;
  return {
    scanned: sum('scanned'),
    targeted: sum('targeted'),
    unreadable: sum('unreadable'),
    done,
    ...(counted === undefined ? {} : { counted }),
  };
}

/** People in the audience when it was counted, before consent, caps and suppression. */
export async function readCount(
  walks: Pick<WalkStore, 'readRun'>,
  { subject, run }: WalkRun,
): Promise<number | undefined> {
  return (await walks.readRun(nameCount(subject), run))?.totals?.targeted;
}

const holdWords: Record<RunHold, string> = {
  operator: ' by hand',
  document: ' by its document',
  count: ' until its audience is counted',
  approval: ' until it is approved',
};

const statusWords: Record<WalkRun['status'], string> = {
  running: 'under way',
  paused: 'paused',
  cancelled: 'cancelled',
  done: 'done',
  missed: 'missed: nobody started it in time, and it is not made up for',
};

/** In a few words, for a table. */
export function nameRunStatus({ status, pausedBy }: WalkRun): string {
  if (pausedBy === 'approval') return 'held: waits for approval';
  if (pausedBy === 'count') return 'held: its audience is being counted';
  return `${status}${pausedBy === undefined ? '' : holdWords[pausedBy]}`;
}

/** `limit`: the policy’s `maxRecipients`. */
export function describeRun(run: WalkRun, progress: RunProgress, limit?: number): string {
  const { status, pausedBy, shards, finishedAt, perMinute } = run;
  const by = pausedBy === undefined ? '' : holdWords[pausedBy];
  const words = `run ${formatMoment(run.run)}: ${statusWords[status]}${by}`;
  if (status === 'missed') return words;
  if (pausedBy === 'count') return words;
  if (pausedBy === 'approval') {
    return `${words}: ${describeAudience(progress.counted, limit)}. \`percorso campaign approve ${run.subject}\` starts it, \`percorso campaign cancel ${run.subject} --run-only\` ends it`;
  }
  const part =
    finishedAt === undefined
      ? `, ${progress.done} of ${shards} parts walked`
      : `, ended ${formatMoment(finishedAt)}`;
  const throttle = perMinute === undefined ? '' : `, ${perMinute.toLocaleString('en-US')} a minute at most`;
  const unreadable = progress.unreadable === 0 ? '' : `, ${progress.unreadable} unreadable`;
  return `${words}${part}: ${progress.scanned.toLocaleString('en-US')} profiles looked at, ${progress.targeted.toLocaleString('en-US')} targeted${unreadable}${throttle}`;
}

/** `12,400 people are in its audience, and the policy’s maxRecipients is 10,000`. */
export function describeAudience(people: number | undefined, limit: number | undefined): string {
  const audience =
    people === undefined
      ? 'many people are in its audience'
      : `${people.toLocaleString('en-US')} people are in its audience`;
  const allowed =
    limit === undefined
      ? 'more than the policy allowed then'
      : `and the policy’s maxRecipients is ${limit.toLocaleString('en-US')}`;
  return `${audience}, ${allowed}`;
}

export function runToJson(run: WalkRun, progress: RunProgress): object {
  const { totals: _totals, visit: _visit, ...rest } = run;
  return { ...rest, run: new Date(run.run).toISOString(), ...progress };
}
