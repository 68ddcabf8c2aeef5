/** `percorso campaign pause`, `approve`, `resume` and `cancel`: controls the current run and its document. */
import {
  type ArchiveResult,
  type ControlPorts,
  type ControlResult,
  cancelRuns,
  controlRuns,
} from '../../../app/runs/control-runs.ts';
import { formatMoment } from '../../output/format-moment.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

interface Words {
  readonly none: (name: string) => string;
  /** `run`: its start. */
  readonly done: (run: string, name: string) => string;
}

export async function pauseCampaign(id: string, ports: ControlPorts): Promise<CommandResult> {
  return describeChange(await controlRuns('pause', id, ports), {
    none: (name) => `No run of ${name} is active. To stop future runs, set its status to paused and publish.`,
    done: (run, name) =>
      `Paused the run of ${run}: it processes no more people until \`percorso campaign resume ${name}\`. Messages already decided are still sent.`,
  });
}

export async function resumeCampaign(id: string, ports: ControlPorts): Promise<CommandResult> {
  return describeChange(await controlRuns('resume', id, ports), {
    none: (name) =>
      `No run of ${name} was paused by an operator. To start a run that waits for approval, use \`percorso campaign approve ${name}\`.`,
    done: (run) => `The run of ${run} resumes where it stopped, within a minute.`,
  });
}

/** Starts a run that is held by the policy's `maxRecipients`. */
export async function approveCampaign(id: string, ports: ControlPorts): Promise<CommandResult> {
  return describeChange(await controlRuns('approve', id, ports), {
    none: (name) =>
      `No run of ${name} waits for approval. \`percorso campaign status ${name}\` shows its runs.`,
    done: (run) => `Approved the run of ${run}: it starts within a minute.`,
  });
}

/** Permanent: archives the document too, so that its held and queued messages are not sent. */
export async function cancelCampaign(
  id: string,
  ports: ControlPorts,
  options: { readonly now: number; readonly isRunOnly: boolean },
): Promise<CommandResult> {
  const { name, cancelled, archive } = await cancelRuns(id, ports, options);
  const lines = [
    ...cancelled.map((run) => `Cancelled the run of ${formatMoment(run)}: it processes no more people.`),
    ...(archive === undefined ? [] : describeArchive(name, archive)),
  ];
  if (lines.length === 0) return describeNone(`No run of ${name} is active.`);
  return {
    exitCode: archive?.outcome === 'refused' ? 1 : 0,
    json: { campaign: name, cancelled: cancelled.map(toText), isArchived: archive?.outcome === 'archived' },
    lines,
  };
}

function describeArchive(id: string, archive: ArchiveResult): string[] {
  if (archive.outcome === 'refused')
    return [
      `Campaign ${id} is archived in the config table, but publishing was refused: its held and queued messages are still sent. \`percorso publish\` shows why.`,
    ];
  const published = `${archive.isNew ? 'published as' : 'in force since'} version ${archive.version}`;
  return [
    `Archived campaign ${id} in the config table (${published}): its held and queued messages are not sent.`,
    'Set its status to archived in your files too, or the next push makes it live again.',
  ];
}

function describeChange(result: ControlResult, { none, done }: Words): CommandResult {
  const { name } = result;
  switch (result.outcome) {
    case 'not_live': {
      const problem = `The document of ${name} is ${result.status}: the run would be paused again at once. Set its status to live, and publish.`;
      return { exitCode: 1, json: { error: { code: 'campaign_not_live', problem } }, lines: [problem] };
    }
    case 'no_run':
      return describeNone(none(name));
    case 'changed':
      return {
        exitCode: 0,
        json: { campaign: name, status: result.status, runs: result.runs.map(toText) },
        lines: result.runs.map((run) => done(formatMoment(run), name)),
      };
  }
}

function describeNone(problem: string): CommandResult {
  return { exitCode: 1, json: { error: { code: 'no_run', problem } }, lines: [problem] };
}

function toText(at: number): string {
  return new Date(at).toISOString();
}
