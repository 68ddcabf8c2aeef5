/** Publishes the documents of the config table as a program, in an order that survives a crash at any point. */

import { isDeepStrictEqual } from 'node:util';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { listBlockUsers } from '../../engine/config/blocks/list-uses.ts';
import type { Problem } from '../../engine/config/problems/problem.ts';
import type { ProgramChanges } from '../../engine/config/snapshot/list-changes.ts';
import { type HistoryNeed, listHistoryNeeds } from '../../engine/config/snapshot/list-history-needs.ts';
import { makeSnapshot } from '../../engine/config/snapshot/make-snapshot.ts';
import { listPurposeNeeds } from '../../engine/model/documents/purpose-document.ts';
import { listHeardOutcomes } from '../../engine/model/outcome-names.ts';
import { allSending, listPausedDomains } from '../../engine/model/pauses.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { ProgramConflictError } from '../ports/program-errors.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import { listNewDefinitions } from '../runs/pending-definitions.ts';
import { type AnnotationFailure, annotateProblems } from './annotate-problems.ts';
import { encodeProgram, hashContent } from './encode-program.ts';
import { type ProgramPlan, type PublishingPorts, planProgram } from './plan-program.ts';

export interface PublishReport {
  /** `refused`: too many documents would be removed; the program published before stays in force. */
  readonly outcome: 'published' | 'unchanged' | 'refused';
  /** The version in force after this; 0 = nothing published yet. */
  readonly version: number;
  /** Documents in the table, of any status. */
  readonly documents: number;
  readonly changes: ProgramChanges;
  /** Invalid documents that stay on their last published version. */
  readonly kept: readonly string[];
  readonly problems: readonly Problem[];
  /** Items on which problems could not be written. */
  readonly unannotated: readonly AnnotationFailure[];
  /** Label of each block (`block/frame`) → labels of the templates that contain it. Absent where there are none. */
  readonly blockUsers?: Readonly<Record<string, readonly string[]>>;
  readonly refusal?: NonNullable<ProgramPlan['refusal']>;
  /** The effect of a publication on existing profiles. */
  readonly existing?: ExistingPeople;
}

export interface ExistingPeople {
  /** True for the first publication: every profile is older than the program. */
  readonly isFirst: boolean;
  /** New and changed segments: they are evaluated for every person within minutes, without triggering. */
  readonly segments: readonly string[];
  /** Definitions that count only from now on, until a backfill. */
  readonly history: readonly HistoryNeed[];
}

export interface PublishOptions {
  /** Epoch ms. */
  readonly now: number;
  /** Publishes even if most live documents would be removed. */
  readonly allowShrink: boolean;
}

const attempts = 10;
const keptVersions = 20;

/**
 * Never throws because of a document. Throws ProgramConflictError when others publish all the time, and the errors of
 * the stores; another call then finishes the work.
 */
export async function publishProgram(
  ports: PublishingPorts,
  options: PublishOptions,
): Promise<PublishReport> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await publishOnce(ports, options, attempt);
    } catch (error) {
      if (!(error instanceof ProgramConflictError) || attempt === attempts) throw error;
    }
  }
}

async function publishOnce(
  ports: PublishingPorts,
  { now, allowShrink }: PublishOptions,
  attempt: number,
): Promise<PublishReport> {
  // 1 read and validate
  const plan = await planProgram(ports, { allowShrink });
  // 2 put it in force
  const { outcome, version, existing } = await putInForce(ports.programs, plan, now, attempt);
  // 3 write problems on the items: last, so that a failed write blocks nothing
  const problemsOf = (index: number) => plan.validation.documents[index]?.problems ?? [];
  const unannotated = await annotateProblems(ports.documents, plan.stored, problemsOf, now);
  return describePlan(plan, {
    outcome,
    version,
    unannotated,
    ...omitAbsent({ existing }),
  });
}

