/** Pauses, resumes, approves and cancels the current runs of a campaign, or of a journey on a schedule. */

import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { DocumentStatus } from '../../engine/model/documents/document-base.ts';
import { findScheduled } from '../inspect/campaigns/scheduled.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import type { Run, RunStore } from '../ports/run-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { listDocuments, type PublishingPorts } from '../publish/plan-program.ts';
import { publishProgram } from '../publish/publish-program.ts';
import { listRuns } from './list-runs.ts';

export interface ControlStores {
  readonly programs: ProgramStore;
  readonly runs: Pick<RunStore, 'listRuns' | 'changeRun'>;
}

/** `pause` an active run; `resume` one that is paused; `approve` one that the policy's `maxRecipients` holds. */
export type RunControl = 'pause' | 'resume' | 'approve';

/** `name`: of the campaign, as its runs are named. */
export type ControlOutcome =
  /** `runs`: the starts of those that changed (epoch ms); never empty. */
  | {
      readonly outcome: 'changed';
      readonly name: string;
      readonly status: Run['status'];
      readonly runs: readonly number[];
    }
  | { readonly outcome: 'no_run'; readonly name: string }
  /** The run would be paused again at once. */
  | { readonly outcome: 'campaign_not_live'; readonly name: string; readonly status: DocumentStatus };

interface Change {
  readonly from: Run['status'];
  readonly applies: (run: Run) => boolean;
  readonly change: Pick<Run, 'status' | 'pausedBy'>;
}

const changes: Readonly<Record<RunControl, Change>> = {
  pause: { from: 'running', applies: () => true, change: { status: 'paused', pausedBy: 'operator' } },
  resume: {
    from: 'paused',
    applies: ({ pausedBy }) => pausedBy !== 'count' && pausedBy !== 'approval',
    change: { status: 'running' },
  },
  approve: {
    from: 'paused',
    applies: ({ pausedBy }) => pausedBy === 'approval',
    change: { status: 'running' },
  },
};

/** Maximum number of recent runs to check: only few runs of one campaign are active at once. */
const newestRuns = 50;

/** `id`: of a campaign, or of a journey on a schedule. Throws RequestInvalidError for an unknown one. */
export async function controlRuns(
  control: RunControl,
  id: string,
  { programs, runs }: ControlStores,
): Promise<ControlOutcome> {
  const { id: name, status } = findScheduled(await loadPublished(programs), id);
  if (control === 'resume' && status !== 'live') return { outcome: 'campaign_not_live', name, status };
  const { from, applies, change } = changes[control];
  const changed: number[] = [];
  for (const found of await listRuns(runs, name, newestRuns)) {
    if (found.status !== from || !applies(found)) continue;
    if (await runs.changeRun(name, found.run, { from: [from], ...change })) changed.push(found.run);
  }
  if (changed.length === 0) return { outcome: 'no_run', name };
  return { outcome: 'changed', name, status: change.status, runs: changed };
}

export interface Cancellation {
  readonly name: string;
  /** Starts of the runs that were cancelled (epoch ms). */
  readonly runs: readonly number[];
  /** Absent where nothing was to be archived. */
  readonly archive?: {
    /** `refused`: the document is archived in the table, and the program in force still has it as it was. */
    readonly outcome: 'published' | 'unchanged' | 'refused';
    /** In force. */
    readonly version: number;
  };
}

export interface CancelOptions {
  /** Epoch ms. */
  readonly now: number;
  /** Leaves the document as it is: later runs start, and messages already decided are sent. */
  readonly isRunOnly: boolean;
}

/**
 * Permanent: archives the document too, so that its held and queued messages are not sent. Throws RequestInvalidError
 * for an unknown campaign, and as publishProgram.
 */
export async function cancelRuns(
  id: string,
  { programs, runs, config }: ControlStores & { readonly config: PublishingPorts },
  { now, isRunOnly }: CancelOptions,
): Promise<Cancellation> {
  const { id: name } = findScheduled(await loadPublished(programs), id);
  const cancelled: number[] = [];
  for (const { run, status } of await listRuns(runs, name, newestRuns)) {
    if (status !== 'running' && status !== 'paused') continue;
    const change = { from: ['running', 'paused'], status: 'cancelled', finishedAt: now } as const;
    if (await runs.changeRun(name, run, change)) cancelled.push(run);
  }
  const archive = isRunOnly || name.includes(':') ? undefined : await archiveCampaign(name, config, now);
  return { name, runs: cancelled, ...omitAbsent({ archive }) };
}

/** Senders and held messages check the document: archiving it stops all waiting messages. */
async function archiveCampaign(
  id: string,
  config: PublishingPorts,
  now: number,
): Promise<Cancellation['archive']> {
  const stored = (await listDocuments(config.documents)).find(
    (document) => document.kind === 'campaign' && document.id === id,
  );
  if (stored === undefined) return undefined;
  const status: DocumentStatus = 'archived';
  const document: JsonObject = { ...stored.document, status };
  await config.documents.put({ ...document, kind: 'campaign', id });
  // A document with errors is archived too: only its status counts then.
  const { outcome, version } = await publishProgram(config, { now, allowShrink: false });
  return { outcome, version };
}
