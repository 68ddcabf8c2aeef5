/** Publishes, previews and discards staged documents by name. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { warnOfTimes } from '../../engine/config/check/warn-times.ts';
import { makeSnapshot } from '../../engine/config/snapshot/make-snapshot.ts';
import {
  countPublishedReach,
  type ReachAnswer,
  type ReachOptions,
  tryReach,
} from '../inspect/reach/count-published-reach.ts';
import { listDocuments, type ProgramPlan } from './plan-program.ts';
import { describePlan, type PublishReport } from './publish-program.ts';
import {
  labelOf,
  planStaged,
  publishStaged,
  type StagedPlan,
  type StagedReport,
  type StagingPorts,
} from './staging.ts';

export interface PublishDocumentsOptions extends ReachOptions {
  /** Publishes even if most live documents would be removed. */
  readonly allowShrink: boolean;
}

/** Nothing was changed. `staged`: the labels that are staged. */
export interface NotStaged {
  readonly outcome: 'not_staged';
  readonly unknown: readonly string[];
  readonly staged: readonly string[];
}

export interface PublishedDocuments {
  readonly outcome: 'done';
  /** With warnings of times that have passed. */
  readonly report: StagedReport;
  readonly reach?: ReachAnswer;
}

export interface PublicationPreview {
  readonly outcome: 'planned';
  readonly plan: ProgramPlan;
  /** The report of the plan; its `version` is in force. */
  readonly report: PublishReport;
  /** The version that would be published. */
  readonly version: number;
  /** Publishing would change nothing. */
  readonly isNothing: boolean;
  /** Labels of the chosen staged documents. */
  readonly staged: readonly string[];
  readonly reach?: ReachAnswer;
}

/** `labels`: staged documents (`campaign/spring`); all when empty. Throws as publishProgram. */
export async function publishDocuments(
  labels: readonly string[],
  ports: StagingPorts,
  options: PublishDocumentsOptions,
): Promise<PublishedDocuments | NotStaged> {
  const chosen = await planChosen(labels, ports, options);
  if ('unknown' in chosen) return chosen;
  const published = await publishStaged(ports, chosen, options);
  const changed = chosen.plan.validation.documents.filter(({ label }) => published.moved.includes(label));
  const report = { ...published, problems: [...published.problems, ...warnOfTimes(changed, options.now)] };
  const reach = await countPublishedReach(report, ports.programs, options);
  return { outcome: 'done', report, ...omitAbsent({ reach }) };
}

/** What publishDocuments would do. Writes nothing. */
export async function previewPublication(
  labels: readonly string[],
  ports: StagingPorts,
  options: PublishDocumentsOptions,
): Promise<PublicationPreview | NotStaged> {
  const staged = await planChosen(labels, ports, options);
  if ('unknown' in staged) return staged;
  const { chosen, plan } = staged;
  const { previous, changes, content, hash, refusal } = plan;
  const version = (previous?.version ?? 0) + 1;
  const changed = [...changes.added, ...changes.changed];
  const snapshot = makeSnapshot(content, { version, hash, publishedAt: options.now }, previous);
  const reach = await tryReach(changed, snapshot, options);
  return {
    outcome: 'planned',
    plan,
    report: describePlan(plan, {
      outcome: refusal === undefined ? 'unchanged' : 'refused',
      version: previous?.version ?? 0,
      unannotated: [],
    }),
    version,
    isNothing: hash === previous?.hash || (previous === undefined && changed.length === 0),
    staged: chosen.map(labelOf),
    ...omitAbsent({ reach }),
  };
}

/** Removes staged documents; what is in force stays. */
export async function discardDocuments(
  labels: readonly string[],
  { staged }: Pick<StagingPorts, 'staged'>,
): Promise<{ readonly outcome: 'discarded' } | NotStaged> {
  const missing = await findMissing(labels, staged);
  if (missing !== undefined) return missing;
  for (const document of await listDocuments(staged)) {
    if (labels.includes(labelOf(document))) await staged.remove(document.kind, document.id);
  }
  return { outcome: 'discarded' };
}

async function planChosen(
  labels: readonly string[],
  ports: StagingPorts,
  { allowShrink }: PublishDocumentsOptions,
): Promise<StagedPlan | NotStaged> {
  const missing = await findMissing(labels, ports.staged);
  if (missing !== undefined) return missing;
  return planStaged(ports, {
    allowShrink,
    ...omitAbsent({ labels: labels.length === 0 ? undefined : labels }),
  });
}

async function findMissing(
  labels: readonly string[],
  store: StagingPorts['staged'],
): Promise<NotStaged | undefined> {
  if (labels.length === 0) return undefined;
  const staged = (await listDocuments(store)).map(labelOf);
  const unknown = labels.filter((label) => !staged.includes(label));
  return unknown.length === 0 ? undefined : { outcome: 'not_staged', unknown, staged };
}
