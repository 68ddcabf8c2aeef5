/** `percorso campaign preview`: counts the audience and the recipients of the next run, person by person. */

import type { HeldRun } from '../../../app/inspect/campaigns/held-runs.ts';
import {
  type PreviewOptions,
  previewRun,
  type RunPreview,
} from '../../../app/inspect/campaigns/preview-run.ts';
import type { CompiledTemplate, ProgramStore } from '../../../app/ports/program-store.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { CampaignDocument } from '../../../engine/model/documents/campaign-document.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { PreviewedRun } from '../../../engine/simulate/preview-reach.ts';
import type { RunStores } from '../../cloud/open-runs.ts';
import { describeHistory } from '../../output/describe-history.ts';
import { describeAudience, describeHeldRun, heldRunToJson } from '../../output/describe-run.ts';
import { formatSmsEstimates } from '../../output/describe-sms.ts';
import { describeUnreadable } from '../../output/describe-unreadable.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatPeople, formatTable } from '../../output/format-table.ts';
import { explainReason } from '../../output/reason-words.ts';
import { openRenderer } from '../../simulate/preview-message.ts';
import { readDraft } from '../../simulate/read-draft.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export interface PreviewSettings {
  readonly directory: string;
  /** Epoch ms. */
  readonly now: number;
  readonly onProgress: (read: number) => void;
  /** Of the stage; empty where it serves no links. */
  readonly publicUrl?: string | undefined;
}

/** `patterns`: files to use instead of the published documents. Nothing is saved or sent. */
export async function previewCampaign(
  id: string,
  patterns: readonly string[],
  stores: Pick<RunStores, 'programs' | 'scanner' | 'config' | 'runs' | 'identities'>,
  { directory, now, onProgress, publicUrl }: PreviewSettings,
): Promise<CommandResult> {
  const read = patterns.length === 0 ? undefined : await readDraft(patterns, directory, stores.config);
  if (read !== undefined && 'refusal' in read) return read.refusal;
  const snapshot = read?.draft ?? (await loadPublished(stores.programs));
  const campaign = findCampaign(snapshot?.campaigns ?? [], id);
  if (snapshot === undefined) throw new UsageError('Nothing is published.', 'Publish first.');
  const sms = await findContent(campaign.send, snapshot, read?.compiled, stores.programs);
  const preview = await previewRun(campaign, snapshot, stores, {
    now,
    isDraft: read !== undefined,
    onProgress,
    ...omitAbsent({ sms: sms && { ...sms, publicUrl } }),
  });
  const { run, reasons, audience, going, waiting, heldRuns, limit, history, isIncomplete, unreadable } =
    preview;
  return {
    exitCode: unreadable.length === 0 ? 0 : 1,
    json: {
      campaign: id,
      run: new Date(run.run).toISOString(),
      audience,
      atOnce: going,
      later: waiting,
      reasons: Object.fromEntries(reasons),
      ...(limit === undefined ? {} : { maxRecipients: limit, needsApproval: audience > limit }),
      heldRuns: heldRuns.map(heldRunToJson),
      isIncomplete,
      profilesRead: preview.profilesRead,
      ...omitAbsent({ sms: preview.sms }),
      unreadable,
    },
    lines: [
      ...(read?.notes ?? []),
      describeRun(id, run),
      `Segment ${campaign.audience.segment}: ${formatPeople(audience)} of ${preview.profilesRead.toLocaleString('en-US')}.`,
      `With the policy: ${formatPeople(going)} ${nameAction(campaign.enter !== undefined, going)} ${run.localTime === undefined ? 'at once' : 'at their own time'}${waiting === 0 ? '' : `, ${formatPeople(waiting)} ${waiting === 1 ? 'waits and is' : 'wait and are'} evaluated again`}.`,
      ...formatReasons(reasons),
      ...formatSmsEstimates(preview.sms ?? []),
      ...(reasons.has('address_reached')
        ? ['If several profiles share an address, it receives one message per run.']
        : []),
      ...describeLimit(id, audience, run.isOver ? undefined : limit, heldRuns),
      ...(isIncomplete ? describeIncomplete(campaign.audience.segment, history) : []),
      ...describeUnreadable(unreadable),
    ],
  };
}

/** Content of the SMS that the campaign sends: of the draft, or as it is in force. */
async function findContent(
  send: string | undefined,
  { templates }: ProgramSnapshot,
  drafts: ReadonlyMap<string, CompiledTemplate> | undefined,
  programs: Pick<ProgramStore, 'loadTemplate'>,
): Promise<PreviewOptions['sms']> {
  const header = templates.find(({ id, channel }) => id === send && channel === 'sms');
  if (header === undefined) return undefined;
  const compiled = drafts?.get(header.id) ?? (await programs.loadTemplate(header.id, header.revision));
  return compiled === undefined ? undefined : { compiled, render: openRenderer() };
}

/** A run that is held already, or that would be. */
function describeLimit(
  id: string,
  audience: number,
  limit: number | undefined,
  held: readonly HeldRun[],
): string[] {
  const lines = held.map(describeHeldRun);
  if (limit === undefined || audience <= limit) return lines;
  return [
    ...lines,
    `The next run will be held: ${describeAudience(audience, limit)}. Then start it with \`percorso campaign approve ${id}\`.`,
  ];
}

/** Counted for existing profiles only since publication: the audience is not yet complete. */
function describeIncomplete(segment: string, history: RunPreview['history']): string[] {
  return [
    `Segment ${segment} is incomplete: for existing profiles, events before its publication are not counted.`,
    ...describeHistory(history),
  ];
}

function findCampaign(campaigns: readonly CampaignDocument[], id: string): CampaignDocument {
  const campaign = campaigns.find((document) => document.id === id);
  if (campaign !== undefined) return campaign;
  const known = campaigns.map((document) => document.id);
  const remedy = `To preview a draft, give its file: \`percorso campaign preview ${id} FILES\`.${known.length === 0 ? '' : ` In force: ${known.join(', ')}.`}`;
  throw new UsageError(`No campaign "${id}" is published.`, remedy);
}

function describeRun(id: string, { run, isOver, localTime }: PreviewedRun): string {
  if (isOver) return `Campaign ${id} has no run left; evaluated as of now, ${formatMoment(run)} (UTC).`;
  if (localTime === undefined)
    return `Campaign ${id}, evaluated as of its next run, ${formatMoment(run)} (UTC).`;
  return `Campaign ${id}, evaluated for each person at their own ${localTime.replace('T', ' ')}.`;
}

function nameAction(isEntry: boolean, people: number): string {
  if (isEntry) return people === 1 ? 'enters' : 'enter';
  return people === 1 ? 'gets it' : 'get it';
}

function formatReasons(reasons: ReadonlyMap<string, number>): string[] {
  const rows = [...reasons]
    .sort(([, left], [, right]) => right - left)
    .map(([reason, count]) => [count.toLocaleString('en-US'), describeReason(reason)]);
  return formatTable(rows, '  ');
}

function describeReason(reason: string): string {
  if (reason === 'sent_to_channel') return 'are sent to';
  if (reason === 'address_reached')
    return `get nothing: another profile with this address gets it (${reason})`;
  if (reason === 'done') return 'enter the journey';
  if (reason === 'condition') return 'do not enter: the condition of the journey does not hold for them';
  return explainReason(reason);
}
