/** Plans a publication without writing anything. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Problem } from '../../engine/config/problems/problem.ts';
import { slugPattern } from '../../engine/config/schemas/field-schemas.ts';
import { buildNextProgram } from '../../engine/config/snapshot/build-snapshot.ts';
import { guardShrink, ProgramShrinkError } from '../../engine/config/snapshot/guard-shrink.ts';
import { findExcess, type ProgramTooLargeError } from '../../engine/config/snapshot/guard-size.ts';
import { listChanges, type ProgramChanges } from '../../engine/config/snapshot/list-changes.ts';
import type { SnapshotContent } from '../../engine/config/snapshot/program-members.ts';
import { isDocumentKind } from '../../engine/model/documents/documents.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { DocumentStore, StoredDocument } from '../ports/document-store.ts';
import type { PauseStore } from '../ports/pause-store.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import type { TemplateCompiler } from '../ports/template-compiler.ts';
import { listPages } from '../runtime/list-pages.ts';
import { checkSenders, type SenderPort } from './check-senders.ts';
import { hashContent } from './encode-program.ts';
import { loadStated } from './load-program.ts';
import { pickContent, readPauses, withPauses } from './pauses.ts';
import { type StoredValidation, validateStored } from './validate-stored.ts';

export interface PublishingPorts extends SenderPort {
  readonly documents: DocumentStore;
  readonly programs: ProgramStore;
  readonly compileTemplate: TemplateCompiler;
  /** Pauses of operators. Without it, the pauses of the published program stay. */
  readonly pauses?: Pick<PauseStore, 'list'>;
}

export interface ProgramPlan {
  readonly stored: readonly StoredDocument[];
  readonly validation: StoredValidation;
  /** Undefined when nothing is published yet. */
  readonly previous?: ProgramSnapshot;
  readonly content: SnapshotContent;
  readonly hash: string;
  readonly changes: ProgramChanges;
  /** Labels of documents that stay on their last published version. */
  readonly kept: readonly string[];
  readonly problems: readonly Problem[];
  /** Set when too many documents would be removed, or the program would not fit the functions' memory. */
  readonly refusal?: ProgramShrinkError | ProgramTooLargeError;
  /** Of a refused plan: the program in force with the current pauses, which no document may block. */
  readonly asBefore?: SnapshotContent;
}

/** Reads the documents and the current program. Throws ProgramUnreadableError, and what the stores throw. */
export async function planProgram(
  ports: PublishingPorts,
  options: { readonly allowShrink: boolean },
): Promise<ProgramPlan> {
  const previous = await loadCurrent(ports.programs);
  const stored = await listDocuments(ports.documents);
  const sources = stored.map(({ kind, id, document }) => ({ key: { kind, id }, document }));
  const validation = await checkSenders(
    await validateStored(sources, ports.compileTemplate, previous),
    ports,
  );
  const { content: stated, kept, problems } = buildNextProgram(validation.documents, previous);
  const pauses = ports.pauses === undefined ? previous?.pauses : readPauses(await ports.pauses.list());
  const content = withPauses(stated, pauses);
  const shrink = options.allowShrink ? undefined : findRefusal(previous, content, validation);
  const refusal = shrink ?? findExcess(previous, content);
  return {
    stored,
    validation,
    ...omitAbsent({ previous }),
    content,
    hash: hashContent(content),
    changes: listChanges(previous, content),
    kept,
    problems: [...validation.problems, ...problems],
    ...omitAbsent({
      refusal,
      asBefore:
        refusal === undefined || previous === undefined
          ? undefined
          : withPauses(pickContent(previous), pauses),
    }),
  };
}

export function listDocuments(store: DocumentStore): Promise<StoredDocument[]> {
  return listPages(
    (cursor) => store.list(cursor),
    (page) => page.documents,
  );
}

/** Whether a valid document can have its kind and id; others are not safe as the name of a file. */
export function hasValidKey({ kind, id }: Pick<StoredDocument, 'kind' | 'id'>): boolean {
  return isDocumentKind(kind) && slugPattern.test(id);
}

async function loadCurrent(programs: ProgramStore): Promise<ProgramSnapshot | undefined> {
  const current = await programs.readCurrent();
  return current.version === 0 ? undefined : loadStated(programs, current);
}

function findRefusal(
  previous: ProgramSnapshot | undefined,
  content: SnapshotContent,
  validation: StoredValidation,
): ProgramShrinkError | undefined {
  if (previous === undefined) return undefined;
  try {
    guardShrink(previous, content, validation.documents);
    return undefined;
  } catch (error) {
    if (error instanceof ProgramShrinkError) return error;
    throw error;
  }
}
