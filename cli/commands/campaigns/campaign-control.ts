/** `percorso campaign pause`, `approve`, `resume` and `cancel`: controls the current run and its document. */
import { findScheduled } from '../../../app/inspect/campaigns/scheduled.ts';
import type { Run } from '../../../app/ports/run-store.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { listDocuments } from '../../../app/publish/plan-program.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import { listRuns } from '../../../app/runs/list-runs.ts';
import type { JsonObject } from '../../../engine/base/json.ts';
import type { CampaignDocument } from '../../../engine/model/documents/campaign-document.ts';
import type { RunStores } from '../../cloud/open-runs.ts';
import { formatMoment } from '../../output/format-moment.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

type Stores = Pick<RunStores, 'programs' | 'runs' | 'config'>;

/** Maximum number of recent runs to check: only few runs of one campaign are active at once. */
const looksBack = 50;

export async function pauseCampaign(id: string, stores: Stores): Promise<CommandResult> {
  const { id: name } = findScheduled(await loadPublished(stores.programs), id);
  return changeRuns(stores, name, {
    from: 'running',
    change: { status: 'paused', pausedBy: 'operator' },
    none: `No run of ${name} is active. To stop future runs, set its status to paused and publish.`,
    done: (run) =>
      `Paused the run of ${run}: it processes no more people until \`percorso campaign resume ${name}\`. Messages already decided are still sent.`,
  });
}

export async function resumeCampaign(id: string, stores: Stores): Promise<CommandResult> {
  const { id: name, status } = findScheduled(await loadPublished(stores.programs), id);
  if (status !== 'live') {
    const problem = `The document of ${name} is ${status}: the run would be paused again at once. Set its status to live, and publish.`;
    return { exitCode: 1, json: { error: { code: 'campaign_not_live', problem } }, lines: [problem] };
  }
  return changeRuns(stores, name, {
    from: 'paused',
    isMeant: ({ pausedBy }) => pausedBy !== 'count' && pausedBy !== 'approval',
    change: { status: 'running' },
    none: `No run of ${name} was paused by an operator. To start a run that waits for approval, use \`percorso campaign approve ${name}\`.`,
    done: (run) => `The run of ${run} resumes where it stopped, within a minute.`,
  });
}

/** Starts a run that is held by the policy's `maxRecipients`. */
export async function approveCampaign(id: string, stores: Stores): Promise<CommandResult> {
  const { id: name } = findScheduled(await loadPublished(stores.programs), id);
  return changeRuns(stores, name, {
    from: 'paused',
    isMeant: ({ pausedBy }) => pausedBy === 'approval',
    change: { status: 'running' },
    none: `No run of ${name} waits for approval. \`percorso campaign status ${name}\` shows its runs.`,
    done: (run) => `Approved the run of ${run}: it starts within a minute.`,
  });
}

/** Permanent: archives the document too, so that its held and queued messages are not sent. */
export async function cancelCampaign(
  id: string,
  stores: Stores,
  { now, isRunOnly }: { readonly now: number; readonly isRunOnly: boolean },
): Promise<CommandResult> {
  const { id: name } = findScheduled(await loadPublished(stores.programs), id);
  const runs = await listRuns(stores.runs, name, looksBack);
  const cancelled: number[] = [];
  for (const { run, status } of runs) {
    if (status !== 'running' && status !== 'paused') continue;
    const change = { from: ['running', 'paused'], status: 'cancelled', finishedAt: now } as const;
    if (await stores.runs.changeRun(name, run, change)) cancelled.push(run);
  }
  const cancellations = cancelled.map(
    (run) => `Cancelled the run of ${formatMoment(run)}: it processes no more people.`,
  );
  const {
    lines: archived,
    isArchived,
    isRefused,
  } = isRunOnly || name.includes(':') ? nothingArchived : await archive(name, stores, now);
  const lines = [...cancellations, ...archived];
  if (lines.length === 0) return describeNone(`No run of ${name} is active.`);
  return {
    exitCode: isRefused ? 1 : 0,
    json: { campaign: name, cancelled: cancelled.map(toText), isArchived },
    lines,
  };
}

async function changeRuns(
  { runs }: Stores,
  name: string,
  {
    from,
    isMeant = () => true,
    change,
    none,
    done,
  }: {
    readonly from: Run['status'];
    readonly isMeant?: (run: Run) => boolean;
    readonly change: Pick<Run, 'status' | 'pausedBy'>;
    readonly none: string;
    readonly done: (run: string) => string;
  },
): Promise<CommandResult> {
  const changed: number[] = [];
  for (const found of await listRuns(runs, name, looksBack)) {
    if (found.status !== from || !isMeant(found)) continue;
    if (await runs.changeRun(name, found.run, { from: [from], ...change })) changed.push(found.run);
  }
  if (changed.length === 0) return describeNone(none);
  return {
    exitCode: 0,
    json: { campaign: name, status: change.status, runs: changed.map(toText) },
    lines: changed.map((run) => done(formatMoment(run))),
  };
}

interface Archived {
  readonly lines: readonly string[];
  readonly isArchived: boolean;
  readonly isRefused: boolean;
}

const nothingArchived: Archived = { lines: [], isArchived: false, isRefused: false };

/** Senders and held messages check the document: archiving it stops all waiting messages. */
async function archive(id: string, { config }: Stores, now: number): Promise<Archived> {
  const stored = (await listDocuments(config.documents)).find(
    (document) => document.kind === 'campaign' && document.id === id,
  );
  if (stored === undefined) return nothingArchived;
  const status: CampaignDocument['status'] = 'archived';
  const document: JsonObject = { ...stored.document, status };
  await config.documents.put({ ...document, kind: 'campaign', id });
  const { outcome, version } = await publishProgram(config, { now, allowShrink: false });
  // A document with errors is archived too: only its status counts then.
  if (outcome === 'refused') {
    const line = `Campaign ${id} is archived in the config table, but publishing was refused: its held and queued messages are still sent. \`percorso publish\` shows why.`;
    return { lines: [line], isArchived: false, isRefused: true };
  }
  const published = `${outcome === 'published' ? 'published as' : 'in force since'} version ${version}`;
  const lines = [
    `Archived campaign ${id} in the config table (${published}): its held and queued messages are not sent.`,
    'Set its status to archived in your files too, or the next push makes it live again.',
  ];
  return { lines, isArchived: true, isRefused: false };
}

function describeNone(problem: string): CommandResult {
  return { exitCode: 1, json: { error: { code: 'no_run', problem } }, lines: [problem] };
}

function toText(at: number): string {
  return new Date(at).toISOString();
}
