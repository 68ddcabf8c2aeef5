/** Describes one run: its progress, its audience, and what holds it. */
import type { HeldRun } from '../../app/inspect/campaigns/held-runs.ts';
import type { RunProgress } from '../../app/inspect/campaigns/run-progress.ts';
import type { Run, RunHold } from '../../app/ports/run-store.ts';
import { formatMoment } from './format-moment.ts';

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
  missed: 'missed: it did not start in time and is skipped',
};

/** Short form, for a table. */
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
  const throttle = perMinute === undefined ? '' : `, ${perMinute.toLocaleString('en-US')} per minute at most`;
  const unreadable = progress.unreadable === 0 ? '' : `, ${progress.unreadable} unreadable`;
  return `${words}${part}: ${progress.scanned.toLocaleString('en-US')} profiles read, ${progress.targeted.toLocaleString('en-US')} targeted${unreadable}${throttle}`;
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

/** `The run of spring of 2026-11-22 11:00 is held: ...`. */
export function describeHeldRun({ name, run, heldBy, people, limit }: HeldRun): string {
  const title = `The run of ${name} of ${formatMoment(run)}`;
  const rule = limit === undefined ? '' : ` (the policy’s maxRecipients is ${limit.toLocaleString('en-US')})`;
  if (heldBy === 'count')
    return `${title} is held until its audience is counted${rule}. This takes some minutes.`;
  return `${title} is held and sends nothing yet: ${describeAudience(people, limit)}. \`percorso campaign approve ${name}\` starts it, \`percorso campaign cancel ${name} --run-only\` ends it.`;
}

/** For `--json`. */
export function heldRunToJson({ run, ...held }: HeldRun): object {
  return { ...held, run: new Date(run).toISOString() };
}
