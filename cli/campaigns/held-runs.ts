/** Runs that the policy's `maxRecipients` holds, in words: how many people, which limit, what starts them. */
import type { WalkStore } from '../../adapters/ports.ts';
import type { ProgramSnapshot } from '../../engine/program.ts';
import { formatMoment } from '../output/format-moment.ts';
import { describeAudience, readCount } from './describe-run.ts';
import { listRuns, listScheduled } from './find-campaign.ts';

export interface HeldRun {
  /** Campaign id, or `journey:<id>`. */
  readonly subject: string;
  /** Start (epoch ms). */
  readonly run: number;
  /** `count`: its audience is being counted. */
  readonly heldBy: 'count' | 'approval';
  /** In its audience; absent until they are counted. */
  readonly people?: number;
  /** The policy's `campaigns.maxRecipients` as it is in force now; absent when it was removed since. */
  readonly limit?: number;
}

export type HeldRunStore = Pick<WalkStore, 'listRuns' | 'readRun'>;

/** Runs looked back at: of one campaign, few are under way at once. */
const looksBack = 20;
/** Campaigns looked at at once. */
const atOnce = 20;

/** `subjects`: all that are scheduled when absent. One query for each. */
export async function listHeldRuns(
  walks: HeldRunStore,
  program: ProgramSnapshot,
  subjects: readonly string[] = listScheduled(program).map(({ subject }) => subject),
): Promise<readonly HeldRun[]> {
  const limit = program.policy.campaigns?.maxRecipients;
  const held: HeldRun[] = [];
  for (let start = 0; start < subjects.length; start += atOnce) {
    const found = subjects.slice(start, start + atOnce).map((subject) => findHeld(walks, subject));
    held.push(...(await Promise.all(found)).flat());
  }
  return held.map((run) => (limit === undefined ? run : { ...run, limit }));
}

async function findHeld(walks: HeldRunStore, subject: string): Promise<HeldRun[]> {
  const held: HeldRun[] = [];
  for (const found of await listRuns(walks, subject, looksBack)) {
    const { run, status, pausedBy } = found;
    if (status !== 'paused' || (pausedBy !== 'count' && pausedBy !== 'approval')) continue;
    const people = pausedBy === 'approval' ? await readCount(walks, found) : undefined;
    held.push({ subject, run, heldBy: pausedBy, ...(people === undefined ? {} : { people }) });
  }
  return held;
}

/** `The run of spring of 2026-11-22 11:00 is held: ...`. */
export function describeHeldRun({ subject, run, heldBy, people, limit }: HeldRun): string {
  const name = `The run of ${subject} of ${formatMoment(run)}`;
  const rule = limit === undefined ? '' : ` (the policy’s maxRecipients is ${limit.toLocaleString('en-US')})`;
  if (heldBy === 'count')
    return `${name} is held until its audience is counted${rule}. This takes some minutes.`;
  return `${name} is held, and nobody gets it yet: ${describeAudience(people, limit)}. \`percorso campaign approve ${subject}\` starts it, \`percorso campaign cancel ${subject} --run-only\` ends it.`;
}

/** For `--json`. */
export function heldRunToJson({ run, ...held }: HeldRun): object {
  return { ...held, run: new Date(run).toISOString() };
}
