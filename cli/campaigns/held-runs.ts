/** Runs that the policy's `maxRecipients` holds, in words: how many people, which limit, what starts them. */
import type { RunStore } from '../../app/ports/ports.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { formatMoment } from '../output/format-moment.ts';
import { describeAudience, readCount } from './describe-run.ts';
import { listRuns, listScheduled } from './find-campaign.ts';

export interface HeldRun {
  /** Campaign id, or `journey:<id>`. */
  readonly name: string;
  /** Start (epoch ms). */
  readonly run: number;
  /** `count`: its audience is being counted. */
  readonly heldBy: 'count' | 'approval';
  /** In its audience; absent until they are counted. */
  readonly people?: number;
  /** The policy's `campaigns.maxRecipients` as it is in force now; absent when it was removed since. */
  readonly limit?: number;
}

export type HeldRunStore = Pick<RunStore, 'listRuns' | 'readRun'>;

/** Runs looked back at: of one campaign, few are under way at once. */
const looksBack = 20;
/** Campaigns looked at at once. */
const atOnce = 20;

/** `names`: all that are scheduled when absent. One query for each. */
export async function listHeldRuns(
  runs: HeldRunStore,
  program: ProgramSnapshot,
  names: readonly string[] = listScheduled(program).map(({ id }) => id),
): Promise<readonly HeldRun[]> {
  const limit = program.policy.campaigns?.maxRecipients;
  const held: HeldRun[] = [];
  for (let start = 0; start < names.length; start += atOnce) {
    const found = names.slice(start, start + atOnce).map((name) => findHeld(runs, name));
    held.push(...(await Promise.all(found)).flat());
  }
  return held.map((run) => (limit === undefined ? run : { ...run, limit }));
}

async function findHeld(runs: HeldRunStore, name: string): Promise<HeldRun[]> {
  const held: HeldRun[] = [];
  for (const found of await listRuns(runs, name, looksBack)) {
    const { run, status, pausedBy } = found;
    if (status !== 'paused' || (pausedBy !== 'count' && pausedBy !== 'approval')) continue;
    const people = pausedBy === 'approval' ? await readCount(runs, found) : undefined;
    held.push({ name, run, heldBy: pausedBy, ...(people === undefined ? {} : { people }) });
  }
  return held;
}

/** `The run of spring of 2026-11-22 11:00 is held: ...`. */
export function describeHeldRun({ name, run, heldBy, people, limit }: HeldRun): string {
  const title = `The run of ${name} of ${formatMoment(run)}`;
  const rule = limit === undefined ? '' : ` (the policy’s maxRecipients is ${limit.toLocaleString('en-US')})`;
  if (heldBy === 'count')
    return `${title} is held until its audience is counted${rule}. This takes some minutes.`;
  return `${title} is held, and nobody gets it yet: ${describeAudience(people, limit)}. \`percorso campaign approve ${name}\` starts it, \`percorso campaign cancel ${name} --run-only\` ends it.`;
}

/** For `--json`. */
export function heldRunToJson({ run, ...held }: HeldRun): object {
  return { ...held, run: new Date(run).toISOString() };
}
