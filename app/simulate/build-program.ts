/** Builds the program that documents would make if they were published. Writes nothing. */
import { isObject } from '../../engine/base/json.ts';
import type { Problem } from '../../engine/config/problems/problem.ts';
import type { DocumentSource } from '../../engine/config/read/document-source.ts';
import { buildNextProgram } from '../../engine/config/snapshot/build-snapshot.ts';
import { listChanges, type ProgramChanges } from '../../engine/config/snapshot/list-changes.ts';
import { makeSnapshot } from '../../engine/config/snapshot/make-snapshot.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { TemplateCompiler } from '../ports/template-compiler.ts';
import { hashContent } from '../publish/encode-program.ts';
import type { PublishingPorts } from '../publish/plan-program.ts';
import { validateStored } from '../publish/validate-stored.ts';
import { validateWithTable } from '../publish/validate-with-table.ts';

interface BuildNotes {
  /** Of the given documents. */
  readonly problems: readonly Problem[];
  /** Number of drafts among them: they count as live. */
  readonly drafts: number;
}

/** The problems include an error. */
export interface InvalidDocuments extends BuildNotes {
  readonly outcome: 'invalid';
}

export interface BuiltProgram extends BuildNotes {
  readonly outcome: 'built';
  readonly snapshot: ProgramSnapshot;
  /** Content of the templates, by id. */
  readonly compiled: ReadonlyMap<string, CompiledTemplate>;
}

export interface DraftAndLive {
  readonly draft: ProgramSnapshot;
  readonly live: ProgramSnapshot;
  /** Includes the staged documents of the table: they would be published with the given ones. */
  readonly changes: ProgramChanges;
  /** Content of the draft's templates, by id. */
  readonly compiled: ReadonlyMap<string, CompiledTemplate>;
}

export type BuiltDraft = BuildNotes & DraftAndLive & { readonly outcome: 'built' };
export type NothingPublished = BuildNotes & { readonly outcome: 'nothing_published' };

/** Of these documents alone. */
export async function buildProgram(
  sources: readonly DocumentSource[],
  compile: TemplateCompiler,
): Promise<BuiltProgram | InvalidDocuments> {
  const { documents, drafts } = promoteDrafts(sources);
  const { problems, compiled, ...validation } = await validateStored(documents, compile);
  if (problems.some(isError)) return { outcome: 'invalid', problems, drafts };
  const { content } = buildNextProgram(validation.documents, undefined);
  const stamp = { version: 1, hash: hashContent(content), publishedAt: 0 };
  return { outcome: 'built', snapshot: makeSnapshot(content, stamp, undefined), compiled, problems, drafts };
}

/** Of these documents together with those of the table, beside the published program. */
export async function buildDraft(
  sources: readonly DocumentSource[],
  ports: PublishingPorts,
): Promise<BuiltDraft | NothingPublished | InvalidDocuments> {
  const { documents, drafts } = promoteDrafts(sources);
  const { all, problems, published: live, compiled } = await validateWithTable(documents, ports);
  if (problems.some(isError)) return { outcome: 'invalid', problems, drafts };
  if (live === undefined) return { outcome: 'nothing_published', problems, drafts };
  const { content } = buildNextProgram(all, live);
  const stamp = { version: live.version + 1, hash: 'draft', publishedAt: live.publishedAt };
  const draft = makeSnapshot(content, stamp, live);
  return { outcome: 'built', draft, live, changes: listChanges(live, content), compiled, problems, drafts };
}

/** Drafts count as live: people simulate to see what a draft would do. */
function promoteDrafts(sources: readonly DocumentSource[]): {
  readonly documents: readonly DocumentSource[];
  readonly drafts: number;
} {
  const documents = sources.map((source) =>
    isObject(source.document) && source.document['status'] === 'draft'
      ? { ...source, document: { ...source.document, status: 'live' } }
      : source,
  );
  return { documents, drafts: documents.filter((source, index) => source !== sources[index]).length };
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}
