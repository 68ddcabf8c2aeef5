/** Staged documents wait in partitions of their own until they are published. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../engine/base/json.ts';
import { DocumentNotStorableError } from '../ports/document-not-storable-error.ts';
import type { DocumentStore, StoredDocument } from '../ports/document-store.ts';
import { listDocuments, type ProgramPlan, type PublishingPorts, planProgram } from './plan-program.ts';
import { describePlan, type PublishOptions, type PublishReport, publishProgram } from './publish-program.ts';

export interface StagingPorts extends PublishingPorts {
  readonly staged: DocumentStore;
}

export type WrittenDocument = { readonly kind: string; readonly id: string } & JsonObject;

export interface PutOutcome {
  /** Labels (`rule/third-order`), in the order given. */
  readonly written: readonly string[];
  /** Documents that are equal to those in force. */
  readonly unchanged: readonly string[];
  readonly failed: readonly DocumentNotStorableError[];
}

/** `onStep` is called after each document. */
type PutDocuments = (
  ports: Pick<StagingPorts, 'documents' | 'staged'>,
  pushed: readonly WrittenDocument[],
  onStep: () => void,
) => Promise<PutOutcome>;

/** Writes the documents that differ from those in force. One that the table refuses does not affect the others. */
export const stageDocuments: PutDocuments = async ({ documents, staged }, pushed, onStep) => {
  const { inForce, waiting, outcome } = await beginPut({ documents, staged });
  for (const document of pushed) {
    const label = labelOf(document);
    if (isSame(inForce.get(label), document)) {
      if (waiting.has(label)) await staged.remove(document.kind, document.id);
      outcome.unchanged.push(label);
    } else if (await putOrNote(staged, document, outcome.failed)) outcome.written.push(label);
    onStep();
  }
  return outcome;
};

/** The documents as they would be in force, and the effect of publishing them. Writes nothing. */
export interface StagedPlan {
  /** The chosen documents, in the order of the table. */
  readonly chosen: readonly StoredDocument[];
  readonly plan: ProgramPlan;
}

/** `labels`: the documents to plan; all staged ones when absent. */
export async function planStaged(
  ports: StagingPorts,
  options: { readonly allowShrink: boolean; readonly labels?: readonly string[] },
): Promise<StagedPlan> {
  const { allowShrink, labels } = options;
  const staged = await listDocuments(ports.staged);
  const chosen = staged.filter((document) => labels === undefined || labels.includes(labelOf(document)));
  const documents = overlay(await listDocuments(ports.documents), chosen);
  const view: DocumentStore = { ...ports.documents, list: async () => ({ documents }) };
  return { chosen, plan: await planProgram({ ...ports, documents: view }, { allowShrink }) };
}

export interface StagedReport extends PublishReport {
  /** Labels of staged documents that are in force now. */
  readonly moved: readonly string[];
  /** Labels of staged documents that have errors or that the table refused: they stay staged. */
  readonly left: readonly string[];
}

/**
 * Puts the documents that `planStaged` chose in force: writes them, publishes, and then removes their staged copies.
 * A crash in between leaves documents in both places, and publishing again finishes the work.
 */
export async function publishStaged(
  ports: StagingPorts,
  { chosen, plan }: StagedPlan,
  options: PublishOptions,
): Promise<StagedReport> {
  if (plan.refusal !== undefined) {
    const result = { outcome: 'refused', version: plan.previous?.version ?? 0, unannotated: [] } as const;
    return { ...describePlan(plan, result), moved: [], left: chosen.map(labelOf) };
  }
  const accepted = new Set(
    plan.validation.documents.filter(({ document }) => document !== undefined).map(({ label }) => label),
  );
  const good = chosen.filter((document) => accepted.has(labelOf(document)));
  const failed: DocumentNotStorableError[] = [];
  const moved: StoredDocument[] = [];
  for (const document of good)
    if (await putOrNote(ports.documents, toWritten(document), failed)) moved.push(document);
  const report = await publishProgram(ports, options);
  await removeMoved(ports.staged, moved);
  const labels = moved.map(labelOf);
  const left = chosen.map(labelOf).filter((label) => !labels.includes(label));
  const reasons = plan.problems.filter(({ document }) => left.includes(document));
  return { ...report, problems: [...reasons, ...report.problems], moved: labels, left };
}

/** Puts documents in force at once, without staging; a staged version of the same document is superseded. */
export const putInForce: PutDocuments = async ({ documents, staged }, pushed, onStep) => {
  const { inForce, waiting, outcome } = await beginPut({ documents, staged });
  for (const document of pushed) {
    const label = labelOf(document);
    const isUnchanged = isSame(inForce.get(label), document);
    if (isUnchanged || (await putOrNote(documents, document, outcome.failed))) {
      outcome[isUnchanged ? 'unchanged' : 'written'].push(label);
      if (waiting.has(label)) await staged.remove(document.kind, document.id);
    }
    onStep();
  }
  return outcome;
};

/** Replaces the documents that have the same kind and id as one in `staged`. */
export function overlay(
  stored: readonly StoredDocument[],
  staged: readonly StoredDocument[],
): readonly StoredDocument[] {
  const replaced = mapByLabel(staged);
  return [...stored.filter((document) => !replaced.has(labelOf(document))), ...staged];
}

/** A newer version that was pushed meanwhile stays. */
async function removeMoved(staged: DocumentStore, moved: readonly StoredDocument[]): Promise<void> {
  const now = mapByLabel(await listDocuments(staged));
  for (const document of moved) {
    const { kind, id } = document;
    if (isDeepStrictEqual(now.get(labelOf(document))?.document, document.document))
      await staged.remove(kind, id);
  }
}

async function putOrNote(
  store: DocumentStore,
  document: WrittenDocument,
  failed: DocumentNotStorableError[],
): Promise<boolean> {
  try {
    await store.put(document);
    return true;
  } catch (error) {
    if (!(error instanceof DocumentNotStorableError)) throw error;
    failed.push(error);
    return false;
  }
}

function mapByLabel(documents: readonly StoredDocument[]): Map<string, StoredDocument> {
  return new Map(documents.map((document) => [labelOf(document), document]));
}

export function labelOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind}/${id}`;
}

function toWritten({ kind, id, document }: StoredDocument): WrittenDocument {
  return { ...document, kind, id };
}

/** An item's map need not contain kind and id. */
function isSame(stored: StoredDocument | undefined, document: WrittenDocument): boolean {
  return stored !== undefined && isDeepStrictEqual(toWritten(stored), { ...document });
}

async function beginPut({ documents, staged }: Pick<StagingPorts, 'documents' | 'staged'>) {
  return {
    inForce: mapByLabel(await listDocuments(documents)),
    waiting: mapByLabel(await listDocuments(staged)),
    outcome: {
      written: [] as string[],
      unchanged: [] as string[],
      failed: [] as DocumentNotStorableError[],
    },
  };
}
