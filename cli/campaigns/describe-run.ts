/** One walk over the people, in words: how far it is, whom it found. */
import type { Run, RunHold, RunStore, RunTotals, SegmentCheckpoint } from '../../app/ports/ports.ts';
import { nameCount } from '../../app/runs/name-count.ts';
import { formatMoment } from '../output/format-moment.ts';

export interface RunProgress extends RunTotals {
  /** Segments that are done. */
  readonly done: number;
  /** Everybody in the audience, of a run that waits for approval. */
  readonly counted?: number;
}

export async function readProgress(
  runs: Pick<RunStore, 'listSegments' | 'readRun'>,
  run: Run,
): Promise<RunProgress> {
  const segments: SegmentCheckpoint[] = [];
  let cursor: string | undefined;
  do {
    const page = await runs.listSegments(run.name, run.run, cursor);
    segments.push(...page.segments);
    cursor = page.cursor;
  } while (cursor !== undefined);
  const done = segments.filter(({ isDone }) => isDone).length;
  // Checkpoints expire earlier than runs.
  if (run.totals !== undefined) return { ...run.totals, done: run.scanSegments };
  const sum = (field: keyof RunTotals) => segments.reduce((total, segment) => total + segment[field], 0);
  const counted = run.pausedBy === 'approval' ? await readCount(runs, run) : undefined;
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
  runs: Pick<RunStore, 'readRun'>,
  { name, run }: Run,
): Promise<number | undefined> {
  return (await runs.readRun(nameCount(name), run))?.totals?.targeted;
}

const holdWords: Record<RunHold, string> = {
  operator: ' by hand',
  document: ' by its document',
  count: ' until its audience is counted',
  approval: ' until it is approved',
};

const statusWords: Record<Run['status'], string> = {
  running: 'under way',
  paused: 'paused',
  cancelled: 'cancelled',
  done: 'done',
  missed: 'missed: nobody started it in time, and it is not made up for',
};

/** In a few words, for a table. */
export function nameRunStatus({ status, pausedBy }: Run): string {
  if (pausedBy === 'approval') return 'held: waits for approval';
  if (pausedBy === 'count') return 'held: its audience is being counted';
  return `${status}${pausedBy === undefined ? '' : holdWords[pausedBy]}`;
}

/** `limit`: the policy’s `maxRecipients`. */
export function describeRun(run: Run, progress: RunProgress, limit?: number): string {
  const { status, pausedBy, scanSegments, finishedAt, perMinute } = run;
  const by = pausedBy === undefined ? '' : holdWords[pausedBy];
  const words = `run ${formatMoment(run.run)}: ${statusWords[status]}${by}`;
  if (status === 'missed') return words;
  if (pausedBy === 'count') return words;
  if (pausedBy === 'approval') {
    return `${words}: ${describeAudience(progress.counted, limit)}. \`percorso campaign approve ${run.name}\` starts it, \`percorso campaign cancel ${run.name} --run-only\` ends it`;
  }
  const part =
    finishedAt === undefined
      ? `, ${progress.done} of ${scanSegments} parts scanned`
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

export function runToJson(run: Run, progress: RunProgress): object {
  const { totals: _totals, task: _look, ...rest } = run;
  return { ...rest, run: new Date(run.run).toISOString(), ...progress };
}