/** The result of a plan. */
export function describePlan(
  { stored, changes, kept, problems, refusal, validation }: ProgramPlan,
  result: Pick<PublishReport, 'outcome' | 'version' | 'unannotated' | 'existing'>,
): PublishReport {
  const users = listBlockUsers(validation.documents.flatMap(({ document }) => document ?? []));
  return {
    ...result,
    documents: stored.length,
    changes,
    kept,
    problems,
    ...omitAbsent({ blockUsers: users.size === 0 ? undefined : Object.fromEntries(users), refusal }),
  };
}

async function putInForce(
  programs: ProgramStore,
  plan: ProgramPlan,
  now: number,
  attempt: number,
): Promise<Pick<PublishReport, 'outcome' | 'version' | 'existing'>> {
  const from = plan.previous?.version ?? 0;
  const isUnchanged = plan.hash === plan.previous?.hash || (from === 0 && isEmpty(plan));
  if (plan.refusal !== undefined) return keepWithPauses(programs, plan, now, attempt);
  if (isUnchanged) return { outcome: 'unchanged', version: from };
  // 1 save the templates and chunks of the new version; the number of another publisher's unfinished version is skipped
  const version = from + attempt;
  const snapshot = makeSnapshot(plan.content, { version, hash: plan.hash, publishedAt: now }, plan.previous);
  await saveTemplates(programs, plan);
  await saveSnapshot(programs, from, snapshot);
  return { outcome: 'published', version, existing: describeExisting(plan.previous, snapshot) };
}

/** Documents that are refused as a whole must not keep an operator's pause from taking effect. */
async function keepWithPauses(
  programs: ProgramStore,
  { previous, asBefore }: ProgramPlan,
  now: number,
  attempt: number,
): Promise<Pick<PublishReport, 'outcome' | 'version'>> {
  const from = previous?.version ?? 0;
  if (asBefore === undefined || isDeepStrictEqual(asBefore.pauses, previous?.pauses))
    return { outcome: 'refused', version: from };
  const hash = hashContent(asBefore);
  const version = from + attempt;
  await saveSnapshot(programs, from, makeSnapshot(asBefore, { version, hash, publishedAt: now }, previous));
  return { outcome: 'refused', version };
}

async function saveSnapshot(programs: ProgramStore, from: number, snapshot: ProgramSnapshot): Promise<void> {
  const { version, hash, policy, purposes, pauses } = snapshot;
  const chunks = encodeProgram(snapshot);
  for (const [index, bytes] of chunks.entries()) await programs.saveChunk(version, index, bytes);
  // 2 move the pointer: from now on the version is in force
  const rest = omitAbsent({
    purposeNeeds: listPurposeNeeds(purposes),
    listensTo: listHeardOutcomes(snapshot),
    isSendingPaused: pauses?.[allSending] === undefined ? undefined : true,
    pausedDomains: listPausedDomains(pauses),
  });
  await programs.setCurrent(from, { version, hash, chunks: chunks.length, policy, ...rest });
  // 3 clean up
  await removeOldVersions(programs, version);
}

function describeExisting(previous: ProgramSnapshot | undefined, next: ProgramSnapshot): ExistingPeople {
  const segments = Object.entries(next.segmentsSince ?? {}).filter(([, since]) => since === next.version);
  return {
    isFirst: previous === undefined,
    segments: segments.map(([id]) => id).sort(),
    history: listHistoryNeeds(next, listNewDefinitions(previous, next)),
  };
}

function isEmpty(plan: ProgramPlan): boolean {
  return plan.changes.added.length === 0;
}

/** Revisions published before are in the store already. */
async function saveTemplates(programs: ProgramStore, plan: ProgramPlan): Promise<void> {
  const known = new Set(plan.previous?.templates.map(({ id, revision }) => `${id} ${revision}`));
  for (const { id, revision } of plan.content.templates) {
    const template = plan.validation.compiled.get(id);
    if (template?.revision === revision && !known.has(`${id} ${revision}`))
      await programs.saveTemplate(template);
  }
}

async function removeOldVersions(programs: ProgramStore, version: number): Promise<void> {
  const oldest = version - keptVersions + 1;
  for (;;) {
    const chunks = oldest > 1 ? await programs.listChunksBefore(oldest) : [];
    if (chunks.length === 0) return;
    for (const chunk of chunks) await programs.removeChunk(chunk.version, chunk.index);
  }
}
