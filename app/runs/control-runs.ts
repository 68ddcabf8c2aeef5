/** Pauses, resumes, approves and cancels the runs of a campaign, or of a journey on a schedule. */
import type { JsonObject } from '../../engine/base/json.ts';
import type { CampaignDocument } from '../../engine/model/documents/campaign-document.ts';
import type { DocumentStatus } from '../../engine/model/documents/document-base.ts';
import { findScheduled } from '../inspect/campaigns/scheduled.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import type { Run, RunStore } from '../ports/run-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { listDocuments, type PublishingPorts } from '../publish/plan-program.ts';
import { publishProgram } from '../publish/publish-program.ts';
import { listRuns } from './list-runs.ts';

export interface ControlPorts {
  readonly programs: ProgramStore;
  readonly runs: Pick<RunStore, 'listRuns' | 'changeRun'>;
  readonly config: PublishingPorts;
}

/** `approve` starts a run that the policy's `maxRecipients` holds. */
export type RunControl = 'pause' | 'resume' | 'approve';

/** `name`: campaign id, or `journey:<id>`. */
export type ControlResult =
  /** It has no run in the state that the control needs. */
  | { readonly outcome: 'no_run'; readonly name: string }
  /** A resumed run would be paused again at once. */
  | { readonly outcome: 'not_live'; readonly name: string; readonly status: DocumentStatus }
  /** `runs`: starts (epoch ms). */
  | {
      readonly outcome: 'changed';
      readonly name: string;
      readonly status: Run['status'];
      readonly runs: readonly number[];
    };

/** Maximum number of recent runs to check: only few runs of one campaign are active at once. */
const newestRuns = 50;

interface Change {
  readonly isMeant: (run: Run) => boolean;
  readonly change: Pick<Run, 'status' | 'pausedBy'>;
}

const changes: Readonly<Record<RunControl, Change>> = {
  pause: {
    isMeant: ({ status }) => status === 'running',
    change: { status: 'paused', pausedBy: 'operator' },
  },
  resume: {
    isMeant: ({ status, pausedBy }) => status === 'paused' && pausedBy !== 'count' && pausedBy !== 'approval',
    change: { status: 'running' },
  },
  approve: {
    isMeant: ({ status, pausedBy }) => status === 'paused' && pausedBy === 'approval',
    change: { status: 'running' },
  },
};

/** `id`: of a campaign, or of a journey on a schedule. Throws RequestInvalidError. */
export async function controlRuns(
  control: RunControl,
  id: string,
  { programs, runs }: Pick<ControlPorts, 'programs' | 'runs'>,
): Promise<ControlResult> {
  const { id: name, status } = findScheduled(await loadPublished(programs), id);
  if (control === 'resume' && status !== 'live') return { outcome: 'not_live', name, status };
  const { isMeant, change } = changes[control];
  const changed: number[] = [];
  for (const found of await listRuns(runs, name, newestRuns)) {
    if (!isMeant(found)) continue;
    if (await runs.changeRun(name, found.run, { from: [found.status], ...change })) changed.push(found.run);
  }
  if (changed.length === 0) return { outcome: 'no_run', name };
  return { outcome: 'changed', name, status: change.status, runs: changed };
}

export interface CancelledRuns {
  readonly name: string;
  /** Starts (epoch ms). */
  readonly cancelled: readonly number[];
  /** Absent when the document stays as it is. */
  readonly archive?: ArchiveResult;
}

export type ArchiveResult =
  /** Archived in the config table, but not in force: held and queued messages are still sent. */
  | { readonly outcome: 'refused' }
  /** `isNew`: published as this version; else it was in force before. */
  | { readonly outcome: 'archived'; readonly version: number; readonly isNew: boolean };

/** Permanent: archives the document too, so that its held and queued messages are not sent. Throws RequestInvalidError. */
export async function cancelRuns(
  id: string,
  { programs, runs, config }: ControlPorts,
  { now, isRunOnly }: { readonly now: number; readonly isRunOnly: boolean },
): Promise<CancelledRuns> {
  const { id: name } = findScheduled(await loadPublished(programs), id);
  const cancelled: number[] = [];
  for (const { run, status } of await listRuns(runs, name, newestRuns)) {
    if (status !== 'running' && status !== 'paused') continue;
    const change = { from: ['running', 'paused'], status: 'cancelled', finishedAt: now } as const;
    if (await runs.changeRun(name, run, change)) cancelled.push(run);
  }
  const archive = isRunOnly || name.includes(':') ? undefined : await archiveCampaign(name, config, now);
  return { name, cancelled, ...(archive === undefined ? {} : { archive }) };
}

/** Senders and held messages check the document: archiving it stops all waiting messages. */
async function archiveCampaign(
  id: string,
  config: PublishingPorts,
  now: number,
): Promise<ArchiveResult | undefined> {
  const stored = (await listDocuments(config.documents)).find(
    (document) => document.kind === 'campaign' && document.id === id,
  );
  if (stored === undefined) return undefined;
  const status: CampaignDocument['status'] = 'archived';
  const document: JsonObject = { ...stored.document, status };
  await config.documents.put({ ...document, kind: 'campaign', id });
  const { outcome, version } = await publishProgram(config, { now, allowShrink: false });
  // A document with errors is archived too: only its status counts then.
  if (outcome === 'refused') return { outcome: 'refused' };
  return { outcome: 'archived', version, isNew: outcome === 'published' };
}
