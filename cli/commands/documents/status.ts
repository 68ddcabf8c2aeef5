/** `percorso status`: what is in force, what would change, what is wrong. Writes nothing. */

import type { PublicDeployment } from '../../../app/doctor/deployed-sending.ts';
import { examineDeployment } from '../../../app/doctor/examine-stage.ts';
import {
  countUnreadableConsents,
  type UnreadableConsents,
} from '../../../app/inspect/count-unreadable-consents.ts';
import { readSending, type SendingPorts } from '../../../app/inspect/read-sending.ts';
import { readStatus, type StatusRuns } from '../../../app/inspect/read-status.ts';
import type { StagingPorts } from '../../../app/publish/staging.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { SnapshotContent } from '../../../engine/config/snapshot/program-members.ts';
import type { DocumentKind } from '../../../engine/model/documents/documents.ts';
import { describeHistory } from '../../output/describe-history.ts';
import { describePauses, describePending } from '../../output/describe-pause.ts';
import { describeHeldRun, heldRunToJson } from '../../output/describe-run.ts';
import { describeSending, sendingToJson } from '../../output/describe-sending.ts';
import { describeFinding } from '../../output/doctor/finding-words.ts';
import { formatProblems, toPrinted } from '../../output/format-problems.ts';
import { formatChanges, formatKept } from '../../output/format-report.ts';
import { formatCount, formatTable } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

/** `now`: epoch ms, of the stage. */
export interface StatusSending {
  readonly ports: SendingPorts;
  readonly now: number;
}

/**
 * Without `runs`, held runs and what has not reached the people who are already there are not reported; without
 * `deployed`, what is wrong with the deployment is not; without `sending`, neither circuit breaker nor warm-up is.
 */
export async function showStatus(
  ports: StagingPorts,
  runs?: StatusRuns,
  deployed?: PublicDeployment,
  sending?: StatusSending,
): Promise<CommandResult> {
  const faults = deployed === undefined ? [] : examineDeployment(deployed);
  const {
    previous,
    changes,
    kept,
    problems,
    refusal,
    staged,
    documents,
    byStatus,
    heldRuns,
    pauses,
    history,
  } = await readStatus(ports, runs);
  const state =
    previous === undefined || sending === undefined
      ? undefined
      : await readSending(sending.ports, previous.policy, pauses, sending.now);
  const unreadable =
    sending === undefined ? undefined : await countUnreadableConsents(sending.ports.statistics, sending.now);
  const published =
    previous === undefined
      ? undefined
      : { version: previous.version, at: new Date(previous.publishedAt).toISOString(), hash: previous.hash };
  const isPending = changes.added.length + changes.changed.length + changes.removed.length > 0;
  const hasErrors = problems.some(({ severity }) => severity === 'error');
  return {
    exitCode: hasErrors || refusal !== undefined ? 1 : 0,
    json: {
      published: published ?? null,
      documents: byStatus,
      staged,
      pending: changes,
      history,
      heldRuns: heldRuns.map(heldRunToJson),
      pauses,
      sending: state === undefined ? null : sendingToJson(state),
      unreadableConsents: unreadable ?? null,
      kept,
      problems: problems.map(toPrinted),
      faults: faults.map((fault) => ({ code: fault.code, ...describeFinding(fault) })),
      ...omitAbsent({
        refusal: refusal === undefined ? undefined : { problem: refusal.message, remedy: refusal.remedy },
      }),
    },
    lines: [
      published === undefined
        ? 'Nothing is published yet.'
        : `In force: version ${published.version}, published ${published.at.slice(0, 19).replace('T', ' ')} UTC.`,
      ...(previous === undefined ? [] : countContent(previous)),
      describeTable(documents, byStatus, staged.length > 0),
      ...(staged.length === 0
        ? []
        : [`Staged, not in force: ${formatCount(staged.length, 'document')}: ${staged.join(', ')}.`]),
      ...(isPending
        ? ['Publishing would change:', ...formatChanges(changes)]
        : ['Nothing waits to be published.']),
      ...(refusal === undefined ? [] : [`Publishing would be refused: ${refusal.message}`, refusal.remedy]),
      ...formatKept(kept, problems),
      ...heldRuns.map(describeHeldRun),
      ...describePauses(previous?.pauses),
      ...describePending(pauses, previous?.pauses),
      ...(state === undefined ? [] : describeSending(state)),
      ...(unreadable === undefined ? [] : describeUnreadable(unreadable)),
      ...describeHistory(history),
      ...faults.map((fault) => describeFinding(fault).found),
      ...(faults.length === 0
        ? []
        : ['`percorso doctor` shows what to do, and checks all that sending needs.']),
      ...(problems.length === 0 ? [] : ['', ...formatProblems(problems.map(toPrinted))]),
    ],
  };
}

function describeUnreadable({ count, since, isPartial }: UnreadableConsents): string[] {
  if (count === 0) return [];
  const what = count === 1 ? '1 statement of a consent was' : `${count} statements of consents were`;
  return [
    `${isPartial ? 'At least ' : ''}${what} neither a yes nor a no since ${since} (UTC), and stopped promotional messages: correct the source that sends them (percorso statistics consent).`,
  ];
}

/** What is in force, by kind. */
function countContent(content: SnapshotContent): string[] {
  const { journeys, campaigns, rules, segments, traits, templates, policy } = content;
  const { purposes = [], topics = [], contracts = [], links = [], queries = [] } = content;
  // By type, so that no kind is left out. Blocks are parts of the templates.
  const counts: Record<Exclude<DocumentKind, 'block'>, readonly [name: string, what: string]> = {
    journey: ['journeys', countStates(journeys.map(({ document }) => document))],
    campaign: ['campaigns', countStates(campaigns)],
    rule: ['rules', `${rules.length}`],
    segment: ['segments', `${segments.length}`],
    trait: ['traits', `${traits.length}`],
    template: ['templates', `${templates.length}`],
    policy: ['policy', policy.id],
    purpose: ['purposes', `${purposes.length}`],
    topic: ['topics', `${topics.length}`],
    event: ['contracts', `${contracts.length}`],
    link: ['links', countStates(links)],
    query: ['queries', `${queries.length}`],
  };
  return formatTable(Object.values(counts), '  ');
}

/** `2 (1 paused: welcome)`: by its document, or because a document that it needs is not live. */
function countStates(documents: readonly { readonly id: string; readonly status: string }[]): string {
  const paused = documents.filter(({ status }) => status === 'paused').map(({ id }) => id);
  if (paused.length === 0) return `${documents.length}`;
  return `${documents.length} (${paused.length} paused: ${paused.join(', ')})`;
}

/** Staged documents are not counted. */
function describeTable(
  count: number,
  byStatus: Readonly<Record<string, number>>,
  hasStaged: boolean,
): string {
  if (count === 0)
    return `No document is in force.${hasStaged ? '' : ' `percorso push FILES` stages documents.'}`;
  const words = Object.entries(byStatus).map(([status, documents]) => `${documents} ${status}`);
  return `In the table: ${formatCount(count, 'document')} (${words.join(', ')}).`;
}
