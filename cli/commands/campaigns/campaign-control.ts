/** `percorso campaign pause`, `approve`, `resume` and `cancel`: controls the current run and its document. */
import {
  type Cancellation,
  type CancelOptions,
  type ControlOutcome,
  cancelRuns,
  controlRuns,
  type RunControl,
} from '../../../app/runs/control-runs.ts';
import type { RunStores } from '../../cloud/open-runs.ts';
import { formatMoment } from '../../output/format-moment.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

type Stores = Pick<RunStores, 'programs' | 'runs' | 'config'>;

export async function pauseCampaign(id: string, stores: Stores): Promise<CommandResult> {
  return format('pause', await controlRuns('pause', id, stores));
}

export async function resumeCampaign(id: string, stores: Stores): Promise<CommandResult> {
  return format('resume', await controlRuns('resume', id, stores));
}

/** Starts a run that is held by the policy's `maxRecipients`. */
export async function approveCampaign(id: string, stores: Stores): Promise<CommandResult> {
  return format('approve', await controlRuns('approve', id, stores));
}

/** Permanent: archives the document too, so that its held and queued messages are not sent. */
export async function cancelCampaign(
  id: string,
  stores: Stores,
  options: CancelOptions,
): Promise<CommandResult> {
  const { name, runs, archive } = await cancelRuns(id, stores, options);
  const lines = [
    ...runs.map((run) => `Cancelled the run of ${formatMoment(run)}: it processes no more people.`),
    ...(archive === undefined ? [] : describeArchive(name, archive)),
  ];
  if (lines.length === 0) return describeNone(`No run of ${name} is active.`);
  const isArchived = archive !== undefined && archive.outcome !== 'refused';
  return {
    exitCode: archive?.outcome === 'refused' ? 1 : 0,
    json: { campaign: name, cancelled: runs.map(toText), isArchived },
    lines,
  };
}

interface ControlWords {
  none(name: string): string;
  /** `run`: its start. */
  done(run: string, name: string): string;
}

const words: Readonly<Record<RunControl, ControlWords>> = {
  pause: {
    none: (name) => `No run of ${name} is active. To stop future runs, set its status to paused and publish.`,
    done: (run, name) =>
      `Paused the run of ${run}: it processes no more people until \`percorso campaign resume ${name}\`. Messages already decided are still sent.`,
  },
  resume: {
    none: (name) =>
      `No run of ${name} was paused by an operator. To start a run that waits for approval, use \`percorso campaign approve ${name}\`.`,
    done: (run) => `The run of ${run} resumes where it stopped, within a minute.`,
  },
  approve: {
    none: (name) =>
      `No run of ${name} waits for approval. \`percorso campaign status ${name}\` shows its runs.`,
    done: (run) => `Approved the run of ${run}: it starts within a minute.`,
  },
};

function format(control: RunControl, result: ControlOutcome): CommandResult {
  const { name } = result;
  switch (result.outcome) {
    case 'changed':
      return {
        exitCode: 0,
        json: { campaign: name, status: result.status, runs: result.runs.map(toText) },
        lines: result.runs.map((run) => words[control].done(formatMoment(run), name)),
      };
    case 'no_run':
      return describeNone(words[control].none(name));
    case 'campaign_not_live': {
      const problem = `The document of ${name} is ${result.status}: the run would be paused again at once. Set its status to live, and publish.`;
      return { exitCode: 1, json: { error: { code: 'campaign_not_live', problem } }, lines: [problem] };
    }
  }
}

function describeArchive(id: string, { outcome, version }: NonNullable<Cancellation['archive']>): string[] {
  if (outcome === 'refused')
    return [
      `Campaign ${id} is archived in the config table, but publishing was refused: its held and queued messages are still sent. \`percorso publish\` shows why.`,
    ];
  const published = `${outcome === 'published' ? 'published as' : 'in force since'} version ${version}`;
  return [
    `Archived campaign ${id} in the config table (${published}): its held and queued messages are not sent.`,
    'Set its status to archived in your files too, or the next push makes it live again.',
  ];
}

function describeNone(problem: string): CommandResult {
  return { exitCode: 1, json: { error: { code: 'no_run', problem } }, lines: [problem] };
}

function toText(at: number): string {
  return new Date(at).toISOString();
}
