/** Publishes what the config table holds: documents to program, in an order that bears a crash at any point. */
import type { ProgramShrinkError } from '../../engine/config/guard-shrink.ts';
import type { ProgramChanges } from '../../engine/config/list-changes.ts';
import { formatProblem, type Problem } from '../../engine/config/problem.ts';
import type { ProgramSnapshot } from '../../engine/program.ts';
import type { ProgramStore } from '../ports.ts';
import { encodeProgram } from './encode-program.ts';
import { type ProgramPlan, type PublishingPorts, planProgram } from './plan-program.ts';
import { ProgramConflictError } from './program-errors.ts';

export interface PublishReport {
  /** `refused`: too much would vanish; the program published before stays in force. */
  readonly outcome: 'published' | 'unchanged' | 'refused';
  /** In force after this: 0 = nothing published yet. */
  readonly version: number;
  /** Documents in the table, of any status. */
  readonly documents: number;
  readonly changes: ProgramChanges;
  /** Refused documents that stay on their last published version. */
  readonly kept: readonly string[];
  readonly problems: readonly Problem[];
  readonly refusal?: ProgramShrinkError;
}

export interface PublishOptions {
  /** Epoch ms. */
  readonly now: number;
  /** Goes on although most live documents would vanish. */
  readonly allowShrink: boolean;
}

const attempts = 10;
const keptVersions = 20;

/**
 * Never throws because of a document. Throws ProgramConflictError when others publish all the time, and what the
 * stores throw; running it again then finishes the work.
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
  // 1 read and judge
  const plan = await planProgram(ports, { allowShrink });
  const from = plan.previous?.version ?? 0;
  const isUnchanged = plan.hash === plan.previous?.hash || (from === 0 && isEmpty(plan));
  // 2 show problems on the items, whatever comes of the rest
  await annotateProblems(ports, plan, now);
  if (plan.refusal !== undefined) return report(plan, 'refused', from);
  if (isUnchanged) return report(plan, 'unchanged', from);
  // 3 save what the program will point to; an unfinished version of somebody else is stepped over
  const version = from + attempt;
  const snapshot: ProgramSnapshot = {
    schemaVersion: 1,
    version,
    hash: plan.hash,
    publishedAt: now,
    ...plan.content,
  };
  await saveTemplates(ports.programs, plan);
  const chunks = encodeProgram(snapshot);
  for (const [index, bytes] of chunks.entries()) await ports.programs.saveChunk(version, index, bytes);
  // 4 move the pointer: from here on it is in force
  const { policy } = plan.content;
  await ports.programs.setCurrent(from, { version, hash: plan.hash, chunks: chunks.length, policy });
  // 5 clean up
  await removeOldVersions(ports.programs, version);
  return report(plan, 'published', version);
}

function isEmpty(plan: ProgramPlan): boolean {
  return plan.changes.added.length === 0;
}

/** Writes only where the list differs from the one on the item. */
async function annotateProblems(ports: PublishingPorts, plan: ProgramPlan, now: number): Promise<void> {
  for (const [index, { kind, id, problems: shown = [] }] of plan.stored.entries()) {
    const problems = (plan.judgement.documents[index]?.problems ?? []).map(formatProblem);
    const isSame = problems.length === shown.length && problems.every((text, at) => text === shown[at]);
    if (!isSame) await ports.documents.annotate(kind, id, problems, now);
  }
}

/** Revisions published before are in the store already. */
async function saveTemplates(programs: ProgramStore, plan: ProgramPlan): Promise<void> {
  const known = new Set(plan.previous?.templates.map(({ id, revision }) => `${id} ${revision}`));
  for (const { id, revision } of plan.content.templates) {
    const template = plan.judgement.compiled.get(id);
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

function report(plan: ProgramPlan, outcome: PublishReport['outcome'], version: number): PublishReport {
  const { stored, changes, kept, problems, refusal } = plan;
  return {
    outcome,
    version,
    documents: stored.length,
    changes,
    kept,
    problems,
    ...(refusal === undefined ? {} : { refusal }),
  };
}
